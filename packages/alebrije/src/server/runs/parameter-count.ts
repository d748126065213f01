/** How many numbers a run's model has that are trained, from the header of its checkpoint. */

import fs from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const LARGEST_HEADER = 16 * 2 ** 20;

const headerSchema = z.record(
  z.string(),
  z.looseObject({ shape: z.array(z.int().nonnegative()).optional() }),
);

/** @returns undefined where there is no checkpoint that can be read */
export async function countParameters(run: string): Promise<number | undefined> {
  const file = await fs
    .open(join(run, 'checkpoints', 'last.safetensors'), 'r')
    .catch(() => undefined);
  if (!file) return undefined;
  try {
    const length = Buffer.alloc(8);
    await file.read(length, 0, 8, 0);
    const size = Number(length.readBigUInt64LE());
    if (size > LARGEST_HEADER) return undefined;
    const header = Buffer.alloc(size);
    await file.read(header, 0, size, 8);
    const tensors = headerSchema.parse(JSON.parse(header.toString('utf8')));
    return Object.entries(tensors)
      .filter(([name]) => name.startsWith('params.'))
      .reduce((total, [, { shape = [] }]) => total + shape.reduce((a, b) => a * b, 1), 0);
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

/** Programs that are measured in a process of their own and answer with one line of JSON. */

import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of the repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Far more than anything here takes; a program that hangs ends. */
const MOST_SECONDS = 900;

/**
 * The JSON on the last line that a program prints.
 * @throws Error with the last line of its complaint, if it fails
 */
export async function answerOf<T>(command: string, argv: readonly string[]): Promise<T> {
  const child = spawn(command, argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MOST_SECONDS * 1000,
  });
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) {
    const lines = complaint.split('\n').filter((line) => /Error|error/.test(line));
    throw new Error(lines.at(-1)?.trim() ?? `${path.basename(command)} ended with ${code}`);
  }
  return JSON.parse(output.trimEnd().split('\n').at(-1)!) as T;
}

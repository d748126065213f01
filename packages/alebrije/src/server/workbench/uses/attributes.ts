/** Directions in the space of codes that stand for something. */

import { UserError } from '../../../errors.ts';
import { namedVectors, type VectorMethod } from '../../../runs/attributes/vectors.ts';
import type { OpenModel } from '../../../runs/open-model.ts';
import type { AttributeVectors } from '../../contract/uses.ts';

/** Those that the training examples tell; the others are left out. */
export async function attributeVectors(
  model: OpenModel,
  { method }: { readonly method: VectorMethod },
): Promise<AttributeVectors> {
  const found = await namedVectors(model, method);
  const vectors = found.names.flatMap((name, place) => {
    try {
      return [{ name, vector: [...found.vector(place)] }];
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  });
  return { kind: found.kind, vectors };
}

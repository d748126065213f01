/** The attributes of cartoon faces, and how they are drawn at random. */

import { UserError } from '../../errors.ts';
import { drawUniform, fold, type Key } from '../../tensor/key.ts';
import type { Attributes, RareGroup } from '../dataset.ts';

export const FACE_ATTRIBUTES = [
  'smiling',
  'glasses',
  'hat',
  'beard',
  'long_hair',
  'blond_hair',
  'pale_skin',
  'wide_eyes',
  'leaning_right',
  'dark_background',
] as const;

export type FaceAttribute = (typeof FACE_ATTRIBUTES)[number];

/** Whether one face has each attribute. */
export type FaceTraits = Readonly<Record<FaceAttribute, boolean>>;

/**
 * Each attribute is had by half of the faces, independently of the others. With a rare group, the
 * faces that have all of its attributes make up its share; the other combinations of these attributes
 * stay equally frequent, and the other attributes independent.
 * @throws UserError if the group names an attribute that faces have not, or has no possible share
 */
export function drawFaceAttributes(source: Key, count: number, rare?: RareGroup): Attributes {
  const width = FACE_ATTRIBUTES.length;
  const values = Uint8Array.from(drawUniform(fold(source, 'attributes'), count * width), (u) =>
    u < 0.5 ? 1 : 0,
  );
  if (rare) makeRare(source, values, rare);
  return { names: FACE_ATTRIBUTES, values };
}

function makeRare(source: Key, values: Uint8Array, { attributes, share }: RareGroup): void {
  const width = FACE_ATTRIBUTES.length;
  const known: readonly string[] = FACE_ATTRIBUTES;
  const columns = attributes.map((name) => known.indexOf(name));
  if (columns.includes(-1) || new Set(columns).size < columns.length || columns.length === 0) {
    throw new UserError(
      `a rare group has some of the attributes ${FACE_ATTRIBUTES.join(', ')}, each once, not ${attributes.join(', ')}`,
    );
  }
  if (!(share > 0 && share < 1)) {
    throw new UserError(`the share of a rare group lies between 0 and 1, not at ${share}`);
  }
  const count = values.length / width;
  const membership = drawUniform(fold(source, 'rare'), count);
  const choice = drawUniform(fold(source, 'others'), count);
  const all = 2 ** columns.length - 1;
  for (let face = 0; face < count; face++) {
    const bits = membership[face]! < share ? all : Math.floor(choice[face]! * all);
    for (const [bit, column] of columns.entries()) {
      values[face * width + column] = (bits >> bit) & 1;
    }
  }
}

/** The attributes of one face by name. */
export function faceTraits({ values }: Attributes, face: number): FaceTraits {
  const width = FACE_ATTRIBUTES.length;
  const entries = FACE_ATTRIBUTES.map((name, column) => [
    name,
    values[face * width + column] === 1,
  ]);
  return Object.fromEntries(entries) as FaceTraits;
}

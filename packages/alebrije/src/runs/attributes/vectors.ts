/** Directions in the codes of an opened run for the attributes, or the classes, of its data. */

import { UserError } from '../../errors.ts';
import {
  type Code,
  differenceOfMeans,
  dot,
  meanCode,
  scaleToMeans,
  scaleToReadout,
  withoutOthers,
} from '../../explore/latent/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import { fitLinearProbe, probeDirection } from '../../metrics/linear-probe.ts';
import { linearReadouts } from '../../metrics/linear-readout.ts';
import type { OpenModel } from '../open-model.ts';
import { trainingCodes } from '../pictures/codes.ts';
import { classNamesOf } from '../pictures/picture.ts';

export const VECTOR_METHODS = ['means', 'classifier'] as const;
export type VectorMethod = (typeof VECTOR_METHODS)[number];

/** What examples have or are, and the vectors [Z] that stand for it. */
export interface NamedVectors {
  readonly kind: 'attributes' | 'classes';
  /** In the order of the data. */
  readonly names: readonly string[];
  /**
   * At strength 1 it leads as far as from the mean of the codes without the attribute to that of those
   * with it; of a class, from the mean of all codes to that of the class.
   * @param place of the name
   * @throws UserError if the training examples do not tell
   */
  vector(place: number): Float64Array;
}

/** Of what a vector reads out before it is made orthogonal to others; less left means none would be. */
const LEAST_LEFT = 0.25;

/** Of a classifier of which only the direction counts. */
const ITERATIONS = 100;

/** @throws UserError if the codes do not tell */
function classifierVector(codes: HostTensor, has: Int32Array, name: string): Float64Array {
  const options = { maxIterations: ITERATIONS };
  const direction = probeDirection(fitLinearProbe({ codes, labels: has }, 2, options));
  try {
    return scaleToMeans(direction, codes, has);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`no classifier tells ${name} from the codes: give --method means`);
  }
}

/**
 * A vector without what would change the readouts of other attributes, as far as that leaves some of
 * it, and as long as the way between the means along its own readout.
 */
function purified(
  vector: Code,
  means: Code,
  readouts: readonly Float64Array[],
  place: number,
): Float64Array {
  const own = readouts[place]!;
  const pure = withoutOthers(vector, readouts.toSpliced(place, 1));
  const read = dot(vector, own);
  if (dot(pure, own) > Math.max(0, LEAST_LEFT * read)) return scaleToReadout(pure, own, means);
  return read > 0 ? scaleToReadout(vector, own, means) : Float64Array.from(vector);
}

function attributeVectors(
  codes: HostTensor,
  { names, values }: { readonly names: readonly string[]; readonly values: Uint8Array },
  method: VectorMethod,
): NamedVectors {
  const width = names.length;
  const count = codes.shape[0]!;
  let readouts: Float64Array[] | undefined;
  return {
    kind: 'attributes',
    names,
    vector(place) {
      const has = Int32Array.from({ length: count }, (_, row) => values[row * width + place]!);
      const total = has.reduce((sum, value) => sum + value, 0);
      if (total === 0 || total === count) {
        throw new UserError(
          `of ${count} training examples ${total} have ${names[place]}: that says nothing about it`,
        );
      }
      readouts ??= linearReadouts(codes, values.subarray(0, count * width), width);
      const means = differenceOfMeans(codes, has);
      const vector = method === 'means' ? means : classifierVector(codes, has, names[place]!);
      return purified(vector, means, readouts, place);
    },
  };
}

function classVectors(
  codes: HostTensor,
  labels: Int32Array,
  names: readonly string[],
  method: VectorMethod,
): NamedVectors {
  const count = codes.shape[0]!;
  return {
    kind: 'classes',
    names,
    vector(place) {
      const has = Int32Array.from(labels.subarray(0, count), (label) => (label === place ? 1 : 0));
      if (!has.includes(1) || !has.includes(0)) {
        throw new UserError(`the training examples do not tell ${names[place]} from other classes`);
      }
      if (method === 'classifier') return classifierVector(codes, has, names[place]!);
      const all = meanCode(codes, () => true);
      return meanCode(codes, (row) => has[row] === 1).map((value, axis) => value - all[axis]!);
    },
  };
}

/** Each vector is computed once. */
function once({ vector, ...rest }: NamedVectors): NamedVectors {
  const computed = new Map<number, Float64Array>();
  return {
    ...rest,
    vector(place) {
      const value = computed.get(place) ?? vector(place);
      computed.set(place, value);
      return value;
    },
  };
}

/** An opened model does not change. */
const found = new WeakMap<OpenModel, Map<VectorMethod, Promise<NamedVectors>>>();

/**
 * Attributes where the data have some, else classes; from the first training examples, at most 10,000.
 * By difference of means, an attribute's vector is that of Larsen et al.; by a classifier it is the
 * normal of a logistic regression. Either is then made orthogonal to the linear readouts of all other
 * attributes, which so stay as they are (Shen et al., CVPR 2020, section 2.3).
 * @throws UserError if the data have neither, or the model is told the class
 */
export function namedVectors(
  model: OpenModel,
  method: VectorMethod = 'means',
): Promise<NamedVectors> {
  const ofModel = found.get(model) ?? new Map<VectorMethod, Promise<NamedVectors>>();
  found.set(model, ofModel);
  const vectors = ofModel.get(method) ?? findVectors(model, method);
  ofModel.set(method, vectors);
  return vectors;
}

async function findVectors(model: OpenModel, method: VectorMethod): Promise<NamedVectors> {
  const { attributes, labels } = model.data.train;
  const names = classNamesOf(model);
  if (attributes) return once(attributeVectors(await trainingCodes(model), attributes, method));
  if (model.system.views.classes !== undefined) {
    throw new UserError(
      'this run’s model is told the class, so its codes need not hold it: see interpolate --across-classes',
    );
  }
  if (labels && names) return once(classVectors(await trainingCodes(model), labels, names, method));
  throw new UserError(
    `${model.data.dataset.name} has neither attributes nor classes, so no code stands for one`,
  );
}

/** The plane in which codes are drawn: the codes themselves, or their two principal components. */

import { UserError } from '../../errors.ts';
import type { HostTensor } from '../../graph/types.ts';
import { covarianceOf } from '../../metrics/covariance.ts';
import { dot } from '../../metrics/eigenpairs.ts';
import { fitPca, pcaInverse, pcaTransform } from '../../metrics/pca.ts';
import { hostFloats } from '../../train/model-session.ts';
import type { OpenModel } from '../open-model.ts';
import { shownCodes } from './codes.ts';
import { coordinate } from './picture.ts';

export interface CodePlane {
  /** Coordinates of the codes of the shown examples. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly xName: string;
  readonly yName: string;
  /** What the plane shows of codes of more than two numbers; absent for codes of two. */
  readonly note?: string;
  /** Share of the codes' variance that lies in the plane. */
  readonly varianceShare: number;
  /** Codes [N, Z] at places of the plane, which goes through the codes' mean. */
  codesAt(x: readonly number[], y: readonly number[]): HostTensor;
  /** Coordinates of other codes [N, Z]. */
  placesOf(codes: HostTensor): { readonly x: Float32Array; readonly y: Float32Array };
}

/** @throws UserError if the codes have only one number */
export async function codePlane(model: OpenModel): Promise<CodePlane> {
  const { codeSize } = model.system.views;
  if (codeSize < 2) {
    throw new UserError('a plane of codes needs at least two numbers, this run has codes of one');
  }
  const codes = await shownCodes(model);
  return codeSize === 2 ? planeOfTwo(codes) : principalPlane(codes);
}

/** Pairs of coordinates as an array [N, 2]. */
function pairs(x: readonly number[], y: readonly number[]): HostTensor {
  const data = Float32Array.from(x.flatMap((value, index) => [value, y[index]!]));
  return hostFloats([x.length, 2], data);
}

function planeOfTwo(codes: HostTensor): CodePlane {
  const placesOf = (values: HostTensor) => ({ x: coordinate(values, 0), y: coordinate(values, 1) });
  return {
    ...placesOf(codes),
    xName: 'z₁',
    yName: 'z₂',
    varianceShare: 1,
    codesAt: pairs,
    placesOf,
  };
}

/** Coordinates count from the projection of the origin, where a prior N(0, I) has its centre. */
function principalPlane(codes: HostTensor): CodePlane {
  const pca = fitPca(covarianceOf(codes), 2);
  const [xOrigin, yOrigin] = pca.components.map((direction) => dot(pca.mean, direction)) as [
    number,
    number,
  ];
  const placesOf = (values: HostTensor) => {
    const projected = pcaTransform(pca, values);
    return {
      x: coordinate(projected, 0).map((value) => value + xOrigin),
      y: coordinate(projected, 1).map((value) => value + yOrigin),
    };
  };
  const varianceShare = pca.explained[0]! + pca.explained[1]!;
  const percent = Math.round(100 * varianceShare);
  return {
    ...placesOf(codes),
    xName: 'First principal component',
    yName: 'Second principal component',
    note: `the first two principal components of ${codes.shape[1]} numbers, ${percent} % of their variance`,
    varianceShare,
    codesAt: (x, y) =>
      pcaInverse(
        pca,
        pairs(
          x.map((value) => value - xOrigin),
          y.map((value) => value - yOrigin),
        ),
      ),
    placesOf,
  };
}

/** The value below which a share of the values lies. */
export function quantile(values: Float32Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.round(share * (sorted.length - 1))]!;
}

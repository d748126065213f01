/** Codes laid out to be looked at: as they are, or by a projection. */

import { useMemo } from 'react';
import { decodeArray } from '../../../../../../../packages/alebrije/src/server/contract/arrays.ts';
import type { UseResults } from '../../../../api/contract.ts';
import { type CodeSet, codeOf } from '../codes/code-set.ts';
import { useExplorer } from '../explorer-context.ts';
import type { PointSet } from '../plane/camera.ts';
import { useUse } from '../uses.ts';

/** 'codes' are the numbers of the code themselves. */
export type Layout = 'codes' | 'pca' | 'tsne' | 'umap';

export interface MapChoice {
  readonly layout: Layout;
  readonly dimensions: 2 | 3;
  /** Of a projection: how many examples. */
  readonly limit: number;
}

export interface MapData extends PointSet {
  readonly layout: Layout;
  readonly split: 'train' | 'test';
  readonly labels?: readonly number[];
  readonly classNames?: readonly string[];
  readonly tones?: Float32Array;
  /** Share of the variance along each axis, of PCA. */
  readonly explained?: readonly number[];
  readonly seconds?: number;
}

export interface MapState {
  readonly data: MapData | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
}

export function useMapData({ layout, dimensions, limit }: MapChoice): MapState {
  const { run, codes, codesError } = useExplorer();
  const isProjected = layout !== 'codes';
  const body = { method: isProjected ? layout : 'pca', dimensions, limit } as const;
  const projection = useUse(run.name, 'project', body, isProjected);
  const data = useMemo(() => {
    if (layout === 'codes') return codes && plainMap(codes);
    return projection.data && projectedMap(projection.data);
  }, [layout, codes, projection.data]);
  return {
    data,
    error: isProjected ? projection.error : codesError,
    isPending: data === undefined,
  };
}

function plainMap({ count, size, values, split, labels, classNames, tones }: CodeSet): MapData {
  return {
    layout: 'codes',
    ...{ count, dimensions: size === 3 ? 3 : 2, positions: values, split },
    ...(labels && { labels }),
    ...(classNames && { classNames }),
    ...(tones && { tones }),
  };
}

function projectedMap(answer: UseResults['project']): MapData {
  const { method, count, points, split, labels, classNames, explained, seconds } = answer;
  return {
    ...{ layout: method, count, split, seconds },
    dimensions: points.shape[1] === 3 ? 3 : 2,
    positions: decodeArray(points) as Float32Array,
    ...(labels && { labels }),
    ...(classNames && { classNames }),
    ...(explained && { explained }),
  };
}

export function positionOf({ positions, dimensions }: PointSet, index: number): Float32Array {
  return positions.subarray(index * dimensions, (index + 1) * dimensions);
}

/** The example of the map whose code is nearest to a code. */
export function nearestExample(codes: CodeSet, most: number, code: ArrayLike<number>): number {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < Math.min(most, codes.count); index++) {
    const own = codeOf(codes, index);
    let distance = 0;
    for (let z = 0; z < own.length && distance < least; z++) distance += (own[z]! - code[z]!) ** 2;
    if (distance < least) {
      least = distance;
      nearest = index;
    }
  }
  return nearest;
}

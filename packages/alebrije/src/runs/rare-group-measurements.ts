/** How well a model serves the rare group of its data, beside all other examples. */

import { rareMembers } from '../data/rare-group.ts';
import { meanWithError } from '../metrics/samples.ts';
import type { EvaluationData } from './evaluation-data.ts';
import type { Measurement } from './measurement.ts';

function membership({ model, examples }: EvaluationData): Uint8Array | undefined {
  return rareMembers(model.data.dataset, examples);
}

/** Why the errors of the groups cannot be told; nothing if they can. */
function obstacleToGroups(data: EvaluationData): string | undefined {
  const members = membership(data);
  if (!members) return 'the data have no rare group';
  const rare = members.reduce((sum, member) => sum + member, 0);
  if (rare === 0) return 'none of the examples belongs to the rare group';
  return rare === members.length ? 'all examples belong to the rare group' : undefined;
}

/** Mean squared error per value of each chosen example. */
function errorsOf(
  predicted: ArrayLike<number>,
  target: ArrayLike<number>,
  size: number,
  chosen: readonly number[],
): Float64Array {
  return Float64Array.from(chosen, (example) => {
    let sum = 0;
    for (let i = example * size; i < (example + 1) * size; i++) {
      sum += (predicted[i]! - target[i]!) ** 2;
    }
    return sum / size;
  });
}

/** @param isRare of the rare group, otherwise of all others */
async function measureGroup(data: EvaluationData, isRare: boolean): Promise<Measurement> {
  const members = membership(data)!;
  const chosen = [...members.keys()].filter((example) => (members[example] === 1) === isRare);
  const { data: target } = await data.prepared();
  const errors = async (predicted: Promise<{ data: ArrayLike<number> }>) =>
    meanWithError(errorsOf((await predicted).data, target, data.dataSize, chosen));
  const { mean, standardError } = await errors(data.reconstruction());
  return {
    value: mean,
    standardError,
    floor: (await errors(data.meanPrediction())).mean,
    floorName: 'the mean example',
    samples: chosen.length,
  };
}

/** The mean squared error per value of the reconstructions of each group. */
export const groupErrors = {
  rareError: {
    obstacle: obstacleToGroups,
    measure: (data: EvaluationData) => measureGroup(data, true),
  },
  otherError: {
    obstacle: obstacleToGroups,
    measure: (data: EvaluationData) => measureGroup(data, false),
  },
};

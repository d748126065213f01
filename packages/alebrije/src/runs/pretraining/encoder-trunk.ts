/** The first layers of a run's encoder, as the network below a classifier. */

import { UserError } from '../../errors.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { HostTensor } from '../../graph/types.ts';
import { sequential } from '../../nn/composition.ts';
import type { ChildLayer, Variables } from '../../nn/layer.ts';
import { flatten } from '../../nn/reshape.ts';
import { branch, unflattenTree } from '../../tensor/tree.ts';
import { expectEncoder } from '../../train/system.ts';
import type { OpenModel } from '../open-model.ts';
import type { Trunk } from './classifier-training.ts';

export interface EncoderTrunk extends Trunk {
  /** The last layer of the encoder that belongs to it. */
  readonly last: string;
  /** Numbers that it gives. */
  readonly features: number;
  /** As the run has trained it. */
  readonly trained: Variables<HostTensor>;
}

/** The name of the layer that makes features vectors; no layer of an encoder has it. */
const FLATTEN = 'features';

function encoderLayers({ system, run }: OpenModel): readonly ChildLayer[] {
  expectEncoder(system.views);
  const { encoder } = system.networks;
  const layers = encoder?.layer.children?.(encoder.input);
  if (layers && encoder?.layer.type === 'Sequential') return layers;
  throw new UserError(`the encoder of ${run.name} is no chain of layers that could be cut`);
}

/**
 * By default all but the last layer with weights, which narrows what the others have found to the
 * code; the only layer with weights stays.
 */
function defaultEnd(layers: readonly ChildLayer[], variables: OpenModel['variables']): number {
  const hasWeights = ({ name }: ChildLayer) =>
    Object.keys(variables).some((path) => path.startsWith(`params.encoder.${name}.`));
  const weighted = [...layers.keys()].filter((index) => hasWeights(layers[index]!));
  return weighted.length > 1 ? weighted.at(-1)! : layers.length;
}

/**
 * @param last its last layer; all but the code's unless given
 * @throws UserError if the encoder has no such layer
 */
export function encoderTrunk(model: OpenModel, last: string | undefined): EncoderTrunk {
  const { system, variables } = model;
  const layers = encoderLayers(model);
  const names = layers.map(({ name }) => name);
  const end = last === undefined ? defaultEnd(layers, variables) : names.indexOf(last) + 1;
  if (end === 0) {
    throw new UserError(
      `the encoder has no layer ${JSON.stringify(last)}; there are ${names.join(', ')}`,
    );
  }
  const kept = layers.slice(0, end);
  const { input } = system.networks.encoder!;
  const layer = sequential({
    ...Object.fromEntries(kept.map((child) => [child.name, child.layer])),
    [FLATTEN]: flatten(),
  });
  const ofTrunk = (part: 'params' | 'state') => {
    const prefix = `${part}.encoder.`;
    const leaves = Object.entries(variables)
      .filter(([path]) => kept.some(({ name }) => path.startsWith(`${prefix}${name}.`)))
      .map(([path, tensor]) => [path.slice(part.length + 1), tensor] as const);
    return branch(unflattenTree(leaves), 'encoder');
  };
  return {
    layer,
    input,
    preprocess: system.preprocess,
    last: names[end - 1]!,
    features: sizeOf(layer.outputShape(input)),
    trained: { params: ofTrunk('params'), state: ofTrunk('state') },
  };
}

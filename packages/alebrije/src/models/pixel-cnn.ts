/**
 * PixelCNN: van den Oord, Kalchbrenner and Kavukcuoglu, "Pixel recurrent neural networks" (ICML 2016),
 * section 3 and table 1, over whole numbers such as the codes of a VQ-VAE; told the class as in van den
 * Oord et al., "Conditional image generation with PixelCNN decoders" (NeurIPS 2016), section 2.3.
 * B batch, K codes, E numbers of an embedding, C channels, H, W places, in the order in which one reads.
 */

import type { Shape, Tree } from '../graph/types.ts';
import { embedding } from '../nn/embedding.ts';
import {
  applyNamed,
  type ChildLayer,
  type Layer,
  type LayerContext,
  sideInput,
  type Variables,
} from '../nn/layer.ts';
import { type CausalMask, maskedConv, type Tap, tapsOf } from '../nn/masked-convolution.ts';
import { type CallChild, wiredLayer } from '../nn/wiring.ts';
import { concat, filled, fromHost, stack, type Tensor } from '../tensor/tensor.ts';
import { branch, leaf } from '../tensor/tree.ts';

export interface PixelCnnConfig {
  /** K. */
  readonly codes: number;
  /** E. */
  readonly embeddingSize: number;
  /** C, channels between the residual blocks; half as many inside of them. */
  readonly channels: number;
  readonly blocks: number;
  /** Channels of the 1x1 convolution before the logits. */
  readonly outputChannels: number;
  /** Classes of which the network is told one, as the side input `labels`, int32 [B]; none unless given. */
  readonly classes?: number | undefined;
}

interface ConvolutionSpec {
  readonly name: string;
  readonly inputs: number;
  readonly filters: number;
  readonly size: number;
  readonly mask: CausalMask;
}

const FIRST = 'first';
const FIRST_SIZE = 7;
const INNER_SIZE = 3;

/** All convolutions in their order: table 1, with masks of type B after the first. */
function convolutions(config: PixelCnnConfig): ConvolutionSpec[] {
  const { embeddingSize, channels, blocks, outputChannels, codes } = config;
  const half = channels / 2;
  const spec = (
    name: string,
    inputs: number,
    filters: number,
    size: number,
    mask: CausalMask = 'B',
  ) => ({
    name,
    inputs,
    filters,
    size,
    mask,
  });
  return [
    spec(FIRST, embeddingSize, channels, FIRST_SIZE, 'A'),
    ...Array.from({ length: blocks }, (_, index) => [
      spec(`reduce${index + 1}`, channels, half, 1),
      spec(`masked${index + 1}`, half, half, INNER_SIZE),
      spec(`expand${index + 1}`, half, channels, 1),
    ]).flat(),
    spec('output', channels, outputChannels, 1),
    spec('logits', outputChannels, codes, 1),
  ];
}

function pixelCnnChildren(config: PixelCnnConfig, [height, width]: Shape): ChildLayer[] {
  const { codes, embeddingSize, channels, blocks, classes } = config;
  const convolutional = convolutions(config).map(({ name, inputs, filters, size, mask }) => ({
    name,
    layer: maskedConv(filters, size, mask),
    input: [inputs, height!, width!],
  }));
  const labels =
    classes === undefined
      ? []
      : Array.from({ length: blocks }, (_, index) => ({
          name: `label${index + 1}`,
          layer: embedding(classes, channels / 2),
          input: [],
        }));
  return [
    { name: 'embedding', layer: embedding(codes, embeddingSize), input: [height!, width!] },
    ...convolutional,
    ...labels,
  ];
}

/**
 * What follows on the first convolution, features [B, C, ...] → logits [B, K, ...]: of whole maps, and
 * just so of one place. Each block adds to its input what a 1x1, a masked 3x3 and a 1x1 convolution
 * make of it, each after a ReLU; the class shifts the channels of the first.
 */
function afterFirst(
  { blocks }: PixelCnnConfig,
  call: CallChild,
  first: Tensor,
  labels: Tensor | undefined,
): Tensor {
  let h = first;
  for (let block = 1; block <= blocks; block++) {
    let inner = call(`reduce${block}`, h.relu());
    if (labels) {
      const shift = call(`label${block}`, labels);
      const places = inner.shape.slice(2).map(() => 1);
      inner = inner.add(shift.reshape([...shift.shape, ...places]));
    }
    inner = call(`masked${block}`, inner.relu());
    h = h.add(call(`expand${block}`, inner.relu()));
  }
  return call('logits', call('output', h.relu()).relu());
}

const labelsFor = ({ classes }: PixelCnnConfig, context: LayerContext) =>
  classes === undefined ? undefined : sideInput(context, 'labels');

/** Codes, int32 [H, W] → logits [K, H, W]; those of a place depend on the codes before it alone. */
export function pixelCnn(config: PixelCnnConfig): Layer {
  return wiredLayer('PixelCnn', {
    outputShape: ([height, width]) => [config.codes, height!, width!],
    children: (input) => pixelCnnChildren(config, input),
    forward(call, codes, context) {
      const embedded = call('embedding', codes).transpose([0, 3, 1, 2]);
      return afterFirst(config, call, call(FIRST, embedded), labelsFor(config, context));
    },
  });
}

/** ln p of each code given those before it, [B, H, W], nats, for codes, int32 [B, H, W]. */
export function codeLogProbabilities(
  config: PixelCnnConfig,
  variables: Variables<Tensor>,
  codes: Tensor,
  context: LayerContext,
): { readonly logProbabilities: Tensor; readonly state: Tree<Tensor> } {
  const applied = applyNamed('prior', pixelCnn(config), variables, codes, context);
  const all = applied.output.logSoftmax(1);
  const logProbabilities = all.takeAlongAxis(codes.expandDims(1), 1).squeeze(1);
  return { logProbabilities, state: { prior: applied.state } };
}

/** A convolution at one place: the features of the places before it are remembered. */
interface PlaceConvolution {
  readonly taps: readonly Tap[];
  /** [taps · C, O]: what each tap's features are multiplied with. */
  readonly kernel: Tensor;
  readonly bias: Tensor;
  /** Features [B, C] of the places so far, row by row. */
  readonly seen: Tensor[];
}

function placeConvolution(
  { inputs, filters, size, mask }: ConvolutionSpec,
  params: Tree<Tensor>,
): PlaceConvolution {
  const taps = tapsOf(size, mask);
  const picked = Int32Array.from(taps, ({ index }) => index);
  const kernel = leaf(params, 'kernel')
    .flatten(2)
    .gather(fromHost({ dtype: 'int32', shape: [picked.length], data: picked }), 2)
    .transpose([2, 1, 0])
    .reshape([taps.length * inputs, filters]);
  return { taps, kernel, bias: leaf(params, 'bias'), seen: [] };
}

/**
 * Draws codes, int32 [B, H, W], one place after the other, in one graph. At each place the network is
 * computed for that place only, from the remembered features of those before it, so that all places
 * together cost about one pass of the network.
 * @param draws uniform in [0, 1), [B, H · W]: place by place, each decides its code by the inverse of
 * the cumulative probabilities
 */
export function sampleCodes(
  config: PixelCnnConfig,
  variables: Variables<Tensor>,
  draws: Tensor,
  [height, width]: Shape,
  context: LayerContext,
): Tensor {
  const [count, places] = draws.shape as readonly [number, number];
  const params = branch(variables.params, 'prior');
  const children = new Map(
    pixelCnnChildren(config, [height!, width!]).map(({ name, layer }) => [name, layer]),
  );
  const convolutional = new Map(
    convolutions(config).map((spec) => [
      spec.name,
      { ...placeConvolution(spec, branch(params, spec.name)), inputs: spec.inputs },
    ]),
  );
  const embeddings = leaf(branch(params, 'embedding'), 'embeddings');
  const labels = labelsFor(config, context);

  /** The convolution of that name at a place, of what is remembered. */
  function at(name: string, index: number): Tensor {
    const { taps, kernel, bias, seen, inputs } = convolutional.get(name)!;
    const [row, column] = [Math.floor(index / width!), index % width!];
    const nothing = filled([count, inputs], 0);
    const features = taps.map(({ above, right }) => {
      const [y, x] = [row - above, column + right];
      return y >= 0 && x >= 0 && x < width! ? seen[y * width! + x]! : nothing;
    });
    return concat(features, 1).matmul(kernel).add(bias);
  }

  const codes: Tensor[] = [];
  for (let index = 0; index < places; index++) {
    const call: CallChild = (name, value) => {
      const remembering = convolutional.get(name);
      if (!remembering) {
        const own = { params, state: {} };
        return applyNamed(name, children.get(name)!, own, value, context).output;
      }
      remembering.seen.push(value);
      return at(name, index);
    };
    const logits = afterFirst(config, call, at(FIRST, index), labels);
    const cumulative = logits.softmax(1).cumsum(1);
    const draw = draws.slice(1, index, index + 1);
    // Rounding may leave the last cumulative probability below the draw.
    const code = cumulative
      .greater(draw)
      .not()
      .cast('float32')
      .sum(1)
      .minimum(config.codes - 1)
      .cast('int32');
    codes.push(code);
    convolutional.get(FIRST)!.seen.push(embeddings.gather(code));
  }
  return stack(codes, 1).reshape([count, height!, width!]);
}

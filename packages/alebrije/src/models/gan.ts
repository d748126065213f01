/**
 * Generative adversarial networks: Goodfellow et al., "Generative adversarial nets" (NeurIPS 2014); told
 * the class, Mirza and Osindero, "Conditional generative adversarial nets" (2014). A step of the
 * discriminator and one of the generator, for every loss and penalty. B batch, Z code, K classes.
 */

import type { Tree } from '../graph/types.ts';
import { withClass } from '../nn/class-inputs.ts';
import { applyNamed, type Layer, type LayerContext, type Variables } from '../nn/layer.ts';
import { normal, place, type RandomPlace } from '../tensor/random.ts';
import { concat, type Tensor } from '../tensor/tensor.ts';
import { branch } from '../tensor/tree.ts';

export interface Gan {
  /** Code [B, Z], or with the class behind it [B, Z + K] → data [B, ...]. */
  readonly generator: Layer;
  /** Data [B, ...] → scores [B, 1]; where there are classes with the input `labels`, int32 [B]. */
  readonly discriminator: Layer;
  /** Z. */
  readonly codeSize: number;
  /** K, where both networks are told the class. */
  readonly classes?: number;
  /**
   * True if a score depends on the other examples of the batch: real and generated ones are then judged
   * in batches of their own.
   */
  readonly comparesExamples?: boolean;
}

/** Examples with their classes, where the model is told them. */
export interface Examples {
  /** [B, ...]. */
  readonly x: Tensor;
  /** int32 [B]. */
  readonly labels?: Tensor;
}

/** What the discriminator lowers. */
export interface DiscriminatorObjective {
  /** Of the scores of real and of generated examples [B, 1] → []. */
  readonly loss: (scores: { readonly real: Tensor; readonly generated: Tensor }) => Tensor;
  /** Added to the loss, with its weight: []. */
  readonly penalty?: (inputs: {
    readonly judge: (points: Tensor) => Tensor;
    readonly real: Tensor;
    readonly generated: Tensor;
    readonly place: RandomPlace;
  }) => Tensor;
  /** Mixes earlier generated examples in, which the branch `replay` of the state keeps. */
  readonly replay?: (
    fresh: Examples,
    buffer: Tree<Tensor>,
    at: RandomPlace,
  ) => { readonly images: Examples; readonly buffer: Tree<Tensor> };
}

/** G(z | y) of given codes [B, Z], with the generator's new state. */
export function generateFrom(
  { generator, classes }: Gan,
  variables: Variables<Tensor>,
  codes: Tensor,
  labels: Tensor | undefined,
  context: LayerContext,
) {
  const input = classes === undefined ? codes : withClass(codes, told(labels), classes);
  return applyNamed('generator', generator, variables, input, context);
}

/** @throws Error without labels: whoever uses a model that is told classes tells them */
function told(labels: Tensor | undefined): Tensor {
  if (labels) return labels;
  throw new Error('a conditional network takes labels');
}

/** G(z | y) of codes z ~ N(0, I). */
function generate(
  gan: Gan,
  variables: Variables<Tensor>,
  { count, labels }: { readonly count: number; readonly labels: Tensor | undefined },
  context: LayerContext,
) {
  const codes = normal(place(context.place, 'codes'), [count, gan.codeSize]);
  return generateFrom(gan, variables, codes, labels, context);
}

/** Scores [B, 1], with the discriminator's new state. */
function judge(
  { discriminator, classes }: Gan,
  variables: Variables<Tensor>,
  { x, labels }: Examples,
  context: LayerContext,
) {
  const inputs = classes === undefined ? {} : { inputs: { labels: told(labels) } };
  return applyNamed('discriminator', discriminator, variables, x, { ...context, ...inputs });
}

interface Judged {
  readonly generated: Tensor;
  readonly real: Tensor;
  /** Of the discriminator. */
  readonly state: Tree<Tensor>;
}

/** In one batch, or in two where examples of a batch are compared. */
function judgeBoth(
  gan: Gan,
  variables: Variables<Tensor>,
  images: Examples,
  examples: Examples,
  context: LayerContext,
): Judged {
  if (gan.comparesExamples) {
    const at = (name: string) => ({ ...context, place: place(context.place, name) });
    const first = judge(gan, variables, images, at('generated'));
    const state = { ...variables.state, discriminator: first.state };
    const second = judge(gan, { ...variables, state }, examples, at('real'));
    return { generated: first.output, real: second.output, state: second.state };
  }
  const labels = images.labels && examples.labels && concat([images.labels, examples.labels], 0);
  const both = { x: concat([images.x, examples.x], 0), ...(labels && { labels }) };
  const { output, state } = judge(gan, variables, both, context);
  const sizes = [images.x.shape[0]!, examples.x.shape[0]!];
  const [generated, real] = output.split(sizes, 0) as [Tensor, Tensor];
  return { generated, real, state };
}

export interface GanLoss {
  /** float32 []. */
  readonly loss: Tensor;
  /** Scores of the generated examples, [B, 1]. */
  readonly generated: Tensor;
  /** Of everything; only what belongs to the trained network differs from before. */
  readonly state: Tree<Tensor>;
}

export interface DiscriminatorLoss extends GanLoss {
  /** Scores of the real examples, [B, 1]. */
  readonly real: Tensor;
  /** float32 [], to be added to the loss. */
  readonly penalty?: Tensor;
}

/**
 * The discriminator's loss on real examples and on as many generated ones, of the same classes where
 * there are classes. No gradient reaches the generator.
 */
export function discriminatorLoss(
  gan: Gan,
  { loss, penalty, replay }: DiscriminatorObjective,
  variables: Variables<Tensor>,
  examples: Examples,
  context: LayerContext,
): DiscriminatorLoss {
  const { x, labels } = examples;
  const size = { count: x.shape[0]!, labels };
  const made = generate(gan, variables, size, context).output.stopGradient();
  const fresh = { x: made, ...(labels && { labels }) };
  const replayed = replay?.(
    fresh,
    branch(variables.state, 'replay'),
    place(context.place, 'replay'),
  );
  const images = replayed?.images ?? fresh;
  const { generated, real, state } = judgeBoth(gan, variables, images, examples, context);
  const at = place(context.place, 'penalty');
  const judgeAt = (points: Tensor) =>
    judge(gan, variables, { ...examples, x: points }, { ...context, place: at }).output;
  return {
    loss: loss({ real, generated }),
    generated,
    real,
    ...(penalty && { penalty: penalty({ judge: judgeAt, real: x, generated: made, place: at }) }),
    state: {
      ...variables.state,
      discriminator: state,
      ...(replayed && { replay: replayed.buffer }),
    },
  };
}

/**
 * The generator's loss on `count` examples. No step of it moves the discriminator's state.
 * @param lowered of the scores of generated examples [B, 1] → []
 */
export function generatorLoss(
  gan: Gan,
  lowered: (generated: Tensor) => Tensor,
  variables: Variables<Tensor>,
  size: { readonly count: number; readonly labels?: Tensor | undefined },
  context: LayerContext,
): GanLoss {
  const { count, labels } = size;
  const { output, state } = generate(gan, variables, { count, labels }, context);
  const judged = judge(gan, variables, { x: output, ...(labels && { labels }) }, context);
  return {
    loss: lowered(judged.output),
    generated: judged.output,
    state: { ...variables.state, generator: state },
  };
}

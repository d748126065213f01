/**
 * What the trainer trains: networks, what one step does to them, and what can be asked of the result.
 * A system is pure: functions over symbolic tensors, traced once per shape.
 */

import { UserError } from '../errors.ts';
import type { HostTensor, Shape, Tree } from '../graph/types.ts';
import type { Corruption } from '../nn/corruption.ts';
import type { Layer, Variables } from '../nn/layer.ts';
import type { Optimizer } from '../optim/optimizer.ts';
import type { NoiseSchedule } from '../samplers/noise-schedule.ts';
import type { Denoising } from '../samplers/solver-step.ts';
import type { SolverConfig } from '../samplers/solvers.ts';
import type { Spacing } from '../samplers/times.ts';
import type { Key } from '../tensor/key.ts';
import type { RandomPlace } from '../tensor/random.ts';
import type { Operand, Tensor } from '../tensor/tensor.ts';

/** One network: a layer (usually a sequence) and the shape of its input without the batch axis. */
export interface Network {
  readonly layer: Layer;
  readonly input: Shape;
}

/** A batch inside the graph. */
export interface Batch {
  /** [B, ...] as the system's `preprocess` returns it. */
  readonly x: Tensor;
  /** int32 [B], where the data have classes. */
  readonly labels?: Tensor;
}

export interface StepContext {
  readonly variables: Variables<Tensor>;
  readonly batch: Batch;
  readonly place: RandomPlace;
  readonly training: boolean;
  /** The current values of the system's `scalars`, float32 []. */
  readonly scalars: Readonly<Record<string, Tensor>>;
}

export interface StepOutcome {
  /** float32 [], what the optimizer lowers. */
  readonly loss: Tensor;
  /** The loss's parts and other scalars to report, float32 []. */
  readonly parts: Readonly<Record<string, Tensor>>;
  /** The whole state after the step, in the structure of the state before. */
  readonly state: Tree<Tensor>;
}

/** One kind of optimizer step; adversarial training alternates between two. */
export interface StepDefinition {
  readonly name: string;
  /**
   * What moves: networks ('encoder'), or parts of them by the path of their parameters
   * ('encoder.hidden1'). All else is constant in the step.
   */
  readonly trains: readonly string[];
  readonly optimizer: Optimizer;
  /** Learning rate at optimizer step t = 0, 1, ... of this definition */
  readonly learningRate: (step: number) => number;
  /** Applied to the gradients, in the structure of the parameters, before the optimizer. */
  readonly clip?: (gradients: Tree<Tensor>) => Tree<Tensor>;
  /** How often per iteration, each time on a batch of its own; 1 unless given. */
  readonly repeat?: number;
  /** All repetitions on one batch instead. */
  readonly onOneBatch?: true;
  readonly outcome: (context: StepContext) => StepOutcome;
}

/** A stretch of epochs with steps and a loss of its own. */
export interface Phase {
  /** For people: 'layer 1'. */
  readonly name: string;
  readonly epochs: number;
  /** With names that no other phase's steps have. */
  readonly steps: readonly StepDefinition[];
  readonly validate: (context: StepContext) => StepOutcome;
}

/** What is trained one after the other: layer by layer, or resolution by resolution. */
export interface Phases {
  readonly earlier: readonly Phase[];
  /** Name of the last phase, which the system's own steps train until the end of all epochs. */
  readonly lastName: string;
}

export type DecoderLikelihood =
  | { readonly kind: 'bernoulli' }
  | { readonly kind: 'gaussian'; readonly deviation: number };

/** A model whose codes are whole numbers, of which the vectors of `encode` are one form. */
export interface DiscreteViews {
  /** How many different ones there are. */
  readonly codes: number;
  /** Shape of an example's code: [H, W]. */
  readonly places: Shape;
  /** x [B, ...] (preprocessed) → int32 [B, ...places]. */
  readonly encode: (variables: Variables<Tensor>, x: Tensor) => Tensor;
  /** int32 [B, ...places] → data [B, ...] as they are shown. */
  readonly decode: (variables: Variables<Tensor>, codes: Tensor) => Tensor;
}

/**
 * What a trained model offers, each a function over batches; images come out in [0, 1]. Where it has
 * `classes`, it is told each example's class, and every function takes `labels`, int32 [B].
 */
export interface Views {
  /** Size of a code vector. */
  readonly codeSize: number;
  /** How many classes there are, for a model of data given their class. */
  readonly classes?: number;
  /** Shape in which one example is shown, images as [C, H, W]; the views may return it flattened. */
  readonly dataShape: Shape;
  /**
   * x [B, ...] (preprocessed) → codes [B, Z]; the mean where codes are random. A model that only makes
   * data has none (see `expectEncoder` for what asks for one).
   */
  readonly encode?: (variables: Variables<Tensor>, x: Tensor, labels?: Tensor) => Tensor;
  /** codes [B, Z] → data [B, ...] as they are shown. */
  readonly decode: (variables: Variables<Tensor>, codes: Tensor, labels?: Tensor) => Tensor;
  /** x → (mean [B, Z], log variance [B, Z]) of the code's distribution, where it has one. */
  readonly posterior?: (
    variables: Variables<Tensor>,
    x: Tensor,
    labels?: Tensor,
  ) => { readonly mean: Tensor; readonly logVar: Tensor };
  /**
   * How decoded numbers m are read as a distribution of the data: 'bernoulli', probabilities; or
   * 'gaussian', N(m, deviation² I).
   */
  readonly likelihood: DecoderLikelihood;
  /** codes [B, Z], x [B, ...] (preprocessed) → ln p(x | code) of each under that distribution [B], nats. */
  readonly logLikelihood?: (
    variables: Variables<Tensor>,
    codes: Tensor,
    x: Tensor,
    labels?: Tensor,
  ) => Tensor;
  /** True if codes drawn from N(0, I) are meant to decode to data. */
  readonly hasNormalPrior: boolean;
  /**
   * True if codes drawn evenly from [0, 1)ᶻ decode to new data: a sampler, one draw for each step, without
   * an encoder.
   */
  readonly hasUniformPrior?: true;
  /** x [B, ...] (preprocessed) → ln p(x) of each [B], nats, where the model knows it. */
  readonly logProbability?: (variables: Variables<Tensor>, x: Tensor, labels?: Tensor) => Tensor;
  readonly discrete?: DiscreteViews;
  /** What its inputs were corrupted with while training, if it learned to undo that. */
  readonly corruption?: Corruption;
  /** How it makes data of noise, the codes, step by step, if it does. */
  readonly denoising?: DenoisingViews;
}

/** A diffusion at work. What is diffused may be other numbers than what is shown. */
export interface DenoisingViews {
  readonly schedule: NoiseSchedule;
  /** Of what is diffused, without the batch axis. */
  readonly shape: Shape;
  /** How codes are decoded unless another way is asked for. */
  readonly defaults: SamplerSettings;
  /**
   * The network as solvers take it.
   * @param labels int32 [B]; no class unless given
   * @param guidanceScale without effect where no class is told
   */
  readonly network: (
    variables: Variables<Tensor>,
    labels: Tensor | undefined,
    guidanceScale: Operand,
  ) => Denoising;
  /** x [B, ...] (preprocessed) → [B, ...shape]. */
  readonly asDiffused: (x: Tensor) => Tensor;
  /** [B, ...shape] → data [B, ...] as they are shown. */
  readonly asShown: (x: Tensor) => Tensor;
}

export interface SamplerSettings {
  readonly solver: SolverConfig;
  /** Of the solver, from noise to data. */
  readonly steps: number;
  readonly spacing: Spacing;
  /** 0 forgets the class, 1 obeys it, more exaggerates it. */
  readonly guidanceScale: number;
}

/** @throws UserError if the model has no encoder, with what can be done without one */
export function expectEncoder({
  encode,
  hasUniformPrior,
  denoising,
}: Views): NonNullable<Views['encode']> {
  if (encode) return encode;
  if (denoising) {
    throw new UserError(
      'this run makes data of noise and has no encoder, so no example has a code: see its sample, diffusion, vary, inpaint, interpolate, evaluate, report and export',
    );
  }
  throw new UserError(
    hasUniformPrior
      ? 'this run draws codes of its own and has no encoder for images: see its sample, evaluate, report and export, or the run of its codec'
      : 'this run has a generator and no encoder, so no example has a code: see its sample, interpolate, traverse, arithmetic --groups, evaluate, report and export',
  );
}

/** Training examples drawn by weights that the model gives them, anew at the start of each epoch. */
export interface Sampling {
  /** Epochs before it begins, in which every example is drawn once. */
  readonly uniformEpochs: number;
  /** x [B, ...] (preprocessed) → what the weights are computed from, float32 [B, F]. */
  readonly features: (variables: Variables<Tensor>, x: Tensor) => Tensor;
  /** Features of all training examples [N, F] → weight of each [N], at least 0, not all 0. */
  readonly weights: (features: HostTensor) => Float32Array;
}

/** Whether a network's parameters are averaged. */
export function isAveraged(
  { averageDecay, averaged }: Pick<TrainableSystem, 'averageDecay' | 'averaged'>,
  network: string,
): boolean {
  return averageDecay !== undefined && (averaged?.includes(network) ?? true);
}

/** All that a training needs. */
export interface TrainableSystem {
  readonly networks: Readonly<Record<string, Network>>;
  /** Initial variables by network: `params.<network>...`, `state.<network>...`. */
  readonly init: (key: Key) => Variables<HostTensor>;
  /** Raw stored examples [B, ...] (uint8 images, float32 vectors) → what the networks take. */
  readonly preprocess: (raw: Tensor) => Tensor;
  readonly steps: readonly StepDefinition[];
  /** The loss without training behaviour, for validation. */
  readonly validate: (context: StepContext) => StepOutcome;
  /** What is trained before `steps`, if anything. */
  readonly phases?: Phases;
  /** Scalars that change over the training (annealed weights), by name: step → value. */
  readonly scalars?: Readonly<Record<string, (step: number) => number>>;
  /** Decay of the exponential moving average of the parameters; none unless given. */
  readonly averageDecay?: number;
  /** Networks that are averaged; all unless given. */
  readonly averaged?: readonly string[];
  /**
   * False where a lower validation loss makes no better model, as in a game of two networks: then the
   * latest epoch counts as the best.
   */
  readonly lossRanks?: false;
  /** How examples are drawn; every one once an epoch unless given. */
  readonly sampling?: Sampling;
}

export interface System extends TrainableSystem {
  readonly views: Views;
}

/** Initial variables of all networks, each keyed by its name. */
export function initNetworks(
  networks: Readonly<Record<string, Network>>,
  key: (network: string) => Key,
): Variables<HostTensor> {
  const initial = Object.entries(networks).map(
    ([name, { layer, input }]) => [name, layer.init(key(name), input)] as const,
  );
  return {
    params: Object.fromEntries(initial.map(([name, { params }]) => [name, params])),
    state: Object.fromEntries(initial.map(([name, { state }]) => [name, state])),
  };
}

/** What a recipe is: a model with its data, its hyperparameters and the numbers expected of it. */

import { z } from 'zod';
import type { Shape } from '../graph/types.ts';
import { clipByGlobalNorm } from '../optim/clipping.ts';
import { createOptimizer, optimizerSchema } from '../optim/optimizer.ts';
import { createSchedule, scheduleSchema } from '../optim/schedules.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { StepDefinition, System } from '../train/system.ts';

/** A trained model whose codes are the data of another. */
export interface Codec {
  /** How many different codes there are, where they are whole numbers. */
  readonly codes?: number;
  /** Shape in which a decoded example is shown. */
  readonly dataShape: Shape;
  /** Codes as they are stored [B, ...] → examples as they are shown [B, ...dataShape]; nothing of it is trained. */
  readonly decode: (codes: Tensor) => Tensor;
}

/** What a model must know of the data it is built for. */
export interface DataInfo {
  readonly kind: 'image' | 'vector';
  /** Shape of one stored example: [C, H, W] or [D]. */
  readonly shape: Shape;
  readonly classNames?: readonly string[];
  /** Training examples, those held out left out. */
  readonly trainingCount: number;
  /** Batches of the whole training, for learning-rate schedules: its iterations, if each takes one. */
  readonly totalSteps: number;
  /** What the data were encoded with, where they are codes. */
  readonly codec?: Codec;
}

/** A number published for the system, or computed from the data. */
export interface ExpectedNumber {
  readonly metric: string;
  /** After how many epochs; the recipe's own number unless given. */
  readonly epochs?: number;
  readonly value: number;
  /**
   * 'reach': a published result to meet; 'floor': what a model must beat to have learned anything;
   * 'limit': what no model can beat.
   */
  readonly kind: 'reach' | 'floor' | 'limit';
  readonly source: string;
}

/** Settings that every recipe has. */
export const trainingSchema = z.strictObject({
  /** Name of a dataset (`alebrije list datasets`), or path of a folder, zip archive or CSV file. */
  data: z.string(),
  /** Side in pixels that images of a folder or zip archive are cropped and scaled to. */
  imageSize: z.int().min(4).max(512).nullable().default(null),
  /** 1 to read the images of a folder or zip archive in grey, 3 in colour. */
  imageChannels: z
    .union([z.literal(1), z.literal(3)])
    .nullable()
    .default(null),
  /** Use only the first so many training examples, or generate so many. */
  examples: z.int().positive().nullable(),
  /** Use only examples of these classes, by number or name, to train and to validate. */
  classes: z
    .array(z.union([z.int().nonnegative(), z.string()]))
    .min(1)
    .nullable()
    .default(null),
  /** Held-out examples: so many from the end of the training set, or the test set. */
  validation: z.union([z.literal('test'), z.int().positive()]),
  batchSize: z.int().positive(),
  epochs: z.int().positive(),
  seed: z.int().nonnegative(),
  optimizer: optimizerSchema,
  schedule: scheduleSchema,
  /** Largest norm of all gradients together; larger ones are scaled down. */
  clipNorm: z.number().positive().nullable(),
  /** Decay of the weights' exponential moving average. */
  averageDecay: z.number().min(0).max(1).nullable(),
  /** Stop after so many epochs without a better validation loss. */
  patience: z.int().positive().nullable(),
});

export type TrainingConfig = z.infer<typeof trainingSchema>;

/** Settings of a recipe that learns the codes of a trained model. */
export const codecSchema = trainingSchema.extend({
  /** Folder of the run whose model encodes the data, or its name among the runs. */
  codec: z.string().nullable(),
});

export type CodecConfig = z.infer<typeof codecSchema>;

/** Defaults of what most recipes leave alone. */
export const trainingDefaults = {
  data: 'fashion-mnist',
  examples: null,
  classes: null,
  seed: 1,
  schedule: { name: 'constant' },
  clipNorm: null,
  averageDecay: null,
  patience: null,
} as const satisfies Partial<z.input<typeof trainingSchema>>;

interface RecipeHeader {
  /** As in `alebrije train <name>`. */
  readonly name: string;
  /** Row of the catalogue: 'A12'. */
  readonly row: string;
  readonly family:
    | 'autoencoder'
    | 'variational autoencoder'
    | 'autoregressive model'
    | 'adversarial network'
    | 'diffusion model';
  readonly title: string;
  readonly description: string;
  /** Where the architecture and the numbers come from. */
  readonly source: string;
  readonly expected: readonly ExpectedNumber[];
  /** Recipes of which one must have trained the `codec` that the data are encoded with. */
  readonly codecs?: readonly [string, ...string[]];
}

export interface Recipe extends RecipeHeader {
  readonly schema: z.ZodType<TrainingConfig>;
  /** The whole configuration as it is run when nothing is set. */
  readonly defaults: TrainingConfig;
  /** @throws UserError if the data do not suit the architecture */
  readonly build: (config: TrainingConfig, data: DataInfo) => System;
}

/** A recipe as it is written down, with the type of its own configuration. */
export interface RecipeDefinition<Schema extends z.ZodType<TrainingConfig>> extends RecipeHeader {
  readonly schema: Schema;
  /** Options of the optimizer and the schedule may be left out. */
  readonly defaults: z.input<Schema>;
  readonly build: (config: z.output<Schema>, data: DataInfo) => System;
}

/** Fills in the defaults, and forgets the configuration's type, as the registry must. */
export function defineRecipe<Schema extends z.ZodType<TrainingConfig>>(
  definition: RecipeDefinition<Schema>,
): Recipe {
  const { schema, defaults, build } = definition;
  return {
    ...definition,
    defaults: schema.parse(defaults),
    build: (config, data) => build(config as z.output<Schema>, data),
  };
}

/** The one optimizer step of a system that trains all its networks on one loss. */
export function singleStep(
  config: TrainingConfig,
  data: DataInfo,
  trains: readonly string[],
  outcome: StepDefinition['outcome'],
): StepDefinition {
  const { clipNorm } = config;
  return {
    name: 'train',
    trains,
    optimizer: createOptimizer(config.optimizer),
    learningRate: createSchedule(config.schedule, config.optimizer.learningRate, data.totalSteps),
    ...(clipNorm !== null && {
      clip: (gradients) => clipByGlobalNorm(gradients, clipNorm).gradients,
    }),
    outcome,
  };
}

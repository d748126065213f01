/** What a trained run can be used for. N examples or codes, Z numbers in a code. */

import { z } from 'zod';
import type { EncodedArray } from './arrays.ts';
import { emptyBody, type RunFinding, type RunModel } from './runs.ts';

/** 'test' are the run's held-out examples. */
const split = z.enum(['train', 'test']).default('test');
const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Number of a class, or its name; for a model that is told classes. */
const told = z.union([z.int().nonnegative(), z.string().max(200)]).optional();
const finite = z.number().min(-1e6).max(1e6);

export const MOST_CODES = 60_000;
export const MOST_IMAGES = 512;

const indices = z.array(z.int().nonnegative()).min(1).max(MOST_IMAGES);
const code = z.array(finite).min(1).max(65_536);

const solving = {
  seed: seed.optional(),
  class: told,
  /** 'ddpm', 'ddpm-large', 'ddim', 'dpm++2m', 'euler', 'heun'. */
  solver: z.string().max(40).optional(),
  steps: z.int().min(1).max(4000).optional(),
  eta: z.number().min(0).max(1).optional(),
  guidance: z.number().min(0).max(100).optional(),
  /** How many moments on the way are streamed; none unless given. */
  moments: z.int().min(0).max(100).optional(),
};

/** Bodies by the name of the use; unknown fields are refused. */
export const USES = {
  capabilities: emptyBody,
  encode: z.strictObject({ split, limit: z.int().min(1).max(MOST_CODES).optional() }),
  project: z.strictObject({
    method: z.enum(['pca', 'tsne', 'umap']),
    dimensions: z.union([z.literal(2), z.literal(3)]).default(2),
    /** The first so many held-out examples. */
    limit: z.int().min(50).max(10_000).optional(),
    seed: seed.optional(),
  }),
  neighbours: z
    .strictObject({
      split,
      /** Of an example of the split, which is not its own neighbour. */
      index: z.int().nonnegative().optional(),
      code: code.optional(),
      k: z.int().min(1).max(200).default(12),
    })
    .refine(
      (body) => (body.index === undefined) !== (body.code === undefined),
      'give either index or code',
    ),
  attributes: z.strictObject({ method: z.enum(['means', 'classifier']).default('means') }),
  decode: z.strictObject({ codes: z.array(code).min(1).max(MOST_IMAGES), class: told }),
  examples: z.strictObject({ split, indices }),
  reconstruct: z.strictObject({ split, indices }),
  sample: z.strictObject({
    ...solving,
    count: z.int().min(1).max(MOST_IMAGES).default(16),
    /** From 0, the centre of the prior, to 1, the prior itself. */
    truncation: z.number().min(0).max(1).optional(),
  }),
  inpaint: z.strictObject({
    ...solving,
    /** A held-out example, or an image as base64 of a PNG, JPEG or WebP file. */
    image: z.union([z.int().nonnegative(), z.base64().max(12 * 2 ** 20)]),
    /** Base64 of H x W bytes, not 0 where the image is to be filled. */
    mask: z.base64().max(2 ** 20),
    count: z.int().min(1).max(36).default(4),
    /** How often each stretch of steps is done. */
    resample: z.int().min(1).max(20).default(4),
  }),
  /** Writes the networks of the newest checkpoint as model/*.onnx. */
  export: emptyBody,
  /** Writes report.html anew. */
  report: emptyBody,
  /** The doctor's opinion of the newest checkpoint. */
  doctor: emptyBody,
} as const;

export type UseName = keyof typeof USES | 'encode-image';
export type UseBody<Name extends keyof typeof USES> = z.input<(typeof USES)[Name]>;

export const encodeImageQuery = z.strictObject({ class: z.string().max(200).optional() });

export interface Capabilities {
  /** Images have a code. */
  readonly encode: boolean;
  /** Codes decode to data; true of all but models that draw the codes of another. */
  readonly decode: boolean;
  readonly prior: 'normal' | 'uniform' | 'none';
  /** Whether codes are random: then there is a KL of each number. */
  readonly posterior: boolean;
  readonly codeSize: number;
  /** Of an example as it is shown: [C, H, W] for images, [D] for points. */
  readonly shape: readonly number[];
  readonly kind: 'image' | 'points';
  /** Classes that the model is told, those it was trained on among them. */
  readonly classes?: { readonly names: readonly string[]; readonly trained: readonly number[] };
  /** Of the data, told or not. */
  readonly classNames?: readonly string[];
  readonly attributes: boolean;
  /** Codes are whole numbers: [H, W] of them. */
  readonly discrete?: { readonly codes: number; readonly places: readonly number[] };
  readonly denoising?: {
    /** Times of the schedule: the most steps. */
    readonly times: number;
    readonly steps: number;
    readonly solver: string;
    readonly solvers: readonly string[];
    readonly guidance?: number;
  };
  /** How many examples there are of each split. */
  readonly examples: { readonly train: number; readonly test: number };
  /** Epochs that this checkpoint has. */
  readonly epoch: number;
  readonly step: number;
  /** What was odd when the model was opened. */
  readonly warnings: readonly string[];
}

export interface EncodedCodes {
  readonly split: 'train' | 'test';
  readonly count: number;
  readonly codeSize: number;
  /** float32 [N, Z], the means where codes are random; the first N examples of the split. */
  readonly codes: EncodedArray;
  readonly labels?: readonly number[];
  readonly classNames?: readonly string[];
  /** A place along a curve [N], to colour by where there are no classes. */
  readonly colour?: EncodedArray;
  /** Of each number of the codes [Z], over all examples. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Mean KL divergence from the prior of each number [Z], nats; of random codes alone. */
  readonly kl?: readonly number[];
}

export interface ProjectedCodes {
  readonly method: 'pca' | 'tsne' | 'umap';
  readonly count: number;
  /** Of which split the examples are; place n is its n-th. */
  readonly split: 'train' | 'test';
  /** float32 [N, 2 or 3]. */
  readonly points: EncodedArray;
  readonly labels?: readonly number[];
  readonly classNames?: readonly string[];
  /** Share of the codes' variance along each axis; of PCA alone. */
  readonly explained?: readonly number[];
  readonly seconds: number;
}

export interface Neighbours {
  /** Nearest first. */
  readonly indices: readonly number[];
  /** Euclidean, between codes. */
  readonly distances: readonly number[];
  readonly labels?: readonly number[];
}

export interface AttributeVectors {
  readonly kind: 'attributes' | 'classes';
  readonly vectors: readonly {
    readonly name: string;
    /** [Z]; at strength 1 from without to with, or of a class from the mean of all codes to its own. */
    readonly vector: readonly number[];
  }[];
}

export interface ShownExamples {
  /** As they are shown: images float32 [N, C, H, W] from 0 to 1, points [N, D]. */
  readonly examples: EncodedArray;
  readonly labels?: readonly number[];
}

/** What a use tells on its way; fields beside `what` as they apply. */
export interface UseProgress {
  readonly what: 'waiting' | 'opening' | 'working' | 'moment';
  /** 'waiting': requests before this one. */
  readonly ahead?: number;
  readonly done?: number;
  readonly total?: number;
  /** For people: 'reading images'. */
  readonly text?: string;
  /** 'moment' of a diffusion: t, from the schedule's last time down to 0. */
  readonly time?: number;
  /** The state, images as uint8, points as float32. */
  readonly x?: EncodedArray;
  /** What the network takes for the data. */
  readonly x0?: EncodedArray;
}

export interface Samples {
  /** float32 [N, ...shape]. */
  readonly samples: EncodedArray;
  /** float32 [N, Z] that they were decoded from, or the noise. */
  readonly codes?: EncodedArray;
  /** Class that each was told. */
  readonly labels?: readonly number[];
  /** All that a repetition needs. */
  readonly settings: Readonly<Record<string, string | number>>;
}

export interface Inpainted extends Samples {
  /** float32 [C, H, W]. */
  readonly original: EncodedArray;
  /** What the user should know: an image that was scaled. */
  readonly notes: readonly string[];
}

export interface UseResults {
  readonly capabilities: Capabilities;
  readonly encode: EncodedCodes;
  readonly project: ProjectedCodes;
  readonly neighbours: Neighbours;
  readonly attributes: AttributeVectors;
  readonly decode: { readonly decoded: EncodedArray };
  readonly examples: ShownExamples;
  readonly reconstruct: ShownExamples & { readonly reconstructions: EncodedArray };
  readonly sample: Samples;
  readonly inpaint: Inpainted;
  readonly export: { readonly models: readonly RunModel[]; readonly notes: readonly string[] };
  readonly report: { readonly url: string };
  readonly doctor: { readonly findings: readonly RunFinding[] };
  readonly 'encode-image': {
    readonly code: readonly number[];
    /** What the model saw, and what it makes of it: float32 [C, H, W]. */
    readonly image: EncodedArray;
    readonly reconstruction: EncodedArray;
  };
}

/** Ranges that the optimizers' options share. */

import { z } from 'zod';

/** The base rate, which the host's schedule starts from: the graph is fed the rate of each step. */
export const learningRate = (value: number) => z.number().nonnegative().default(value);

/** The weight of the past in a running mean. */
export const decay = (value: number) => z.number().min(0).lt(1).default(value);

/** Keeps a quotient finite. */
export const epsilon = z.number().positive().default(1e-7);

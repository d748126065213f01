/** The contract as it runs in a page: free of any test framework and of files. */

import {
  goldenLossChecks,
  goldenOpChecks,
  goldenSecondOrderChecks,
} from '../contract/golden-checks.ts';
import { opChecks, someOpChecks } from '../contract/op-checks.ts';
import { transposedConvolutionChecks } from '../contract/transposed-convolution.ts';
import type {
  GoldenFile,
  GoldenFunctionCase,
  GoldenLossCase,
  GoldenOpCase,
} from '../fixtures/golden/load-golden.ts';
import { failureChecks, runtimeChecks } from './runtime-checks.ts';

/** The contents of the golden files. */
export interface GoldenFiles {
  readonly ops: GoldenFile<GoldenOpCase>;
  readonly secondOrder: GoldenFile<GoldenFunctionCase>;
  readonly losses: GoldenFile<GoldenLossCase>;
}

/** Cases of each op for runtimes that are slow. */
const SOME = 3;

export const contractSuites = ({ ops, secondOrder, losses }: GoldenFiles) => ({
  'the runtime': runtimeChecks,
  'failures in the engine': failureChecks,
  'some cases of every op': someOpChecks(SOME),
  'ops match double precision': opChecks,
  'PyTorch values of ops': goldenOpChecks(ops),
  'PyTorch values of second order': goldenSecondOrderChecks(secondOrder),
  'PyTorch values of losses': goldenLossChecks(losses),
  'known answers': transposedConvolutionChecks,
});

export type SuiteName = keyof ReturnType<typeof contractSuites>;

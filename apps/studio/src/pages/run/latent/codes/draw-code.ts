/** Codes at random, as the model's prior or its own examples have them. */

import type { Capabilities } from '../../../../api/contract.ts';
import type { CodeSet } from './code-set.ts';

/** From N(0, 1), by the method of Box and Muller. */
export function drawNormal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

/**
 * Of the prior; where a model has none, around the mean of its examples' codes as far as they spread.
 * @returns [Z]
 */
export function drawCode(
  { codeSize, prior }: Pick<Capabilities, 'codeSize' | 'prior'>,
  codes: CodeSet | undefined,
): number[] {
  return Array.from({ length: codeSize }, (_, z) => {
    if (prior === 'uniform') return Math.random();
    if (prior === 'normal' || !codes) return drawNormal();
    return codes.mean[z]! + codes.deviation[z]! * drawNormal();
  });
}

/** The middle of the prior, or of the codes of a model that has none. */
export function middleCode(
  { codeSize, prior }: Pick<Capabilities, 'codeSize' | 'prior'>,
  codes: CodeSet | undefined,
): number[] {
  return Array.from(
    { length: codeSize },
    (_, z) => codes?.mean[z] ?? (prior === 'uniform' ? 0.5 : 0),
  );
}

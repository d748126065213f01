/** Values of options, read and checked. */

import { InvalidArgumentError } from 'commander';

/** A reader of whole numbers from `least` on. */
export function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least}.`);
  };
}

/** A reader of different whole numbers from `least` to `most`, separated by commas. */
export function wholeNumbers(least: number, most: number): (text: string) => readonly number[] {
  return (text) => {
    const values = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : -1));
    const areRight = values.every((value) => value >= least && value <= most);
    if (areRight && new Set(values).size === values.length) return values;
    throw new InvalidArgumentError(
      `Give different whole numbers from ${least} to ${most}, separated by commas.`,
    );
  };
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Give a number above 0.');
}

/** A number, 0 or more. */
export function numberFromZero(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Give a number from 0.');
}

export function shareBelowOne(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Give a number between 0 and 1.');
}

/** A share from 0 to 1, both included. */
export function shareToOne(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Give a number from 0 to 1.');
}

/** A number above 0, for an option that may be given several times. */
export function collectPositive(text: string, previous: readonly number[] = []): readonly number[] {
  return [...previous, positiveNumber(text)];
}

/** Index of a held-out example, or a file's path. */
export function imageOrIndex(given: string): number | string {
  return /^\d+$/.test(given) ? Number(given) : given;
}

/** For an option that may be given several times. */
export function collect(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, text];
}

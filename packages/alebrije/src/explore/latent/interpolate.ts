/** Ways between codes. Z numbers in a code. */

import type { HostTensor } from '../../graph/types.ts';

/** One code, [Z]. */
export type Code = ArrayLike<number>;

/** From a to b at t in 0..1. */
export type Way = (a: Code, b: Code, t: number) => number[];

export function dot(a: Code, b: Code): number {
  let sum = 0;
  for (let axis = 0; axis < a.length; axis++) sum += a[axis]! * b[axis]!;
  return sum;
}

/** (1 − t) a + t b. */
export function linear(a: Code, b: Code, t: number): number[] {
  return Array.from(a, (value, axis) => (1 - t) * value + t * b[axis]!);
}

/**
 * sin((1 − t) Ω) / sin Ω · a + sin(t Ω) / sin Ω · b with Ω the angle between a and b (K. Shoemake,
 * "Animating rotation with quaternion curves", 1985; for codes: T. White, "Sampling generative
 * networks", 2016): the way stays at the distance from the origin where N(0, I) has its mass.
 * Linear where a and b lie on one line through the origin, which has no arc or many.
 */
export function spherical(a: Code, b: Code, t: number): number[] {
  const cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const sine = Math.sin(angle);
  if (!(sine > 1e-6)) return linear(a, b, t);
  const [from, to] = [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
  return Array.from(a, (value, axis) => from * value + to * b[axis]!);
}

/** 3t² − 2t³: starts and ends at rest, so that a film lingers where it turns. */
export function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

/** Codes as an array [N, Z]. */
export function asCodes(codes: readonly Code[]): HostTensor {
  const size = codes[0]?.length ?? 0;
  const data = new Float32Array(codes.length * size);
  for (const [row, code] of codes.entries()) data.set(code, row * size);
  return { dtype: 'float32', shape: [codes.length, size], data };
}

/** Row `index` of codes [N, Z]. */
export function codeAt({ shape, data }: HostTensor, index: number): Code {
  return data.subarray(index * shape[1]!, (index + 1) * shape[1]!);
}

/** `steps` codes [steps, Z] from a to b, both included; at least two. */
export function between(a: Code, b: Code, steps: number, way: Way = linear): HostTensor {
  return asCodes(Array.from({ length: steps }, (_, step) => way(a, b, step / (steps - 1))));
}

export interface MorphOptions {
  /** Frames from each stop to the next, the next one's own not counted. */
  readonly frames: number;
  readonly way?: Way;
  /** Whether the last stop leads back to the first, as films need that are shown again and again. */
  readonly closed?: boolean;
}

/**
 * The codes of a film that morphs one example into the next: from stop to stop [N, Z], slower near
 * each. An open film ends with the last stop, a closed one just before the first.
 */
export function morph(
  stops: HostTensor,
  { frames, way = linear, closed = false }: MorphOptions,
): HostTensor {
  const count = stops.shape[0]!;
  const ways = closed ? count : count - 1;
  const codes = Array.from({ length: ways * frames }, (_, frame) => {
    const from = Math.floor(frame / frames);
    const t = smooth((frame % frames) / frames);
    return way(codeAt(stops, from), codeAt(stops, (from + 1) % count), t);
  });
  return asCodes(closed ? codes : [...codes, Array.from(codeAt(stops, count - 1))]);
}

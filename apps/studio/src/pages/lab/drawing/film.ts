/** The samples of a diffusion on their way from noise to data, as a film that begins again and again. */

/** Milliseconds from noise to data, and of rest there. */
const RUN = 4500;
const REST = 1500;

/** How far the film is at a time: 0 noise to 1 data. */
export function filmPlace(time: number): number {
  const within = time % (RUN + REST);
  return Math.min(1, within / RUN);
}

/** Points [M, 2] at a place of paths [S, M, 2], between two of their states. */
export function pathPoints(paths: Float32Array, states: number, place: number): Float32Array {
  const size = paths.length / states;
  const along = Math.min(states - 1.0001, Math.max(0, place * (states - 1)));
  const before = Math.floor(along);
  const share = along - before;
  return Float32Array.from({ length: size }, (_, i) => {
    const from = paths[before * size + i]!;
    return from + share * (paths[(before + 1) * size + i]! - from);
  });
}

/** The value between two of a list, at a place from 0, the first, to 1. */
export function valueAlong(values: Float32Array, place: number): number {
  const along = Math.min(values.length - 1.0001, Math.max(0, place * (values.length - 1)));
  const before = Math.floor(along);
  return values[before]! + (along - before) * (values[before + 1]! - values[before]!);
}

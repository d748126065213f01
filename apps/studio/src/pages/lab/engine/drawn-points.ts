/**
 * Points that the user draws: cells of a fine grid over the plane, so that they are few bytes in a link and
 * the same ones when they come back. Cell = row · SIDE + column, from the lower left; a drawing is a set of
 * cells in ascending order.
 */

import { drawNormal, fold, key } from '../../../../../../packages/alebrije/src/tensor/key.ts';
import { EXTENT } from './plane.ts';

const SIDE = 512;
const CELLS = SIDE * SIDE;
/** In ascending order, none twice. */
export type Drawing = readonly number[];

export const MOST_POINTS = 3000;

const CELL = (2 * EXTENT) / SIDE;

/** The centre of a cell. */
export function pointOf(cell: number): readonly [number, number] {
  return [((cell % SIDE) + 0.5) * CELL - EXTENT, (Math.floor(cell / SIDE) + 0.5) * CELL - EXTENT];
}

function cellOf(x: number, y: number): number | undefined {
  const column = Math.floor((x + EXTENT) / CELL);
  const row = Math.floor((y + EXTENT) / CELL);
  const isInside = column >= 0 && column < SIDE && row >= 0 && row < SIDE;
  return isInside ? row * SIDE + column : undefined;
}

function drawingOf(cells: Iterable<number>): Drawing {
  return [...new Set(cells)].sort((a, b) => a - b);
}

/** In coordinates of the plane. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where a brush or an eraser is. */
export interface Dab extends Place {
  readonly radius: number;
}

/** Of the brush, from one dab of a stroke to the next: however fast the hand is, the line has no gaps. */
const DAB_SPACING = 0.5;

/** The places of the dabs from one place to another, without the first; none as long as they are close. */
export function dabsBetween(from: Place, to: Place, radius: number): Place[] {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const spacing = DAB_SPACING * radius;
  return Array.from({ length: Math.floor(distance / spacing) }, (_, index) => {
    const share = ((index + 1) * spacing) / distance;
    return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
  });
}

/** Points of one dab of the brush. */
const DAB_POINTS = 5;

/**
 * With a few more points about the dab, until there are as many as there may be.
 * @param number of the dab: each has its own random places
 */
export function paint(drawing: Drawing, { x, y, radius }: Dab, number: number): Drawing {
  const normal = drawNormal(fold(key(number), 'dab'), 2 * DAB_POINTS);
  const cells = new Set(drawing);
  for (let i = 0; i < DAB_POINTS && cells.size < MOST_POINTS; i++) {
    const cell = cellOf(x + (radius / 2) * normal[2 * i]!, y + (radius / 2) * normal[2 * i + 1]!);
    if (cell !== undefined) cells.add(cell);
  }
  return cells.size === drawing.length ? drawing : drawingOf(cells);
}

/** Without the points inside the dab. */
export function erase(drawing: Drawing, { x, y, radius }: Dab): Drawing {
  const left = drawing.filter((cell) => {
    const [pointX, pointY] = pointOf(cell);
    return Math.hypot(pointX - x, pointY - y) > radius;
  });
  return left.length === drawing.length ? drawing : left;
}

/** A drawing of the points [N, 2], as far as they lie on the plane. */
export function drawingFrom(points: Float32Array): Drawing {
  const cells: number[] = [];
  for (let i = 0; i < points.length && cells.length < MOST_POINTS; i += 2) {
    const cell = cellOf(points[i]!, points[i + 1]!);
    if (cell !== undefined) cells.push(cell);
  }
  return drawingOf(cells);
}

/** Bytes of a whole number, seven bits each from the lowest, the last one without its highest bit. */
function pushVariable(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}

/** The gaps between one cell and the next, mostly a byte each. */
function gapsOf(drawing: Drawing): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let next = 0;
  for (const cell of drawing) {
    pushVariable(bytes, cell - next);
    next = cell + 1;
  }
  return Uint8Array.from(bytes);
}

/** @throws Error if the bytes are no gaps of a drawing */
function drawingOfGaps(bytes: Uint8Array): Drawing {
  const cells: number[] = [];
  let next = 0;
  let value = 0;
  let shift = 0;
  for (const byte of bytes) {
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if (byte >= 0x80) continue;
    const cell = next + value;
    if (cell >= CELLS || cells.length === MOST_POINTS) throw new Error('these are no drawn points');
    cells.push(cell);
    next = cell + 1;
    value = 0;
    shift = 0;
  }
  if (shift > 0) throw new Error('the drawn points are cut short');
  return cells;
}

/** Of all gaps of the largest drawing. */
const MOST_BYTES = 3 * MOST_POINTS;
const MOST_CHARACTERS = 2 * MOST_BYTES;

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = stream.writable.getWriter();
  // A failure reaches the reader too, which is where it is dealt with.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const parts: number[] = [];
  for await (const part of readAll(stream.readable as ReadableStream<Uint8Array>)) {
    if (parts.length + part.length > MOST_BYTES) throw new Error('these are too many drawn points');
    parts.push(...part);
  }
  return Uint8Array.from(parts);
}

async function* readAll(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    // Ends a stream that is not read to its end.
    reader.cancel().catch(() => {});
  }
}

/** As characters that an address may hold. */
export async function writeDrawing(drawing: Drawing): Promise<string> {
  const packed = await through(gapsOf(drawing), new CompressionStream('deflate-raw'));
  return btoa(String.fromCharCode(...packed))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** The inverse of `writeDrawing`. @throws Error if the text is none, whoever wrote it */
export async function readDrawing(text: string): Promise<Drawing> {
  if (text.length > MOST_CHARACTERS) throw new Error('these are too many drawn points');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const packed = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return drawingOfGaps(await through(packed, new DecompressionStream('deflate-raw')));
}

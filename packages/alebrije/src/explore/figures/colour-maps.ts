/** Numbers per pixel as coloured images: errors, and filters with both signs. */
import type { ImageBatch } from './images.ts';
import { CONTINUOUS_COLOURS, TRAINING, VALIDATION } from './theme.ts';

/** One number per pixel [count, height, width], row-major. */
export interface PixelMaps {
  data: ArrayLike<number>;
  count: number;
  height: number;
  width: number;
}

type Rgb = readonly [red: number, green: number, blue: number];

function rgbOf(colour: string): Rgb {
  const part = (start: number) => Number.parseInt(colour.slice(start, start + 2), 16) / 255;
  return [part(1), part(3), part(5)];
}

const VIRIDIS = CONTINUOUS_COLOURS.map(rgbOf);
/** From −1 over 0 to 1. */
const SIGNED = [TRAINING, '#ffffff', VALIDATION].map(rgbOf);

/** The colour at a place from 0 to 1 along even stops; beyond the ends that of the end. */
function colourAt(stops: readonly Rgb[], place: number): Rgb {
  const along = Math.min(1, Math.max(0, place)) * (stops.length - 1);
  const left = Math.min(stops.length - 2, Math.floor(along));
  const [a, b] = [stops[left]!, stops[left + 1]!];
  const mix = (channel: 0 | 1 | 2) => a[channel] + (along - left) * (b[channel] - a[channel]);
  return [mix(0), mix(1), mix(2)];
}

/** Of a place from 0 to 1 on the scale of continuous colours, as CSS has it. */
export function continuousColour(place: number): string {
  const bytes = colourAt(VIRIDIS, place).map((channel) => Math.round(255 * channel));
  return `rgb(${bytes.join(', ')})`;
}

function colour(maps: PixelMaps, colourOf: (value: number) => Rgb): ImageBatch {
  const { count, height, width } = maps;
  const area = height * width;
  const data = new Float32Array(count * 3 * area);
  for (let image = 0; image < count; image++) {
    for (let pixel = 0; pixel < area; pixel++) {
      const rgb = colourOf(maps.data[image * area + pixel]!);
      for (let channel = 0; channel < 3; channel++) {
        data[(image * 3 + channel) * area + pixel] = rgb[channel]!;
      }
    }
  }
  return { data, count, channels: 3, height, width };
}

/** 0 is dark violet, `most` and all above it are yellow. */
export function heatMaps(maps: PixelMaps, most: number): ImageBatch {
  return colour(maps, (value) => colourAt(VIRIDIS, value / most));
}

/** 0 is white, −`most` blue, `most` orange. */
export function signedMaps(maps: PixelMaps, most: number): ImageBatch {
  return colour(maps, (value) => colourAt(SIGNED, (value / most + 1) / 2));
}

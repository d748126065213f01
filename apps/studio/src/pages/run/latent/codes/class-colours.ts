/** A colour for each class, in either scheme. */

export type Rgb = readonly [red: number, green: number, blue: number];

/** Told apart as well by brightness as by hue. */
const LIGHT = [
  '#0a7d78',
  '#d0176c',
  '#e8730f',
  '#3b5bdb',
  '#8a4fd0',
  '#5c940d',
  '#a0522d',
  '#1c9ed6',
  '#a88400',
  '#6b7780',
];
const DARK = [
  '#2fd3c2',
  '#ff6fae',
  '#ffa94d',
  '#7c96ff',
  '#c39bff',
  '#a9e34b',
  '#d9a07c',
  '#66d0ff',
  '#ffe066',
  '#b8c4ca',
];

/** Along a curve, from its beginning to its end. */
const STEPS = 24;

export function classColours(count: number, isDark: boolean): Rgb[] {
  const base = isDark ? DARK : LIGHT;
  return Array.from({ length: count }, (_, place) =>
    count <= base.length ? rgbOf(base[place]!) : hueColour((place * 137.5) % 360, isDark),
  );
}

export function toneColours(isDark: boolean): Rgb[] {
  return Array.from({ length: STEPS }, (_, step) =>
    hueColour((176 + (step / STEPS) * 214) % 360, isDark),
  );
}

export const cssColour = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

function rgbOf(colour: string): Rgb {
  const part = (at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

function hueColour(hue: number, isDark: boolean): Rgb {
  const [saturation, lightness] = isDark ? [0.72, 0.66] : [0.75, 0.4];
  const spread = saturation * Math.min(lightness, 1 - lightness);
  const channel = (shift: number) => {
    const k = (shift + hue / 30) % 12;
    return Math.round(255 * (lightness - spread * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** Places of 0 to `toneColours` along a curve. */
export function toneSteps(tones: Float32Array): Uint8Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const tone of tones) {
    low = Math.min(low, tone);
    high = Math.max(high, tone);
  }
  const span = high - low || 1;
  return Uint8Array.from(tones, (tone) =>
    Math.min(STEPS - 1, Math.floor((STEPS * (tone - low)) / span)),
  );
}

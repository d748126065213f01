/** The lab's colours in the light and in the dark scheme: the paints of alebrijes on quiet ground. */

import type { ModelName } from '../engine/settings.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

export interface Palette {
  readonly ground: string;
  /** Axes and other things in the background. */
  readonly line: string;
  readonly ink: string;
  /** The data, where they are only compared with. */
  readonly data: string;
  /** Along a curve of the data or its classes, in even steps. */
  readonly hues: readonly string[];
  readonly models: Readonly<Record<ModelName, string>>;
  /** Where the discriminator sees data, and where it sees samples. */
  readonly real: Rgb;
  readonly generated: Rgb;
}

/** So many colours stand for a continuous scale, so that points of one colour are drawn together. */
export const HUE_STEPS = 24;

function rgbOf(colour: string): Rgb {
  const part = (at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

/** Colours in even steps along some stops. */
function scale(stops: readonly string[]): string[] {
  const colours = stops.map(rgbOf);
  return Array.from({ length: HUE_STEPS }, (_, step) => {
    const along = (step / (HUE_STEPS - 1)) * (colours.length - 1);
    const left = Math.min(colours.length - 2, Math.floor(along));
    const mixed = colours[left]!.map((value, channel) =>
      Math.round(value + (along - left) * (colours[left + 1]![channel]! - value)),
    );
    return `rgb(${mixed.join(' ')})`;
  });
}

export const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    ground: '#ffffff',
    line: 'rgb(20 50 55 / 9%)',
    ink: '#1a2225',
    data: 'rgb(58 76 82 / 38%)',
    hues: scale(['#08968d', '#3f74d8', '#8a4fd0', '#d0176c', '#ee6a1c']),
    models: { ae: '#0a7d78', vae: '#b00f5a', gan: '#b4470a', diffusion: '#5b45b8' },
    real: rgbOf('#16bdb0'),
    generated: rgbOf('#f4701b'),
  },
  dark: {
    ground: '#10171a',
    line: 'rgb(200 230 235 / 9%)',
    ink: '#e6eced',
    data: 'rgb(200 216 220 / 34%)',
    hues: scale(['#2fd3c2', '#6aa5ff', '#b58cff', '#ff6fae', '#ff9a57']),
    models: { ae: '#2fd3c2', vae: '#ff7db5', gan: '#ffa163', diffusion: '#b3a4ff' },
    real: rgbOf('#12a89d'),
    generated: rgbOf('#d9590c'),
  },
};

/** The step of the scale for a place from 0 to 1. */
export function hueStep(place: number): number {
  return Math.min(HUE_STEPS - 1, Math.max(0, Math.floor(place * HUE_STEPS)));
}

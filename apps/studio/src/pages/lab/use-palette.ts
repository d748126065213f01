import { useComputedColorScheme } from '@mantine/core';
import { type Palette, palettes } from './drawing/palette.ts';

/** The colours of the scheme in use. */
export function usePalette(): Palette {
  return palettes[useComputedColorScheme('light')];
}

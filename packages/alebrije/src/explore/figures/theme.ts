/** What all figures share: colours, type sizes and margins, in CSS pixels. */

/** Device pixels per CSS pixel, so that a figure stays sharp on a projector. */
export const PIXEL_RATIO = 2;

/** The name under which the packaged Inter is registered; it never meets a font of the system. */
export const FONT_FAMILY = 'AlebrijeInter';

export const PAPER = '#ffffff';
export const INK = '#1f2933';
export const MUTED = '#5a6675';
export const HAIRLINE = '#e3e7ec';
export const TRAINING = '#2f6db5';
export const VALIDATION = '#e07b00';
export const UNLABELLED = '#c4cad2';

export const MARGIN = 32;
export const TITLE_SIZE = 22;
export const SUBTITLE_SIZE = 15;
export const LABEL_SIZE = 14;
export const TICK_SIZE = 13;

/**
 * Ten class colours, none of them grey, found by a search for the largest smallest distance (Oklab)
 * between any two as seen with normal vision (0.19), protanopia (0.12), deuteranopia (0.12) and
 * tritanopia (0.07), simulated after G. M. Machado et al. 2009. Neighbours differ most.
 */
export const CLASS_COLOURS: readonly string[] = [
  '#3172b2',
  '#fea526',
  '#ba226e',
  '#56f1ad',
  '#561ba6',
  '#ab7223',
  '#f777a2',
  '#395a22',
  '#a271fc',
  '#5abcf7',
];

/** Viridis (S. van der Walt and N. Smith, CC0) in ten even stops: even lightness, safe in grey. */
export const CONTINUOUS_COLOURS: readonly string[] = [
  '#440154',
  '#482878',
  '#3e4989',
  '#31688e',
  '#26828e',
  '#1f9e89',
  '#35b779',
  '#6ece58',
  '#b5de2b',
  '#fde725',
];

/** Colour of a class; from the eleventh class on the sequence repeats, and −1 means unlabelled. */
export function classColour(label: number): string {
  return label < 0 ? UNLABELLED : CLASS_COLOURS[label % CLASS_COLOURS.length]!;
}

/** The CSS font string of one weight and size (CSS pixels). */
export function font(size: number, weight: 400 | 600 = 400): string {
  return `${weight} ${size}px ${FONT_FAMILY}`;
}

/** A number in at most `digits` significant digits, with a true minus sign. */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return String(value).replace('-', '−');
  const magnitude = Math.abs(value);
  const text =
    magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e7)
      ? value.toExponential(digits - 1)
      : String(Number(value.toPrecision(magnitude >= 1000 ? Math.max(digits, 7) : digits)));
  return text.replaceAll('-', '−');
}

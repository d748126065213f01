/** The studio's look: calm greys, and the teal, magenta and orange of painted Oaxacan figures. */

import {
  Anchor,
  Badge,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core';

const teal: MantineColorsTuple = [
  '#e3fbf8',
  '#c6f4ee',
  '#93e8de',
  '#5bdbcd',
  '#30cfbf',
  '#16bdb0',
  '#0a9d94',
  '#0a7d78',
  '#0b625f',
  '#0b4c4b',
];

const magenta: MantineColorsTuple = [
  '#ffe9f4',
  '#ffd1e5',
  '#fba3c9',
  '#f572ac',
  '#ef4892',
  '#e72b80',
  '#d0176c',
  '#b00f5a',
  '#8d0b49',
  '#6d0a3a',
];

const orange: MantineColorsTuple = [
  '#fff0e4',
  '#ffe0cb',
  '#ffc299',
  '#ffa163',
  '#fd8536',
  '#f4701b',
  '#d9590c',
  '#b4470a',
  '#8f390b',
  '#702e0b',
];

/** Greys with a breath of teal, light to dark. */
const gray: MantineColorsTuple = [
  '#f6f8f8',
  '#eef2f2',
  '#dfe5e6',
  '#cbd4d6',
  '#a9b6b9',
  '#849396',
  '#627175',
  '#49575b',
  '#303b3f',
  '#1a2225',
];

/** Mantine reads these from text (0) to the deepest background (9) in the dark scheme. */
const dark: MantineColorsTuple = [
  '#d5dddf',
  '#aab7bb',
  '#8f9ea3',
  '#5b696f',
  '#3b474c',
  '#2c363b',
  '#20292d',
  '#171e21',
  '#101618',
  '#0a0e10',
];

/** Help for the keyboard too. */
const TOOLTIP_EVENTS = { hover: true, focus: true, touch: false };

/** What stands on a filled primary colour: that is bright in the dark scheme, so that is dark. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colours = defaultVariantColorsResolver(input);
  const isPrimary = input.color === undefined || input.color === 'teal';
  if (input.variant !== 'filled' || !isPrimary) return colours;
  return { ...colours, color: 'var(--mantine-primary-color-contrast)' };
};

const FONT = "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif";

export const theme = createTheme({
  colors: { teal, magenta, orange, gray, dark },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 5 },
  variantColorResolver,
  autoContrast: true,
  luminanceThreshold: 0.32,
  fontFamily: FONT,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  headings: {
    fontFamily: FONT,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.2' },
      h2: { fontSize: '1.25rem', lineHeight: '1.3' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.35' },
    },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Anchor: Anchor.extend({ defaultProps: { underline: 'hover' } }),
    Badge: Badge.extend({ defaultProps: { tt: 'none', fw: 600, radius: 'sm' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, events: TOOLTIP_EVENTS } }),
  },
});

const LIGHT_RUNS = [
  '#0a7d78',
  '#c2185f',
  '#d9590c',
  '#5b4bc4',
  '#1d6fb8',
  '#6a7a12',
  '#8d5a3b',
  '#56656a',
];
const DARK_RUNS = [
  '#2fd3c2',
  '#ff7db5',
  '#ffa163',
  '#a99bff',
  '#6cb8ff',
  '#c0d152',
  '#d6a98a',
  '#aab7bb',
];

/** Lines of runs that are compared. */
function runColours(colours: readonly string[]): Record<string, string> {
  return Object.fromEntries(colours.map((colour, place) => [`--studio-run-${place + 1}`, colour]));
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fbfcfc',
    '--mantine-primary-color-contrast': '#ffffff',
    '--studio-surface': '#ffffff',
    '--studio-line': '#dfe5e6',
    '--studio-ink-soft': '#56656a',
    '--mantine-color-dimmed': '#56656a',
    '--studio-train': '#0a7d78',
    '--studio-validation': '#c2185f',
    ...runColours(LIGHT_RUNS),
  },
  dark: {
    '--mantine-color-body': '#0e1416',
    '--mantine-primary-color-contrast': '#042321',
    '--studio-surface': '#151c1f',
    '--studio-line': '#29343a',
    '--studio-ink-soft': '#9fadb2',
    '--mantine-color-dimmed': '#9fadb2',
    '--studio-train': '#2fd3c2',
    '--studio-validation': '#ff7db5',
    ...runColours(DARK_RUNS),
  },
});

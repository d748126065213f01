/** Colours of points that are drawn one by one, and what explains them beside the plot. */
import { extent } from './chart.ts';
import { type Colouring, classLegend, colourBar } from './points.ts';
import { CONTINUOUS_COLOURS, classColour } from './theme.ts';

const channels = (colour: string) =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** The colour at a share from 0 to 1 of the continuous ones, as #rrggbb. */
export function continuousColour(share: number): string {
  const place = Math.min(1, Math.max(0, share)) * (CONTINUOUS_COLOURS.length - 1);
  const lower = Math.min(Math.floor(place), CONTINUOUS_COLOURS.length - 2);
  const [from, to] = [CONTINUOUS_COLOURS[lower]!, CONTINUOUS_COLOURS[lower + 1]!].map(channels);
  const mixed = from!.map((value, channel) => value + (place - lower) * (to![channel]! - value));
  return `#${mixed.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

/** The colour of each point; the first class's where there is no colouring. */
export function pointColours(colouring: Colouring | undefined): (point: number) => string {
  if (!colouring) return () => classColour(0);
  if ('labels' in colouring) return (point) => classColour(colouring.labels[point]!);
  const { values } = colouring;
  const [low, high] = extent(values);
  return (point) => continuousColour((values[point]! - low) / (high - low || 1));
}

/** Options and series of the legend or the colour bar; the first series is the one that it colours. */
export function colourKey(
  colouring: Colouring | undefined,
  { left, top, height }: { left: number; top: number; height: number },
) {
  if (!colouring) return { series: [] };
  if ('labels' in colouring) return classLegend(colouring, left, top);
  return { ...colourBar(colouring, left, top, height, [0]), series: [] };
}

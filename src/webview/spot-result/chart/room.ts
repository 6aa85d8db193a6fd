import type { ChartData } from './points';

export const PX_PER_LETTER = 6.5;
/** Longer names of categories are cut. */
export const MOST_CATEGORY_PX = 220;
/** Longer names of series are cut. */
export const MOST_LEGEND_PX = 200;
/** A series' dot, and the space around it. */
const DOT_PX = 30;

const widest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0);

/** How many series a line of the legend has room for; a legend that is wider than its chart would be cut off. */
export function legendColumns(series: readonly string[], width: number): number {
  const entry = ({ length }: string): number => Math.min(MOST_LEGEND_PX, length * PX_PER_LETTER) + DOT_PX;
  if (series.reduce((sum, name) => sum + entry(name), 0) <= width) return series.length;
  return Math.max(1, Math.floor(width / Math.max(...series.map(entry))));
}

/** For the numbers that stand at the end of the bars: how much longer the axis is for them than the longest bar. */
export function roomForNumbers({ categories, points }: ChartData, width: number): number {
  const label = widest(points.map(({ text }) => text)) * PX_PER_LETTER + 12;
  const left = width - Math.min(MOST_CATEGORY_PX, widest(categories) * PX_PER_LETTER + 12);
  return Math.min(2, Math.max(0.16, label / Math.max(label / 2, left - label)));
}

import type { ChartData } from './points';

export const PX_PER_LETTER = 6.5;
/** Longer names of categories are cut. */
export const MOST_CATEGORY_PX = 220;

/** For the numbers that stand at the end of the bars: how much longer the axis is for them than the longest bar. */
export function roomForNumbers({ categories, points }: ChartData, width: number): number {
  const widest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0);
  const label = widest(points.map(({ text }) => text)) * PX_PER_LETTER + 12;
  const left = width - Math.min(MOST_CATEGORY_PX, widest(categories) * PX_PER_LETTER + 12);
  return Math.min(2, Math.max(0.16, label / Math.max(label / 2, left - label)));
}

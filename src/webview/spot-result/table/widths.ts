import type { SpotColumn } from '../../../protocol';

const LEAST_PX = 64;
const MOST_PX = 340;
/** Padding on both sides, and the line between. */
const AROUND_PX = 25;
/** Room for the arrow of a sorted heading. */
const ARROW_PX = 18;

/**
 * Widths in pixels that fit what was shown first, so that scrolling moves no column.
 * @param texts the shown texts of each column
 * @param measure the width of a text in pixels
 */
export function columnWidths(
  columns: readonly SpotColumn[],
  texts: readonly (readonly string[])[],
  measure: (text: string, bold: boolean) => number,
): number[] {
  return columns.map(({ name }, at) => {
    const heading = measure(name.slice(0, 100), true) + ARROW_PX;
    const widest = (texts[at] ?? []).reduce(
      (most, text) => Math.max(most, measure(text.slice(0, 100), false)),
      heading,
    );
    return Math.ceil(Math.min(MOST_PX, Math.max(LEAST_PX, widest + AROUND_PX)));
  });
}

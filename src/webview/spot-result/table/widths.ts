import type { SpotColumn } from '../../../protocol';

const LEAST_PX = 64;
const MOST_PX = 340;
/** Padding on both sides, and the line between. */
const AROUND_PX = 25;
/** Room for the arrow of a sorted heading. */
const ARROW_PX = 18;

export type Measure = (text: string, bold: boolean) => number;

/**
 * Widths in pixels that fit what was shown first, so that scrolling moves no column.
 * @param texts the shown texts of each column
 * @param measure the width of a text in pixels
 */
export function columnWidths(
  columns: readonly SpotColumn[],
  texts: readonly (readonly string[])[],
  measure: Measure,
): number[] {
  return columns.map(({ name }, at) => {
    const heading = measure(name.slice(0, 100), true) + ARROW_PX;
    const widest = (texts[at] ?? []).reduce(
      (most, text) => Math.max(most, measure(text.slice(0, 100), false)),
      heading,
    );
    return around(widest);
  });
}

/**
 * Widths that fit further texts too, where those are longer than what was seen so far: a number that is cut off reads as
 * another one. The same widths when nothing has to change.
 */
export class GrowingWidths {
  private readonly longest: number[];

  constructor(
    private widths: readonly number[],
    private readonly measure: Measure,
  ) {
    this.longest = widths.map(() => 0);
  }

  get current(): readonly number[] {
    return this.widths;
  }

  fit(column: number, text: string): void {
    if (text.length <= (this.longest[column] ?? 0)) return;
    this.longest[column] = text.length;
    const wanted = around(this.measure(text, false));
    if (wanted > (this.widths[column] ?? 0)) this.widths = this.widths.with(column, wanted);
  }
}

function around(text: number): number {
  return Math.ceil(Math.min(MOST_PX, Math.max(LEAST_PX, text + AROUND_PX)));
}

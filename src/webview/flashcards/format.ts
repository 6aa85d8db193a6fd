import type { CoverageView, FlashcardStrings } from '../../protocol';

/** Puts values into a text: `{0}` is the first. An unknown place stays as it is. */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (place, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? place : String(value);
  });
}

/** "2 of 3 key points". */
export function keyPoints(strings: FlashcardStrings, { covered, total }: CoverageView): string {
  return fill(total === 1 ? strings.keyPoint : strings.keyPoints, covered, total);
}

/** Whole seconds as a clock shows them: `0:42`, `61:05`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

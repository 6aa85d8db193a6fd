import { splitLines } from './document';
import { repairLines, type LineRepair } from './mojibake';
import type { RangeMap } from './ranges';
import { Source } from './source';
import type { Position, Range } from './types';

/** The file as it is stored, next to the text as it is read. */
export class StoredText {
  readonly #stored: Source;
  readonly #columns: LineRepair['columns'] | undefined;
  /** The text as it was meant, with the stored line ends; the stored one itself where nothing was to repair. */
  readonly read: Source;

  private constructor(
    readonly text: string,
    lines: readonly string[],
    repair: LineRepair | undefined,
  ) {
    this.#stored = new Source(text, lines);
    this.#columns = repair?.columns;
    this.read = repair ? new Source(withLineEnds(repair.lines, text), repair.lines) : this.#stored;
  }

  /** The text and its lines as they were meant. The lines are for the moment: nobody should hold on to them. */
  static read(text: string): { readonly stored: StoredText; readonly lines: readonly string[] } {
    const lines = splitLines(text);
    const repair = repairLines(lines, text);
    return { stored: new StoredText(text, lines, repair), lines: repair?.lines ?? lines };
  }

  get repaired(): boolean {
    return this.#columns !== undefined;
  }

  get lineCount(): number {
    return this.#stored.lineCount;
  }

  /** A stored line, without its end. */
  line(number: number): string {
    return this.#stored.line(number);
  }

  /** The line end that the file uses first. */
  get lineEnd(): string {
    return /\r\n|\r|\n/.exec(this.text)?.[0] ?? '\n';
  }

  /** From a range of the read lines to one of the stored lines; undefined where they are the same. */
  get mapRange(): RangeMap | undefined {
    const columns = this.#columns;
    if (!columns) return undefined;
    const place = ({ line, column }: Position): Position => ({ line, column: columns.get(line)?.[column] ?? column });
    return (range) => ({ start: place(range.start), end: place(range.end) });
  }

  get whole(): Range {
    const last = this.lineCount - 1;
    return { start: { line: 0, column: 0 }, end: { line: last, column: this.line(last).length } };
  }

  /** Whole lines with their line ends, and the blank lines above them. */
  rangeToDelete(first: number, last: number): Range {
    let from = first;
    while (from > 0 && this.line(from - 1).trim() === '') from -= 1;
    if (last + 1 < this.lineCount) return { start: { line: from, column: 0 }, end: { line: last + 1, column: 0 } };
    const end = { line: last, column: this.line(last).length };
    if (from === 0) return { start: { line: 0, column: 0 }, end };
    return { start: { line: from - 1, column: this.line(from - 1).length }, end };
  }

  /** Position of an offset in the text. */
  placeOf(offset: number): Position {
    const before = splitLines(this.text.slice(0, offset));
    return { line: before.length - 1, column: (before.at(-1) ?? '').length };
  }
}

function withLineEnds(lines: readonly string[], stored: string): string {
  const ends = stored.match(/\r\n|\r|\n/g) ?? [];
  return lines.map((line, index) => line + (ends[index] ?? '')).join('');
}

import { splitLines } from './document';
import { repairLines, type LineRepair } from './mojibake';
import type { RangeMap } from './ranges';
import type { Position, Range } from './types';

/** The file as it is stored, next to the lines as they are read. */
export class StoredText {
  readonly lines: readonly string[];
  readonly #repair: LineRepair | undefined;

  constructor(readonly text: string) {
    this.lines = splitLines(text);
    this.#repair = repairLines(this.lines);
  }

  /** The lines as they were meant. */
  get readLines(): readonly string[] {
    return this.#repair?.lines ?? this.lines;
  }

  get repaired(): boolean {
    return this.#repair !== undefined;
  }

  /** The whole text as it was meant, with the stored line ends. */
  repairedText(): string {
    const ends = this.text.match(/\r\n|\r|\n/g) ?? [];
    return this.readLines.map((line, index) => line + (ends[index] ?? '')).join('');
  }

  /** The line end that the file uses first. */
  get lineEnd(): string {
    return /\r\n|\r|\n/.exec(this.text)?.[0] ?? '\n';
  }

  /** From a range of the read lines to one of the stored lines; undefined where they are the same. */
  get mapRange(): RangeMap | undefined {
    const columns = this.#repair?.columns;
    if (!columns) return undefined;
    const place = ({ line, column }: Position): Position => ({ line, column: columns.get(line)?.[column] ?? column });
    return (range) => ({ start: place(range.start), end: place(range.end) });
  }

  get whole(): Range {
    const last = this.lines.length - 1;
    return { start: { line: 0, column: 0 }, end: { line: last, column: (this.lines[last] ?? '').length } };
  }

  /** Whole lines with their line ends, and the blank lines above them. */
  rangeToDelete(first: number, last: number): Range {
    let from = first;
    while (from > 0 && (this.lines[from - 1] ?? '').trim() === '') from -= 1;
    if (last + 1 < this.lines.length) return { start: { line: from, column: 0 }, end: { line: last + 1, column: 0 } };
    const end = { line: last, column: (this.lines[last] ?? '').length };
    if (from === 0) return { start: { line: 0, column: 0 }, end };
    return { start: { line: from - 1, column: (this.lines[from - 1] ?? '').length }, end };
  }

  /** Position of an offset in the text. */
  placeOf(offset: number): Position {
    const before = splitLines(this.text.slice(0, offset));
    return { line: before.length - 1, column: (before.at(-1) ?? '').length };
  }
}

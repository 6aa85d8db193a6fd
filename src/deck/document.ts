import { scanFences, type Fences } from './fences';
import { blockTokens, type Token } from './markdown';
import type { Position, Range } from './types';

/** Lines of a document, with what was cut off at the start of each, so that places in them can be told. */
export interface SourceSlice {
  readonly lines: readonly string[];
  /** The document's line that is `lines[0]`. */
  readonly firstLine: number;
  /** Characters cut off at the start of each line; absent where nothing was. */
  readonly cut?: readonly number[];
}

export interface SliceOptions {
  /** Up to this many leading spaces (a tab counts as one character) are cut off each line. */
  readonly dedent?: number;
  /** Characters cut off the first line, such as those of `A: `. */
  readonly firstColumn?: number;
}

/** Splits at `\n`, `\r\n` and `\r`, as editors do. There is always at least one line. */
export function splitLines(text: string): string[] {
  const parts = text.split('\n');
  if (!text.includes('\r')) return parts;
  const lines: string[] = [];
  for (const [index, part] of parts.entries()) {
    const line = index < parts.length - 1 && part.endsWith('\r') ? part.slice(0, -1) : part;
    if (line.includes('\r')) for (const piece of line.split('\r')) lines.push(piece);
    else lines.push(line);
  }
  return lines;
}

/** The text that dialects read: repaired, decoded, front matter blanked out (its lines are there, but empty). */
export class SourceDocument {
  #tokens: readonly Token[] | undefined;
  #text: string | undefined;
  #fences: Fences | undefined;

  constructor(
    readonly lines: readonly string[],
    readonly path?: string,
  ) {}

  /** The lines joined with `\n`. */
  get text(): string {
    return (this.#text ??= this.lines.join('\n'));
  }

  /**
   * markdown-it's block tokens of the whole document (GFM tables, raw HTML recognised as blocks; inline content is not
   * parsed: an `inline` token has its `content` and no children). `map` counts this document's lines.
   */
  get tokens(): readonly Token[] {
    return (this.#tokens ??= blockTokens(this.text));
  }

  /** Which lines are free of code fences, comments and raw HTML, in one cheap pass over the lines. */
  get fences(): Fences {
    return (this.#fences ??= scanFences(this.lines));
  }

  /** The lines `first` up to but not including `end`. */
  slice(first: number, end: number, options: SliceOptions = {}): SourceSlice {
    const { dedent = 0, firstColumn = 0 } = options;
    const whole = this.lines.slice(first, end);
    if (dedent === 0 && firstColumn === 0) return { lines: whole, firstLine: first };
    const cut = whole.map((line, index) => {
      if (index === 0 && firstColumn > 0) return Math.min(firstColumn, line.length);
      let blank = 0;
      while (blank < dedent && (line[blank] === ' ' || line[blank] === '\t')) blank += 1;
      return blank;
    });
    return { lines: whole.map((line, index) => line.slice(cut[index])), firstLine: first, cut };
  }

  /** From the start of line `first` to the end of the last line before `end` that is not blank. */
  rangeOfLines(first: number, end: number): Range {
    let last = Math.max(first, end - 1);
    while (last > first && (this.lines[last] ?? '').trim() === '') last -= 1;
    return { start: position(first, 0), end: position(last, (this.lines[last] ?? '').length) };
  }

  /** Part of one line. */
  span(line: number, from: number, to: number): Range {
    return { start: position(line, from), end: position(line, to) };
  }
}

export function position(line: number, column: number): Position {
  return { line, column };
}

/** Where a column of a slice's line stands in the document. */
export function placeIn(slice: SourceSlice, line: number, column: number): Position {
  return { line: slice.firstLine + line, column: column + (slice.cut?.[line] ?? 0) };
}

import { placeIn, type SourceSlice } from '../document';
import type { Token } from '../markdown';
import type { Position, Range } from '../types';
import { scanInline, type InlineScan } from './inline';

/** The text of a paragraph, item or heading, and where each of its characters stands. */
export class Prose {
  #scan: InlineScan | undefined;
  /** Offset, line and column at which each line of the text starts. */
  readonly #lines: readonly { readonly offset: number; readonly line: number; readonly column: number }[];

  /** Of an `inline` or `html_block` token; its lines count from the slice's first. */
  constructor(
    token: Token,
    readonly slice: SourceSlice,
  ) {
    this.text = token.content;
    const first = token.map?.[0] ?? 0;
    let offset = 0;
    const pieces = token.content.includes('\n') ? token.content.split('\n') : [token.content];
    this.#lines = pieces.map((piece, index) => {
      const column = columnOf(slice.lines[first + index] ?? '', piece);
      const place = { offset, line: first + index, column };
      offset += piece.length + 1;
      return place;
    });
  }

  readonly text: string;

  get scan(): InlineScan {
    return (this.#scan ??= scanInline(this.text));
  }

  /** Offsets at which lines of the text start. */
  get lineStarts(): readonly number[] {
    return this.#lines.map((line) => line.offset);
  }

  place(offset: number): Position {
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lines[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const line = this.#lines[low] ?? { offset: 0, line: 0, column: 0 };
    const column = Math.min(line.column + offset - line.offset, this.slice.lines[line.line]?.length ?? 0);
    return placeIn(this.slice, line.line, Math.max(0, column));
  }

  range(start: number, end: number): Range {
    return { start: this.place(start), end: this.place(end) };
  }
}

/** markdown-it hands over a line's end, without its markers: look for it from the back. */
function columnOf(line: string, piece: string): number {
  const found = line.lastIndexOf(piece);
  if (found >= 0) return found;
  // A tab that was partly used up by a list marker comes back as spaces.
  const bare = piece.trimStart();
  return line.lastIndexOf(bare) - (piece.length - bare.length);
}

import { position } from '../../document';
import type { SourceDocument } from '../../document';
import type { Position } from '../../types';

/** Turns offsets in a document's text into places. */
export class Places {
  readonly #starts: readonly number[];

  constructor(document: SourceDocument) {
    const starts: number[] = [];
    let offset = 0;
    for (const line of document.lines) {
      starts.push(offset);
      offset += line.length + 1;
    }
    this.#starts = starts;
  }

  at(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return position(low, offset - (this.#starts[low] ?? 0));
  }
}

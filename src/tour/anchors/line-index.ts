import type { FileView } from './file-view';

const HASH_BITS = 26;
const LINES = 2 ** 27;

/** Where each line of many files stands, by its hash: eight bytes per line. */
export class LineIndex {
  readonly #files: readonly string[];
  /** Global number of each file's first line. */
  readonly #starts: readonly number[];
  /** Sorted; the upper bits are of the hash, the lower ones the line's global number. */
  readonly #entries: Float64Array;

  constructor(files: readonly { readonly file: string; readonly view: FileView }[]) {
    const starts: number[] = [];
    let lines = 0;
    for (const { view } of files) {
      starts.push(lines);
      lines += view.lines.length;
    }
    const entries = new Float64Array(files.reduce((sum, { view }) => sum + view.solid.length, 0));
    let next = 0;
    files.forEach(({ view }, index) => {
      for (const line of view.solid) {
        entries[next++] = upper(view.hashes[line] ?? 0) * LINES + (starts[index] ?? 0) + line;
      }
    });
    this.#files = files.map(({ file }) => file);
    this.#starts = starts;
    this.#entries = entries.sort();
  }

  /** Files that have a line of this hash, each as often as it does; none when there are more than `most` such lines. */
  filesWith(hash: number, most: number): readonly string[] {
    const low = upper(hash) * LINES;
    const first = lowerBound(this.#entries, low);
    const end = lowerBound(this.#entries, low + LINES);
    if (end - first > most) return [];
    return Array.from(this.#entries.subarray(first, end), (entry) => this.#fileAt(entry - low));
  }

  #fileAt(line: number): string {
    return this.#files[lowerBound(this.#starts, line + 1) - 1] ?? '';
  }
}

function upper(hash: number): number {
  return hash >>> (32 - HASH_BITS);
}

/** Index of the first value that is not below `value`. */
function lowerBound(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

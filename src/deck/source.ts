const NEWLINE = 10;
const RETURN = 13;

/** A text of which any line can be cut out; it holds no lines of its own. */
export class Source {
  /** Offset of each line, and after them the offset behind the last line's end. */
  readonly #starts: Uint32Array;

  /** `lines`: the text, split at its line ends. */
  constructor(
    readonly text: string,
    lines: readonly string[],
  ) {
    this.#starts = startsOf(text, lines);
  }

  get lineCount(): number {
    return this.#starts.length - 1;
  }

  /** A line without its end; empty when there is no such line. */
  line(number: number): string {
    if (number < 0 || number >= this.lineCount) return '';
    const start = this.#starts[number] ?? 0;
    return this.text.slice(start, this.#lineEnd(number, start));
  }

  lines(first: number, end: number): string[] {
    const lines: string[] = [];
    for (let number = first; number < end; number += 1) lines.push(this.line(number));
    return lines;
  }

  /** Lines joined with `\n`, without the end of the last. */
  textOf(first: number, end: number): string {
    const start = this.#starts[first] ?? this.text.length;
    const last = Math.min(end, this.lineCount) - 1;
    const text = this.text.slice(start, this.#lineEnd(last, this.#starts[last] ?? this.text.length));
    return text.includes('\r') ? this.lines(first, end).join('\n') : text;
  }

  /** How many lines at the start and at the end are the same as the other's; together not more than either has. */
  common(other: Source): { readonly before: number; readonly after: number } {
    const limit = Math.min(this.text.length, other.text.length);
    const prefix = commonPrefix(this.text, other.text, limit);
    const suffix = commonSuffix(this.text, other.text, limit - prefix);
    const before = Math.max(0, countBelow(this.#starts, this.lineCount, prefix) - 1);
    // A line starts by what stands in front of it: that has to be the same as well.
    const rest = this.lineCount - countBelow(this.#starts, this.lineCount, this.text.length - suffix + 1);
    return { before, after: Math.min(rest, this.lineCount - before, other.lineCount - before) };
  }

  #lineEnd(number: number, start: number): number {
    let end = this.#starts[number + 1] ?? this.text.length;
    if (number === this.lineCount - 1) return end;
    if (end > start && this.text.charCodeAt(end - 1) === NEWLINE) end -= 1;
    else return end - 1;
    if (end > start && this.text.charCodeAt(end - 1) === RETURN) end -= 1;
    return end;
  }
}

function startsOf(text: string, lines: readonly string[]): Uint32Array {
  const starts = new Uint32Array(lines.length + 1);
  const mixed = text.includes('\r');
  let offset = 0;
  for (let number = 0; number < lines.length; number += 1) {
    starts[number] = offset;
    offset += lines[number]?.length ?? 0;
    if (mixed && text.charCodeAt(offset) === RETURN && text.charCodeAt(offset + 1) === NEWLINE) offset += 1;
    offset += 1;
  }
  starts[lines.length] = text.length;
  return starts;
}

/** How many of the first `count` values are below the limit; they ascend. */
function countBelow(values: Uint32Array, count: number, limit: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const BLOCK = 16_384;

// Comparing two pieces is one comparison of memory; only in the last block every character counts.
function commonPrefix(a: string, b: string, limit: number): number {
  let at = 0;
  while (at + BLOCK <= limit && a.slice(at, at + BLOCK) === b.slice(at, at + BLOCK)) at += BLOCK;
  while (at < limit && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

function commonSuffix(a: string, b: string, limit: number): number {
  const shift = b.length - a.length;
  let left = a.length;
  const stop = a.length - limit;
  while (left - BLOCK >= stop && a.slice(left - BLOCK, left) === b.slice(left - BLOCK + shift, left + shift))
    left -= BLOCK;
  while (left > stop && a.charCodeAt(left - 1) === b.charCodeAt(left - 1 + shift)) left -= 1;
  return a.length - left;
}

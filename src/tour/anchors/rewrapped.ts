import type { FileView } from './file-view';

/** What a formatter adds or takes when it breaks a line or joins lines. */
const LAYOUT = new Set([',', '(', ')', ';', '\\']);
/** Letters from which the same words in the same order are the same code. */
const TELLING = 12;
const MAX_LINES = 12;

/** Recognises a line that was broken into several, or joined with others. */
export class Rewrapped {
  readonly #words: readonly string[];
  readonly #tells: boolean;

  constructor(tokens: readonly string[]) {
    this.#words = tokens.filter((token) => !LAYOUT.has(token));
    this.#tells = this.#words.join('').length >= TELLING && this.#words.length > 1;
  }

  /** Whether the line of a file begins with the words and they go on in the next ones, or it holds them all. */
  isAt(view: FileView, line: number): boolean {
    if (!this.#tells) return false;
    const here = view.tokens(line).filter((token) => !LAYOUT.has(token));
    return here.length < this.#words.length ? this.#goesOn(here, view, line) : contains(here, this.#words);
  }

  #goesOn(here: readonly string[], view: FileView, line: number): boolean {
    const words = this.#words;
    let found = 0;
    let row = here;
    for (let next = line + 1; ; next++) {
      for (const token of row) if (found < words.length && token !== words[found++]) return false;
      if (found === words.length) return true;
      if (row.length === 0 && next > line + 1 && (view.lines[next - 1] ?? '').trim() === '') return false;
      if (next > line + MAX_LINES || next >= view.lines.length) return false;
      row = view.tokens(next).filter((token) => !LAYOUT.has(token));
    }
  }
}

function contains(row: readonly string[], words: readonly string[]): boolean {
  for (let at = 0; at + words.length <= row.length; at++) {
    if (row[at] === words[0] && words.every((word, by) => row[at + by] === word)) return true;
  }
  return false;
}

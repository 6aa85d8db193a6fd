import type { CodeSymbol } from '../symbols/types';
import { BLANK_CODE, EDGE_CODE, codeOf } from './fingerprint';
import { lineKey, splitLines, tokensOf } from './line-text';
import { Scopes } from './scopes';

/** A file's lines, prepared for comparison. What costs most is made when it is first asked for. */
export class FileView {
  readonly lines: readonly string[];
  readonly hashes: Uint32Array;
  readonly letters: Uint16Array;
  readonly codes: Int32Array;
  /** Lines that are not blank. */
  readonly solid: Int32Array;
  /** For each line, the place in `solid` of it or of the next line that is not blank. */
  readonly rank: Int32Array;
  readonly #symbols: readonly CodeSymbol[] | undefined;
  #scopes: Scopes | undefined;
  #places: Map<number, number[]> | undefined;
  #counts: Map<number, number> | undefined;
  #words: Map<string, number[]> | undefined;
  readonly #tokens = new Map<number, readonly string[]>();

  constructor(text: string, symbols?: readonly CodeSymbol[]) {
    this.lines = splitLines(text);
    this.#symbols = symbols;
    const size = this.lines.length;
    this.hashes = new Uint32Array(size);
    this.letters = new Uint16Array(size);
    this.codes = new Int32Array(size);
    this.rank = new Int32Array(size);
    const solid: number[] = [];
    this.lines.forEach((line, at) => {
      const { hash, letters } = lineKey(line);
      const code = codeOf(hash, letters);
      this.hashes[at] = hash;
      this.letters[at] = Math.min(letters, 0xffff);
      this.codes[at] = code;
      this.rank[at] = solid.length;
      if (code !== BLANK_CODE) solid.push(at);
    });
    this.solid = Int32Array.from(solid);
  }

  get scopes(): Scopes {
    this.#scopes ??=
      this.#symbols === undefined ? Scopes.guessed(this.lines) : Scopes.of(this.#symbols, this.lines.length);
    return this.#scopes;
  }

  /** The lines of this hash, first to last. */
  linesOf(hash: number): readonly number[] {
    this.#places ??= grouped(this.hashes);
    return this.#places.get(hash) ?? [];
  }

  /** How many lines have this code. */
  count(code: number): number {
    if (this.#counts === undefined) {
      this.#counts = new Map();
      for (const each of this.codes) this.#counts.set(each, (this.#counts.get(each) ?? 0) + 1);
    }
    return this.#counts.get(code) ?? 0;
  }

  /** The code of the line that is not blank at a place in `solid`. */
  codeAt(rank: number): number {
    const line = this.solid[rank];
    return line === undefined ? EDGE_CODE : (this.codes[line] ?? EDGE_CODE);
  }

  tokens(line: number): readonly string[] {
    let tokens = this.#tokens.get(line);
    if (tokens === undefined) {
      tokens = tokensOf(this.lines[line] ?? '');
      this.#tokens.set(line, tokens);
    }
    return tokens;
  }

  /** Lines with this word, first to last. */
  linesWith(word: string): readonly number[] {
    if (this.#words === undefined) {
      this.#words = new Map();
      for (const line of this.solid) {
        for (const token of new Set(this.tokens(line))) {
          if (token.length < 2) continue;
          const lines = this.#words.get(token);
          if (lines === undefined) this.#words.set(token, [line]);
          else lines.push(line);
        }
      }
    }
    return this.#words.get(word) ?? [];
  }
}

function grouped(hashes: Uint32Array): Map<number, number[]> {
  const places = new Map<number, number[]>();
  hashes.forEach((hash, line) => {
    const lines = places.get(hash);
    if (lines === undefined) places.set(hash, [line]);
    else lines.push(line);
  });
  return places;
}

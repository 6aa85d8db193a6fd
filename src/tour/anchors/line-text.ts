/** Lines as they are compared: their words and signs, without what a formatter changes. */

/** Splits at LF, CRLF and CR; a byte order mark is no text. The text after the last line break is a line too. */
export function splitLines(text: string): string[] {
  return (text.startsWith('\uFEFF') ? text.slice(1) : text).split(/\r\n|\n|\r/);
}

const SPACE = 0;
const SIGN = 1;
const WORD = 2;

function kindOf(code: number): number {
  if (code <= 32 || code === 0xa0 || code === 0xfeff) return SPACE;
  if (code >= 48 && code <= 57) return WORD;
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95) return WORD;
  return code < 128 ? SIGN : WORD;
}

/** A line is compared by so many of its UTF-16 units; `lineKey` reads all of them. */
const MAX_COMPARED = 2000;
const SAME_QUOTE = '"';

/**
 * The words and signs of a line in their order. White space says nothing, all quotes are one, and a comma or semicolon
 * at the end is dropped.
 */
export function tokensOf(line: string): string[] {
  const tokens: string[] = [];
  const end = Math.min(line.length, MAX_COMPARED);
  for (let at = 0; at < end;) {
    const code = line.charCodeAt(at);
    const kind = kindOf(code);
    if (kind === WORD) {
      let stop = at + 1;
      while (stop < end && kindOf(line.charCodeAt(stop)) === WORD) stop++;
      tokens.push(line.slice(at, stop));
      at = stop;
      continue;
    }
    if (kind === SIGN) tokens.push(isQuote(code) ? SAME_QUOTE : line.charAt(at));
    at++;
  }
  while (tokens.length > 1 && (tokens.at(-1) === ',' || tokens.at(-1) === ';')) tokens.pop();
  return tokens;
}

function isQuote(code: number): boolean {
  return code === 34 || code === 39 || code === 96;
}

/** Hash of a blank line. */
export const BLANK = 0;

export interface LineKey {
  /** 32 bits; lines with the same tokens have the same one. */
  readonly hash: number;
  /** Letters, digits and the like. */
  readonly letters: number;
}

/** The hash (FNV-1a, Fowler, Noll and Vo, with a final mix) of a whole line's tokens. */
export function lineKey(line: string): LineKey {
  let end = line.length;
  while (end > 0 && isTrailing(line.charCodeAt(end - 1))) end--;
  // A line of nothing but commas is not blank.
  if (end === 0) end = line.length;
  let hash = 0x811c9dc5;
  let letters = 0;
  let any = false;
  let previous = SIGN;
  for (let at = 0; at < end; at++) {
    const code = line.charCodeAt(at);
    const kind = kindOf(code);
    if (kind === WORD) {
      // Two words are not one.
      if (previous === SPACE) hash = Math.imul(hash ^ 32, 0x01000193);
      letters++;
    }
    if (kind !== SPACE) {
      hash = Math.imul(hash ^ (isQuote(code) ? 34 : code), 0x01000193);
      any = true;
      previous = kind;
    } else if (previous === WORD) {
      previous = SPACE;
    }
  }
  if (!any) return { hash: BLANK, letters: 0 };
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return { hash: hash === BLANK ? 1 : hash, letters };
}

function isTrailing(code: number): boolean {
  return kindOf(code) === SPACE || code === 44 || code === 59;
}

/** Units of leading white space; a tab counts for four. */
export function indentOf(line: string): number {
  let width = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 32) width++;
    else if (code === 9) width += 4;
    else break;
  }
  return width;
}

/** Dice's coefficient (1945) of two lines' tokens, words counted by their length and signs for little. */
export function similarity(left: readonly string[], right: readonly string[]): number {
  const counts = new Map<string, number>();
  let total = 0;
  for (const token of left) {
    counts.set(token, (counts.get(token) ?? 0) + 1);
    total += tokenWeight(token);
  }
  let shared = 0;
  for (const token of right) {
    const weight = tokenWeight(token);
    total += weight;
    const count = counts.get(token) ?? 0;
    if (count === 0) continue;
    counts.set(token, count - 1);
    shared += weight;
  }
  return total === 0 ? 0 : (2 * shared) / total;
}

/** What a token says about its line. */
export function tokenWeight(token: string): number {
  const code = token.charCodeAt(0);
  return kindOf(code) === WORD ? Math.min(4, 1 + token.length / 4) : 0.3;
}

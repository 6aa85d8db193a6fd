import { BLANK } from './line-text';

/**
 * The neighbourhood of a line in a few bytes: each line is a code of 18 bits, written as three characters. 17 bits are
 * of its hash, the lowest says whether the line has letters enough to tell something. Blank lines and those beyond the
 * ends of the file have codes of their own.
 */

/** Lines on each side. */
export const REACH = 16;
export const BLANK_CODE = 0;
/** Beyond the first or the last line. */
export const EDGE_CODE = 1;

const LETTERS_TO_TELL = 4;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map(Array.from(ALPHABET, (character, value) => [character, value]));
const PER_LINE = 3;
const LENGTH = (2 * REACH + 1) * PER_LINE;

export function codeOf(hash: number, letters: number): number {
  if (hash === BLANK) return BLANK_CODE;
  const upper = (hash >>> 15) << 1;
  return (upper === 0 ? 2 : upper) | (letters >= LETTERS_TO_TELL ? 1 : 0);
}

/** Whether the line of this code tells little: `}`, `]);`, `fi`. */
export function isTrivial(code: number): boolean {
  return (code & 1) === 0;
}

/** The fingerprint of the line at `line`, of a file with these codes. */
export function fingerprint(codes: ArrayLike<number>, line: number): string {
  let text = '';
  for (let at = line - REACH; at <= line + REACH; at++) {
    const code = codes[at] ?? EDGE_CODE;
    text += ALPHABET.charAt(code >>> 12) + ALPHABET.charAt((code >>> 6) & 63) + ALPHABET.charAt(code & 63);
  }
  return text;
}

/** The codes of a fingerprint, the line's own in the middle; undefined when it is none. */
export function readFingerprint(text: string): Int32Array | undefined {
  if (text.length !== LENGTH) return undefined;
  const codes = new Int32Array(2 * REACH + 1);
  for (let at = 0; at < codes.length; at++) {
    let code = 0;
    for (let digit = 0; digit < PER_LINE; digit++) {
      const value = VALUES.get(text.charAt(at * PER_LINE + digit));
      if (value === undefined) return undefined;
      code = (code << 6) | value;
    }
    codes[at] = code;
  }
  return codes;
}

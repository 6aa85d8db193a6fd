import { MAX_TEXT } from './capture';
import type { FileView } from './file-view';
import { BLANK_CODE, EDGE_CODE, REACH, codeOf, readFingerprint } from './fingerprint';
import { BLANK, lineKey, tokensOf } from './line-text';
import { openerIn, openerInFile, type Opener } from './opener';
import type { Anchor } from './types';

const IN_FINGERPRINT = { most: REACH, whole: false };
/** With the old file at hand, more of its lines are compared. */
const IN_FILE = { most: 40, whole: true };

/** What is known of an anchor's line and its surroundings, in the form in which they are compared. */
export interface Memory {
  readonly anchor: Anchor;
  /** Where the line is in the old file, when there is one. */
  readonly oldLine?: number;
  /** The line's hash; undefined for a line that is stored cut. */
  readonly hash: number | undefined;
  readonly code: number;
  readonly letters: number;
  readonly tokens: readonly string[];
  /** Codes of the lines above that are not blank, the nearest first; ends with EDGE_CODE where the file does. */
  readonly up: readonly number[];
  readonly down: readonly number[];
  /** Surroundings of the same lines nearby, as far as they are known. */
  readonly twins: readonly { readonly up: readonly number[]; readonly down: readonly number[] }[];
  /** Tokens of the stored neighbours, the nearest first. */
  readonly upTokens: readonly (readonly string[])[];
  readonly downTokens: readonly (readonly string[])[];
  /** Of a line that only closes brackets, where it is known: that line says what this one is. */
  readonly opener: Opener | undefined;
  /** Of the line and its stored neighbours: where to look in other files. */
  readonly hashes: readonly number[];
  /** Blank lines right above a blank line. */
  readonly blanksAbove: number;
  /** Whether the old file had the anchor's line, or the line that opens what it closes, once; false where that is not known. */
  readonly once: { readonly line: boolean; readonly opener: boolean };
  /** Whether the old file is known to have a line of this code; what it had is no changed form of another line. */
  readonly knows: (code: number) => boolean;
}

/** What the anchor itself holds. */
export function memoryOf(anchor: Anchor): Memory {
  const around = anchor.around === undefined ? undefined : readFingerprint(anchor.around);
  const before = [...anchor.before].reverse();
  const known = around === undefined ? undefined : new Set(around);
  const textCodes = (lines: readonly string[]) => lines.map(codeOfText).filter((code) => code !== BLANK_CODE);
  const up = around === undefined ? textCodes(before) : solidCodes(around, REACH - 1, -1, IN_FINGERPRINT);
  const down = around === undefined ? textCodes(anchor.after) : solidCodes(around, REACH + 1, 1, IN_FINGERPRINT);
  const fallback = new Set([...up, ...down]);
  return {
    ...lineOf(anchor, around?.[REACH]),
    up,
    down,
    twins: around === undefined ? [] : twinsIn(around),
    upTokens: before.map(tokensOf),
    downTokens: anchor.after.map(tokensOf),
    opener: openerIn((at) => (at === 0 ? anchor.text : before[-at - 1]), 0),
    hashes: [anchor.text, ...anchor.before, ...anchor.after]
      .map((text) => lineKey(text).hash)
      .filter((hash) => hash !== BLANK),
    blanksAbove: around === undefined ? 0 : blanks(around, REACH - 1),
    once: { line: anchor.alike === undefined && around !== undefined, opener: false },
    knows: (code) => (known ?? fallback).has(code),
  };
}

/** What the old file tells in addition, the anchor's line being at `line` there. */
export function memoryIn(anchor: Anchor, old: FileView, line: number): Memory {
  const opener = openerInFile(old, line);
  return {
    ...memoryOf(anchor),
    oldLine: line,
    up: solidCodes(old.codes, line - 1, -1, IN_FILE),
    down: solidCodes(old.codes, line + 1, 1, IN_FILE),
    opener,
    once: {
      line: old.linesOf(old.hashes[line] ?? 0).length === 1,
      opener: opener !== undefined && (opener.definition !== undefined || old.count(opener.code) === 1),
    },
    blanksAbove: blanks(old.codes, line - 1),
    knows: (code) => old.count(code) > 0,
  };
}

function lineOf(anchor: Anchor, stored: number | undefined) {
  const { hash, letters } = lineKey(anchor.text);
  const isCut = anchor.text.length >= MAX_TEXT && stored !== undefined;
  return {
    anchor,
    hash: isCut ? undefined : hash,
    code: isCut ? stored : codeOf(hash, letters),
    letters,
    tokens: tokensOf(anchor.text),
  };
}

function codeOfText(text: string): number {
  const { hash, letters } = lineKey(text);
  return codeOf(hash, letters);
}

function solidCodes(
  codes: ArrayLike<number>,
  start: number,
  step: 1 | -1,
  { most, whole }: { readonly most: number; readonly whole: boolean },
): number[] {
  const found: number[] = [];
  for (let at = start; found.length < most; at += step) {
    const code = codes[at];
    // A fingerprint ends before the file does, except where it says so itself.
    if (code === undefined && !whole) break;
    if (code === undefined || code === EDGE_CODE) return [...found, EDGE_CODE];
    if (code !== BLANK_CODE) found.push(code);
  }
  return found;
}

function twinsIn(around: Int32Array): { up: number[]; down: number[] }[] {
  return Array.from(around.keys())
    .filter((at) => at !== REACH && around[at] === around[REACH])
    .map((at) => ({
      up: solidCodes(around, at - 1, -1, IN_FINGERPRINT),
      down: solidCodes(around, at + 1, 1, IN_FINGERPRINT),
    }));
}

function blanks(codes: ArrayLike<number>, start: number): number {
  let at = start;
  while (codes[at] === BLANK_CODE) at--;
  return start - at;
}

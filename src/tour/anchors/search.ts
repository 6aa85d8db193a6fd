import { atAGlance, foundAgain, weigh, type Side } from './context';
import type { FileView } from './file-view';
import { BLANK_CODE, isTrivial } from './fingerprint';
import { similarity, tokenWeight } from './line-text';
import type { Memory } from './memory';
import { Rewrapped } from './rewrapped';
import { closingsOf, openerInFile } from './opener';
import { CONTEXT, EVIDENCE, LEAST_ALIKE } from './weights';

/** A file that an anchor is looked for in. */
export interface Target {
  readonly file: string;
  readonly view: FileView;
  /** The anchor's own file, under its present name. */
  readonly own: boolean;
  /** With history: for each line of the old file the line that it is here when both are put side by side, or -1. */
  readonly partners?: () => Int32Array;
}

/** A line that may be the anchor's. */
export interface Candidate {
  readonly target: Target;
  readonly line: number;
  /** 1 when the tokens are the same. */
  readonly alike: number;
  /** What speaks for it in all, to rank by. */
  readonly evidence: number;
  /** What its text says by itself. */
  readonly text: number;
  /** Share of the neighbours' weight that was found again. */
  readonly context: number;
  /** Neighbours that are right beside it still, from 0 to 3. */
  readonly beside: number;
  readonly symbol: number;
  /** The old file and this one, put side by side, have it for the same line. */
  readonly aligned: boolean;
  /** Its text, or what it closes, was there once and is there once. */
  readonly sole: boolean;
}

/** Lines that are compared closely; of more, those whose neighbours look best. */
const MAX_CLOSE = 16;

/** The lines of one file that may be the anchor's, best first. */
export function candidatesIn(memory: Memory, target: Target): Candidate[] {
  const { view } = target;
  const up = weigh(memory.up, memory.upTokens, view);
  const down = weigh(memory.down, memory.downTokens, view);
  const same = sameLines(memory, view);
  const partner = partnerOf(memory, target);
  const near = new Set([
    ...closest(same, up, down, view),
    ...closings(memory, view),
    ...(partner < 0 ? [] : [partner]),
  ]);
  const found = [...near].map((line) =>
    judge(memory, target, { line, alike: 1, twins: same.length, aligned: line === partner }, up, down),
  );
  if (memory.code !== BLANK_CODE && !found.some(({ context }) => context >= WELL_PLACED)) {
    const changed = changedLines(memory, view, up, down);
    // A changed line is worth no more than the same one.
    const twins = Math.max(1, same.length);
    found.push(...changed.map((line) => judge(memory, target, { ...line, twins, aligned: false }, up, down)));
  }
  return found.sort((a, b) => b.evidence - a.evidence || a.line - b.line);
}

/** What speaks for one line with the anchor's text. */
export function evidenceAt(memory: Memory, target: Target, line: number): number {
  const up = weigh(memory.up, memory.upTokens, target.view);
  const down = weigh(memory.down, memory.downTokens, target.view);
  const twins = sameLines(memory, target.view).length;
  return judge(memory, target, { line, alike: 1, twins: Math.max(1, twins), aligned: false }, up, down).evidence;
}

/** The share of the neighbours' weight that is found again around a line. */
export function contextAt({ up, down }: Pick<Memory, 'up' | 'down'>, view: FileView, line: number): number {
  const [above, below] = [weigh(up, [], view), weigh(down, [], view)];
  const total = above.total + below.total;
  return total === 0 ? 0 : (foundAgain(above, view, line, -1) + foundAgain(below, view, line, 1)) / total;
}

/** Of a line that stands among its old neighbours no changed form is looked for. */
const WELL_PLACED = 0.5;

/** Where putting the old file and this one side by side has the anchor's line; -1 where it does not say. */
function partnerOf({ hash, oldLine }: Memory, { partners }: Target): number {
  if (partners === undefined || hash === undefined || oldLine === undefined) return -1;
  return partners()[oldLine] ?? -1;
}

/** Lines with the anchor's text that close what it closed. */
function closings({ opener, hash }: Memory, view: FileView): number[] {
  if (opener === undefined || hash === undefined) return [];
  return closingsOf(opener, view).filter((line) => view.hashes[line] === hash);
}

function sameLines({ hash, code }: Memory, view: FileView): readonly number[] {
  if (hash !== undefined) return view.linesOf(hash);
  return Array.from(view.solid).filter((line) => view.codes[line] === code);
}

function closest(lines: readonly number[], up: Side, down: Side, view: FileView): readonly number[] {
  if (lines.length <= MAX_CLOSE) return lines;
  return lines
    .map((line) => ({ line, glance: atAGlance(up, down, view, line) }))
    .sort((a, b) => b.glance - a.glance || a.line - b.line)
    .slice(0, MAX_CLOSE)
    .map(({ line }) => line);
}

/** Lines that the old file did not have, with much of the anchor's text: edited, wrapped or joined. */
function changedLines(memory: Memory, view: FileView, up: Side, down: Side): { line: number; alike: number }[] {
  // Words of many lines are no way to find one; any line may have them.
  let common = 0;
  let all = 0;
  const shared = new Map<number, number>();
  for (const token of new Set(memory.tokens)) {
    const lines = view.linesWith(token);
    const weight = tokenWeight(token);
    all += weight;
    if (lines.length > MAX_WITH_WORD || lines.length === 0) common += lines.length === 0 ? 0 : weight;
    else for (const line of lines) shared.set(line, (shared.get(line) ?? 0) + weight);
  }
  const enough = all * LEAST_SHARED - common;
  const rewrapped = new Rewrapped(memory.tokens);
  const alike = [...shared].flatMap(([line, weight]) => {
    if (memory.knows(view.codes[line] ?? 0)) return [];
    if (rewrapped.isAt(view, line)) return [{ line, alike: SAME_BUT_WRAPPED }];
    const by = weight < enough ? 0 : similarity(memory.tokens, view.tokens(line));
    return by >= LEAST_ALIKE ? [{ line, alike: by }] : [];
  });
  const lines = alike.map(({ line }) => line);
  const near = new Set(closest(lines, up, down, view));
  return alike.filter(({ line }) => near.has(line));
}

/** A word of more lines than this finds nothing. */
const MAX_WITH_WORD = 200;
/** Of the words' weight; less cannot make two lines alike enough. */
const LEAST_SHARED = 0.4;
const SAME_BUT_WRAPPED = 0.99;

interface Found {
  readonly line: number;
  readonly alike: number;
  /** How many lines are found by the same text. */
  readonly twins: number;
  readonly aligned: boolean;
}

function judge(
  memory: Memory,
  target: Target,
  { line, alike, twins, aligned }: Found,
  up: Side,
  down: Side,
): Candidate {
  const { view, own } = target;
  const { anchor } = memory;
  const text = (EVIDENCE.text * Math.min(1, memory.letters / EVIDENCE.letters)) / Math.sqrt(twins);
  const opener = weighOpener(memory, view, line);
  const around = foundAgain(up, view, line, -1) + foundAgain(down, view, line, 1) + opener.found;
  const sides = up.total + down.total + opener.total;
  const symbol = symbolEvidence(anchor.symbol, view.scopes.around(line)?.name);
  let evidence = text * alike ** EVIDENCE.changed + around + symbol;
  if (alike === 1 && twins > 1 && sameOrdinal(memory, view, line)) evidence += EVIDENCE.ordinal;
  if (memory.code === BLANK_CODE) evidence -= Math.abs(blanksAbove(view, line) - memory.blanksAbove) * EVIDENCE.ordinal;
  if (!own) evidence += EVIDENCE.otherFile;
  if (aligned) evidence += EVIDENCE.aligned;
  const context = sides === 0 ? 0 : around / sides;
  const sole = alike === 1 && (opener.sole || isSole(memory, view, symbol));
  return { target, line, alike, evidence, text, context, symbol, aligned, sole, beside: besides(memory, view, line) };
}

/** Whether a line that tells something was in the old file once, is here once, and is not inside of something else now. */
function isSole({ letters, hash, once }: Memory, view: FileView, symbol: number): boolean {
  if (!once.line || hash === undefined || letters < LETTERS_TO_BE_SOLE) return false;
  return symbol > EVIDENCE.otherSymbol && view.linesOf(hash).length === 1;
}

const LETTERS_TO_BE_SOLE = 8;

interface WeighedOpener {
  readonly found: number;
  readonly total: number;
  readonly sole: boolean;
}

/** The line that opens what a closing line ends counts like a neighbour right beside it, wherever it is. */
function weighOpener({ opener, once }: Memory, view: FileView, line: number): WeighedOpener {
  if (opener === undefined) return { found: 0, total: 0, sole: false };
  const count = view.count(opener.code);
  const total = 1 / Math.sqrt(Math.max(1, count));
  const now = openerInFile(view, line);
  if (now === undefined) return { found: 0, total, sole: false };
  if (opener.definition !== undefined && now.definition === opener.definition)
    return { found: total, total, sole: true };
  if (now.code === opener.code)
    return { found: total, total, sole: once.opener && count === 1 && !isTrivial(opener.code) };
  // While the line itself is there, no other one is a changed form of it.
  const alike = count > 0 ? 0 : similarity(opener.tokens, now.tokens);
  return { found: alike >= CONTEXT.alike ? total * alike ** 2 : 0, total, sole: false };
}

/** The nearest neighbours count one each, the second ones half. */
function besides({ up, down }: Memory, view: FileView, line: number): number {
  const rank = view.rank[line] ?? 0;
  const next = view.solid[rank] === line ? rank + 1 : rank;
  return inPlace(up, view, rank - 1, -1) + inPlace(down, view, next, 1);
}

function inPlace(codes: readonly number[], view: FileView, first: number, step: 1 | -1): number {
  if (codes[0] !== view.codeAt(first)) return 0;
  return codes[1] !== undefined && codes[1] === view.codeAt(first + step) ? 1.5 : 1;
}

function symbolEvidence(old: string | undefined, now: string | undefined): number {
  if (old === now) return old === undefined ? 0 : EVIDENCE.sameSymbol;
  if (old === undefined || now === undefined) return EVIDENCE.otherSymbol / 2;
  return lastName(old) === lastName(now) ? EVIDENCE.sameName : EVIDENCE.otherSymbol;
}

function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function sameOrdinal({ anchor, hash }: Memory, view: FileView, line: number): boolean {
  if (hash === undefined || view.scopes.around(line)?.name !== anchor.symbol) return false;
  const scope = view.scopes.around(line);
  const twins = view.linesOf(hash);
  if (twins.length !== (anchor.alike ?? 1)) return false;
  const near = scope === undefined ? twins : twins.filter((at) => at >= scope.start && at <= scope.end);
  return near.indexOf(line) + 1 === (anchor.ordinal ?? 1);
}

function blanksAbove(view: FileView, line: number): number {
  let at = line - 1;
  while (view.codes[at] === BLANK_CODE) at--;
  return line - 1 - at;
}

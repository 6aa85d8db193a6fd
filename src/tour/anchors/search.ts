import { atAGlance, foundAgain, weigh, type Side } from './context';
import type { FileView } from './file-view';
import { BLANK_CODE } from './fingerprint';
import { similarity } from './line-text';
import type { Memory } from './memory';
import { ACCEPT, EVIDENCE } from './weights';

/** A file that an anchor is looked for in. */
export interface Target {
  readonly file: string;
  readonly view: FileView;
  /** The anchor's own file, under its present name. */
  readonly own: boolean;
}

/** A line that may be the anchor's. */
export interface Candidate {
  readonly target: Target;
  readonly line: number;
  /** 1 when the tokens are the same. */
  readonly alike: number;
  readonly evidence: number;
  /** Share of the neighbours' weight that was found again. */
  readonly context: number;
  /** `evidence` as a share of what an untouched line would have. */
  readonly score: number;
}

/** Lines that are compared closely; of more, those whose neighbours look best. */
const MAX_CLOSE = 24;

/** The lines of one file that may be the anchor's, best first. */
export function candidatesIn(memory: Memory, target: Target): Candidate[] {
  const { view } = target;
  const up = weigh(memory.up, memory.upTokens, view);
  const down = weigh(memory.down, memory.downTokens, view);
  const same = sameLines(memory, view);
  const found = closest(same, up, down, view).map((line) => judge(memory, target, line, 1, up, down, same.length));
  if (memory.code !== BLANK_CODE && !found.some(({ context }) => context >= WELL_PLACED)) {
    const changed = changedLines(memory, view, up, down);
    found.push(...changed.map(({ line, alike }) => judge(memory, target, line, alike, up, down, 1)));
  }
  return found.sort((a, b) => b.evidence - a.evidence || a.line - b.line);
}

/** Of a line that stands among its old neighbours no changed form is looked for. */
const WELL_PLACED = 0.5;

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

/** Lines with words in common with the anchor's, that the old file did not have. */
function changedLines(memory: Memory, view: FileView, up: Side, down: Side): { line: number; alike: number }[] {
  const shared = new Map<number, number>();
  for (const token of new Set(memory.tokens)) {
    const lines = view.linesWith(token);
    if (lines.length > MAX_WITH_WORD) continue;
    for (const line of lines) shared.set(line, (shared.get(line) ?? 0) + 1);
  }
  const lines = [...shared.keys()].filter((line) => !memory.knows(view.codes[line] ?? 0));
  const alike = lines
    .map((line) => ({ line, alike: similarity(memory.tokens, view.tokens(line)) }))
    .filter(({ alike }) => alike >= ACCEPT.similarity);
  const near = new Set(
    closest(
      alike.map(({ line }) => line),
      up,
      down,
      view,
    ),
  );
  return alike.filter(({ line }) => near.has(line));
}

/** A word of more lines than this finds nothing. */
const MAX_WITH_WORD = 200;

function judge(
  memory: Memory,
  target: Target,
  line: number,
  alike: number,
  up: Side,
  down: Side,
  twins: number,
): Candidate {
  const { view, own } = target;
  const { anchor } = memory;
  const text = (EVIDENCE.text * Math.min(1, memory.letters / EVIDENCE.letters)) / Math.sqrt(Math.max(1, twins));
  const around = foundAgain(up, view, line, -1) + foundAgain(down, view, line, 1);
  const sides = up.total + down.total;
  const symbol = symbolEvidence(anchor.symbol, view.scopes.around(line)?.name);
  let evidence = text * (alike < 1 ? alike ** EVIDENCE.changed : 1) + around + symbol;
  if (alike === 1 && twins > 1 && sameOrdinal(memory, view, line)) evidence += EVIDENCE.ordinal;
  if (memory.code === BLANK_CODE) evidence -= Math.abs(blanksAbove(view, line) - memory.blanksAbove) * EVIDENCE.ordinal;
  if (!own) evidence += EVIDENCE.otherFile;
  const most = text + sides + EVIDENCE.sameSymbol + (twins > 1 ? EVIDENCE.ordinal : 0);
  return {
    ...{ target, line, alike, evidence },
    context: sides === 0 ? 0 : around / sides,
    score: Math.max(0, Math.min(1, evidence / most)),
  };
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

/** The best, when it has evidence enough and leads clearly; candidates best first. */
export function accepted(candidates: readonly Candidate[]): Candidate | undefined {
  const [best, second] = candidates;
  if (best === undefined) return undefined;
  if (best.evidence < (best.target.own ? ACCEPT.evidence : ACCEPT.elsewhere)) return undefined;
  if (best.alike < 1 && best.context < ACCEPT.changedContext) return undefined;
  const lead = best.evidence - (second?.evidence ?? 0);
  return lead >= Math.max(ACCEPT.margin, best.evidence * ACCEPT.marginShare) ? best : undefined;
}

import { git } from './repository';

export interface Spot {
  readonly file: string;
  /** From 0. */
  readonly line: number;
}

/** What became of a line. */
export interface Fate {
  /** Where it is now; absent when it is gone. */
  readonly spot?: Spot;
  /** It is gone, or it was changed beyond recognition, or went to one of several places. */
  readonly unsure: boolean;
}

interface Tracked {
  file: string;
  line: number;
  text: string;
  gone: boolean;
  unsure: boolean;
}

interface Hunk {
  readonly start: number;
  readonly removed: string[];
  readonly newStart: number;
  readonly added: string[];
  partners?: ({ at: number; by: number } | undefined)[];
}

interface FileChange {
  from: string;
  to: string | undefined;
  readonly hunks: Hunk[];
}

/**
 * Follows lines through every single commit: small diffs, of which each is hard to misread. A removed line that the
 * same commit adds elsewhere was moved, one that resembles its partner in the hunk was edited, any other is gone.
 */
export function track(
  folder: string,
  commit: string,
  head: string,
  lines: readonly (Spot & { text: string })[],
): Fate[] {
  const tracked = lines.map(({ file, line, text }): Tracked => ({
    ...{ file, line, text },
    ...{ gone: false, unsure: false },
  }));
  const byFile = new Map<string, Set<Tracked>>();
  const put = (one: Tracked): void => {
    const set = byFile.get(one.file) ?? new Set();
    byFile.set(one.file, set.add(one));
  };
  tracked.forEach(put);
  const log = git(
    folder,
    ...['log', '--reverse', '--first-parent', '-m', '-p', '-U0', '-M', '-l0', '--patience', '--no-ext-diff'],
    ...['--no-textconv', '--no-color', '--src-prefix=a/', '--dst-prefix=b/', '--format=%x00%H', `${commit}..${head}`],
  );
  for (const text of log.split('\0').slice(1)) {
    const changes = readChanges(text);
    const touched = new Set(changes.map(({ from }) => from));
    // All are read before one is written, or a line could be advanced twice.
    const affected = [...touched].flatMap((file) => [...(byFile.get(file) ?? [])]);
    for (const one of affected) byFile.get(one.file)?.delete(one);
    for (const one of affected) {
      const change = changes.find(({ from }) => from === one.file);
      if (change !== undefined) advance(one, change, changes);
      if (!one.gone) put(one);
    }
  }
  return tracked.map(({ file, line, gone, unsure }) => ({ ...(gone ? {} : { spot: { file, line } }), unsure }));
}

function advance(one: Tracked, change: FileChange, all: readonly FileChange[]): void {
  let shift = 0;
  for (const hunk of change.hunks) {
    const first = hunk.removed.length === 0 ? hunk.start : hunk.start - 1;
    if (one.line < first) break;
    const within = one.line - first;
    if (within < hunk.removed.length) {
      replaced(one, hunk, within, change, all);
      return;
    }
    shift += hunk.added.length - hunk.removed.length;
  }
  if (change.to === undefined) one.gone = true;
  else {
    one.line += shift;
    one.file = change.to;
  }
}

/** Least likeness of an edited line, by letter pairs; below the second one nothing is left of it. */
const EDITED = 0.55;
const UNLIKE = 0.4;
/** Letters of a line, or of a line with those that went along, that stands for itself wherever it is. */
const TELLING = 8;

function replaced(one: Tracked, hunk: Hunk, within: number, change: FileChange, all: readonly FileChange[]): void {
  const text = squeeze(one.text);
  const { to } = change;
  const partner = to === undefined ? undefined : partners(hunk)[within];
  if (to !== undefined && partner?.by === 1) {
    place(one, to, hunk, partner.at);
    return;
  }
  const elsewhere = all.flatMap((other) =>
    other.hunks.flatMap((added) =>
      indices(added.added, (line) => squeeze(line) === text).map((at) => ({
        ...{ to: other.to, added, at },
        ...beside(hunk, within, added, at),
      })),
    ),
  );
  const [best, second] = elsewhere.sort((x, y) => y.beside - x.beside);
  if (best?.to !== undefined) {
    // Either it was edited where it was, and the other line is somebody else's, or it went there alone.
    const contested = best.beside === 0 && partner !== undefined && partner.by >= EDITED;
    const unique = best.telling >= TELLING && (second === undefined || best.beside > second.beside);
    const clear = unique && !contested;
    if (clear) place(one, best.to, best.added, best.at);
    else one.gone = one.unsure = true;
    return;
  }
  if (to !== undefined && partner !== undefined && partner.by >= EDITED) {
    place(one, to, hunk, partner.at);
    return;
  }
  const rewrapped = rewrappedAt(hunk, text);
  if (to !== undefined && rewrapped !== undefined) {
    place(one, to, hunk, rewrapped);
    return;
  }
  one.gone = true;
  one.unsure = hunk.added.some((line) => bigrams(text, squeeze(line)) >= UNLIKE);
}

/** Where the added lines, put together, have a text that tells something once: it was broken or joined differently. */
function rewrappedAt({ added }: Hunk, text: string): number | undefined {
  if (letters(text) < TELLING) return undefined;
  const lines = added.map(squeeze);
  const whole = lines.join('');
  const start = whole.indexOf(text);
  if (start < 0 || whole.includes(text, start + 1)) return undefined;
  let end = 0;
  return lines.findIndex((line) => (end += line.length) > start);
}

/** How many of the four lines next to a removed line stand next to an added one too, and what they and it tell together. */
function beside(removed: Hunk, within: number, added: Hunk, at: number): { beside: number; telling: number } {
  const shared = [-2, -1, 1, 2].filter((by) => {
    const [left, right] = [removed.removed[within + by], added.added[at + by]];
    return left !== undefined && right !== undefined && squeeze(left) === squeeze(right);
  });
  const telling = [0, ...shared].reduce((sum, by) => sum + letters(removed.removed[within + by] ?? ''), 0);
  return { beside: shared.length, telling };
}

/** A hunk larger than this is not compared line by line. */
const MAX_PAIRS = 250_000;

/** Which added line each removed line became: the alignment of most likeness in all, in order. */
function partners(hunk: Hunk): ({ at: number; by: number } | undefined)[] {
  if (hunk.partners !== undefined) return hunk.partners;
  const [left, right] = [hunk.removed.map(squeeze), hunk.added.map(squeeze)];
  hunk.partners = new Array<undefined>(left.length).fill(undefined);
  if (left.length * right.length > MAX_PAIRS) return hunk.partners;
  const width = right.length + 1;
  const by = new Float64Array(left.length * right.length);
  const sums = new Float64Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const alike = bigrams(left[i] ?? '', right[j] ?? '');
      by[i * right.length + j] = alike;
      const taken = alike >= UNLIKE ? alike ** 2 + (sums[(i + 1) * width + j + 1] ?? 0) : 0;
      sums[i * width + j] = Math.max(taken, sums[(i + 1) * width + j] ?? 0, sums[i * width + j + 1] ?? 0);
    }
  }
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const here = sums[i * width + j] ?? 0;
    if (here === sums[(i + 1) * width + j]) i++;
    else if (here === sums[i * width + j + 1]) j++;
    else {
      hunk.partners[i] = { at: j, by: by[i * right.length + j] ?? 0 };
      i++;
      j++;
    }
  }
  return hunk.partners;
}

function place(one: Tracked, file: string, hunk: Hunk, at: number): void {
  one.file = file;
  one.line = hunk.newStart - 1 + at;
  one.text = hunk.added[at] ?? '';
}

function readChanges(text: string): FileChange[] {
  const changes: FileChange[] = [];
  let change: FileChange | undefined;
  let hunk: Hunk | undefined;
  let left = 0;
  for (const line of text.split('\n')) {
    if (left > 0 && hunk !== undefined) {
      if (line.startsWith('-')) hunk.removed.push(line.slice(1));
      else if (line.startsWith('+')) hunk.added.push(line.slice(1));
      else continue;
      left--;
      continue;
    }
    if (line.startsWith('diff --git ')) {
      const names = /^diff --git a\/(.*) b\/(.*)$/.exec(line);
      const half = names?.[1] === names?.[2] ? names?.[1] : undefined;
      change = { from: half ?? '', to: half, hunks: [] };
      changes.push(change);
    } else if (change === undefined) continue;
    else if (line.startsWith('rename from ')) change.from = line.slice(12);
    else if (line.startsWith('rename to ')) change.to = line.slice(10);
    else if (line.startsWith('deleted file')) change.to = undefined;
    else if (line.startsWith('--- a/')) change.from = line.slice(6).replace(/\t$/, '');
    else if (line.startsWith('+++ b/')) change.to = line.slice(6).replace(/\t$/, '');
    else if (line.startsWith('--- /dev/null')) change.from = '';
    else if (line.startsWith('@@')) {
      const [, start = '0', removed = '1', newStart = '0', added = '1'] =
        /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
      hunk = { start: Number(start), removed: [], newStart: Number(newStart), added: [] };
      change.hunks.push(hunk);
      left = Number(removed) + Number(added);
    }
  }
  return changes;
}

function indices(lines: readonly string[], test: (line: string) => boolean): number[] {
  return lines.flatMap((line, at) => (test(line) ? [at] : []));
}

export function squeeze(line: string): string {
  return line.replace(/\s+/g, '');
}

function letters(text: string): number {
  return text.replace(/[^A-Za-z0-9]/g, '').length;
}

/** Dice's coefficient of letter pairs: not what the resolver compares by. */
export function bigrams(left: string, right: string): number {
  if (left === right) return 1;
  if (left.length < 2 || right.length < 2) return 0;
  const counts = new Map<string, number>();
  for (let at = 0; at + 1 < left.length; at++) {
    const pair = left.slice(at, at + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  let shared = 0;
  for (let at = 0; at + 1 < right.length; at++) {
    const pair = right.slice(at, at + 2);
    const count = counts.get(pair) ?? 0;
    if (count === 0) continue;
    counts.set(pair, count - 1);
    shared++;
  }
  return (2 * shared) / (left.length + right.length - 2);
}

import { git } from './repository';

export interface Spot {
  readonly file: string;
  /** From 0. */
  readonly line: number;
}

/** What became of a line: where it is, whether it was changed on the way, or `gone`. */
export interface Fate {
  readonly spot?: Spot;
  readonly edited: boolean;
  /** Carried from one place to another by its text, within one commit. */
  readonly carried: boolean;
}

interface Tracked {
  file: string;
  line: number;
  text: string;
  edited: boolean;
  carried: boolean;
  gone: boolean;
}

interface Hunk {
  readonly start: number;
  readonly removed: string[];
  readonly newStart: number;
  readonly added: string[];
}

interface FileChange {
  from: string;
  to: string | undefined;
  readonly hunks: Hunk[];
}

/**
 * Follows lines through every single commit: small diffs, of which each is hard to misread. A removed line that the
 * same commit adds elsewhere was moved, one that resembles only one line of its hunk was edited, any other is gone.
 */
export function track(folder: string, commit: string, head: string, lines: readonly (Spot & { text: string })[]): Fate[] {
  const tracked = lines.map(({ file, line, text }): Tracked => ({
    ...{ file, line, text },
    ...{ edited: false, carried: false, gone: false },
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
  return tracked.map(({ file, line, edited, carried, gone }) => ({
    ...(gone ? {} : { spot: { file, line } }),
    ...{ edited, carried },
  }));
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

function replaced(one: Tracked, hunk: Hunk, within: number, change: FileChange, all: readonly FileChange[]): void {
  const text = squeeze(one.text);
  const same = indices(hunk.added, (line) => squeeze(line) === text);
  const twins = hunk.removed.filter((line) => squeeze(line) === text).length;
  if (same.length > 0 && same.length === twins && change.to !== undefined) {
    const nth = hunk.removed.slice(0, within).filter((line) => squeeze(line) === text).length;
    place(one, change.to, hunk, same[nth] ?? 0);
    return;
  }
  const elsewhere = all.flatMap(({ to, hunks }) =>
    to === undefined
      ? []
      : hunks.flatMap((other) => indices(other.added, (line) => squeeze(line) === text).map((at) => ({ to, other, at }))),
  );
  const removed = all.flatMap(({ hunks }) => hunks.flatMap((other) => other.removed)).filter((line) => squeeze(line) === text);
  const [only] = elsewhere;
  if (only !== undefined && elsewhere.length === 1 && removed.length === 1 && letters(text) >= 8) {
    one.carried = true;
    place(one, only.to, only.other, only.at);
    return;
  }
  const alike = hunk.added
    .map((line, at) => ({ at, by: bigrams(text, squeeze(line)) }))
    .sort((a, b) => b.by - a.by);
  const rivals = hunk.removed.map((line) => bigrams(squeeze(line), squeeze(hunk.added[alike[0]?.at ?? -1] ?? '')));
  const best = alike[0];
  if (
    best !== undefined &&
    change.to !== undefined &&
    best.by >= 0.6 &&
    best.by - (alike[1]?.by ?? 0) >= 0.1 &&
    rivals.every((by, at) => at === within || by < best.by)
  ) {
    one.edited = true;
    place(one, change.to, hunk, best.at);
    return;
  }
  one.gone = true;
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
      change = undefined;
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

import { Scopes } from '../../src/tour/anchors/scopes';
import { git } from './repository';
import type { Sample } from './truth';
import type { Spot } from './tracking';

/** A habit of the field: where it puts a line, or that it does not know. */
export type Method = (sample: Sample) => Spot | undefined;

type Lines = (file: string) => readonly string[] | undefined;

/** The line of the same number. */
export function storedNumber(now: Lines): Method {
  return ({ file, line }) => ((now(file)?.length ?? 0) > line ? { file, line } : undefined);
}

/** The first line that a stored pattern matches: the line's text, with any white space around it. */
export function firstMatch(now: Lines): Method {
  return ({ file, text }) => {
    const line = now(file)?.findIndex((other) => other.trim() === text.trim()) ?? -1;
    return line < 0 ? undefined : { file, line };
  };
}

/** So many lines below the start of the enclosing definition. */
export function symbolAndOffset(old: Lines, now: Lines): Method {
  const scopes = new Map<string, Scopes>();
  const scopesOf = (key: string, lines: readonly string[]): Scopes => {
    const known = scopes.get(key) ?? Scopes.guessed(lines);
    scopes.set(key, known);
    return known;
  };
  return ({ file, line }) => {
    const scope = scopesOf(`old ${file}`, old(file) ?? []).around(line);
    const there = scope && scopesOf(`new ${file}`, now(file) ?? []).named(scope.name);
    return scope && there && { file, line: there.start + line - scope.start };
  };
}

/** One `git diff` from the old commit to now, with renames. */
export function gitDiff(folder: string, commit: string): Method {
  const text = git(
    folder,
    'diff',
    '-U0',
    '-M',
    '-l0',
    '--no-color',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    commit,
    'HEAD',
  );
  const files = new Map<
    string,
    { to: string | undefined; hunks: { start: number; removed: number; added: number }[] }
  >();
  for (const part of text.split(/^(?=diff --git )/m)) {
    const header = part.slice(0, part.indexOf('\n@@') + 1 || part.length);
    const from = /^rename from (.*)$/m.exec(header)?.[1] ?? /^--- a\/(.*?)\t?$/m.exec(header)?.[1] ?? '';
    const to = /^rename to (.*)$/m.exec(header)?.[1] ?? /^\+\+\+ b\/(.*?)\t?$/m.exec(header)?.[1];
    const hunks = Array.from(
      part.matchAll(/^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/gm),
      ([, start, removed, added]) => ({
        start: Number(start),
        removed: Number(removed ?? 1),
        added: Number(added ?? 1),
      }),
    );
    files.set(from, { to, hunks });
  }
  return ({ file, line }) => {
    const change = files.get(file);
    if (change === undefined) return { file, line };
    if (change.to === undefined) return undefined;
    let shift = 0;
    for (const { start, removed, added } of change.hunks) {
      const first = removed === 0 ? start : start - 1;
      if (line < first) break;
      if (line < first + removed) return undefined;
      shift += added - removed;
    }
    return { file: change.to, line: line + shift };
  };
}

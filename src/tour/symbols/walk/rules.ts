import ignore, { type Ignore } from 'ignore';

/** Wildcards that one rule may hold: each more multiplies the time that a long name takes to be matched. */
const MOST_WILDCARDS = 6;
/** Alternatives that the braces of one glob may stand for. */
const MOST_ALTERNATIVES = 256;

/**
 * The rules of all .gitignore files between the top of a repository and a folder, as one list in the order of their
 * weight. Patterns of a nested file are written anew from the top, because git lets the last pattern that matches
 * decide, whatever file it stands in.
 */
export class IgnoreRules {
  private constructor(private readonly rules: Ignore | undefined) {}

  static readonly none = new IgnoreRules(undefined);

  /** These rules and those of the .gitignore in `folder` (relative to the top, `''` for the top itself). */
  with(folder: string, text: string): IgnoreRules {
    const patterns = text.split('\n').flatMap((line) => patternFromTop(folder, line) ?? []);
    return patterns.length === 0 ? this : this.and(patterns);
  }

  /** These rules and globs in the editor's notation, relative to the top; braces hold alternatives. */
  withGlobs(globs: readonly string[]): IgnoreRules {
    const patterns = globs.flatMap(alternatives).map((glob) => `/${glob.replace(/^\/+/, '')}`);
    return this.and(patterns.filter((pattern) => pattern !== '/' && isCheap(pattern)));
  }

  /** Whether the rules say that this path (relative to the top) is not there. Its folders are judged before. */
  ignores(path: string, isFolder: boolean): boolean {
    return this.rules?.ignores(isFolder ? `${path}/` : path) ?? false;
  }

  private and(patterns: readonly string[]): IgnoreRules {
    const rules = ignore({
      ignorecase: process.platform === 'win32' || process.platform === 'darwin',
      allowRelativePaths: true,
    });
    if (this.rules) rules.add(this.rules);
    return new IgnoreRules(rules.add(patterns.map((pattern) => ({ pattern }))));
  }
}

/** A line of a folder's .gitignore as a pattern from the top; undefined for a comment or nothing. */
function patternFromTop(folder: string, line: string): string | undefined {
  const written = line.replace(/\r$/, '').replace(/^\uFEFF/, '');
  if (written.trim() === '' || written.startsWith('#') || !isCheap(written)) return undefined;
  if (folder === '') return written;
  const negated = written.startsWith('!');
  const pattern = negated ? written.slice(1) : written.replace(/^\\(?=[#!])/, '');
  const slash = pattern.indexOf('/');
  const anchored = slash >= 0 && slash < pattern.trimEnd().length - 1;
  const rest = anchored ? pattern.replace(/^\//, '') : `**/${pattern}`;
  return `${negated ? '!' : ''}/${folder.replace(/[\\*?[\]!# ]/g, '\\$&')}/${rest}`;
}

function isCheap(pattern: string): boolean {
  let wildcards = 0;
  for (let i = 0; i < pattern.length; i++) if (pattern[i] === '*' && pattern[i - 1] !== '*') wildcards++;
  return wildcards <= MOST_WILDCARDS && pattern.length <= 4096;
}

/** `a/{b,c}` as `a/b`, `a/c`. */
function alternatives(glob: string): string[] {
  const done: string[] = [];
  const open = [glob];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const braces = /\{([^{}]*)\}/.exec(next);
    if (braces === null) done.push(next);
    else {
      const before = next.slice(0, braces.index);
      const after = next.slice(braces.index + braces[0].length);
      for (const choice of (braces[1] ?? '').split(',')) open.push(before + choice + after);
    }
    if (done.length + open.length > MOST_ALTERNATIVES) return [];
  }
  return done.reverse();
}

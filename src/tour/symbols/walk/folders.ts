import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { IgnoreRules } from './rules';

/** Folders that hold no code of the user's own, whatever .gitignore says. */
const SKIPPED: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.jj',
  'node_modules',
  'bower_components',
  '__pycache__',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.tox',
  '.nox',
  '.venv',
]);
/** A file of this name lies in each Python virtual environment. */
const VIRTUAL_ENVIRONMENT = 'pyvenv.cfg';

/** Which files of a root are looked at; made anew for each walk. */
export class Scope {
  private constructor(
    /** From the top of the repository to the root, with `/` at the end; empty when the root is the top. */
    private readonly prefix: string,
    /** Those that stand above the root. */
    readonly rules: IgnoreRules,
    private readonly excluded: IgnoreRules,
  ) {}

  /** @param exclude globs as in the editor's `files.exclude`, relative to the root */
  static async of(root: string, exclude: readonly string[]): Promise<Scope> {
    const excluded = IgnoreRules.none.withGlobs(exclude);
    const top = await topOf(root);
    if (top === undefined) return new Scope('', IgnoreRules.none, excluded);
    const inside = slashed(path.relative(top, root));
    const steps = inside === '' ? [] : inside.split('/');
    let rules = IgnoreRules.none.with('', await textIn(path.join(top, '.git/info/exclude')));
    for (let i = 0; i < steps.length; i++) {
      const folder = steps.slice(0, i).join('/');
      rules = rules.with(folder, await textIn(path.join(top, folder, '.gitignore')));
      // Who opens an ignored folder wants to see it.
      if (rules.ignores(steps.slice(0, i + 1).join('/'), true)) return new Scope('', IgnoreRules.none, excluded);
    }
    return new Scope(inside === '' ? '' : `${inside}/`, rules, excluded);
  }

  /** The rules within a folder (relative to the root) whose entries are given; undefined when it is to be left out. */
  async within(
    root: string,
    folder: string,
    outer: IgnoreRules,
    names: readonly string[],
  ): Promise<IgnoreRules | undefined> {
    if (folder !== '' && names.includes(VIRTUAL_ENVIRONMENT)) return undefined;
    if (!names.includes('.gitignore')) return outer;
    const text = await textIn(path.join(root, folder, '.gitignore'));
    return outer.with((this.prefix + folder).replace(/\/$/, ''), text);
  }

  /** Whether an entry of a folder is looked at, by the folder's rules. */
  admits(entry: string, isFolder: boolean, rules: IgnoreRules): boolean {
    if (isFolder && SKIPPED.has(entry.slice(entry.lastIndexOf('/') + 1))) return false;
    return !this.excluded.ignores(entry, isFolder) && !rules.ignores(this.prefix + entry, isFolder);
  }
}

/** The folder at or above this one that holds `.git`. */
async function topOf(root: string): Promise<string | undefined> {
  for (let folder = root; ; folder = path.dirname(folder)) {
    const found = await stat(path.join(folder, '.git')).catch(() => undefined);
    if (found) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

async function textIn(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

/** With `/` on every platform. */
export function slashed(file: string): string {
  return path.sep === '\\' ? file.replaceAll('\\', '/') : file;
}

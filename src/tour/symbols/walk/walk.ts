import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileStamp } from '../record';
import { Scope } from './folders';
import type { IgnoreRules } from './rules';

export interface WalkOptions {
  readonly root: string;
  /** Globs as in the editor's `files.exclude`, relative to the root. */
  readonly exclude: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Told of folders that cannot be read. */
  readonly onProblem?: ((message: string) => void) | undefined;
}

/** Files that are looked at together. */
const BATCH = 256;
/** Files whose size and time are asked for at the same time. */
const AT_ONCE = 32;

/**
 * The files below a root that are not ignored, in the order of their folders and names. Links to folders are not
 * followed (as in git), links to files count when they lead out of the root; a file within has its own path.
 *
 * @throws when the root itself cannot be read
 */
export async function* walk(options: WalkOptions): AsyncGenerator<FileStamp[]> {
  const { root, signal, onProblem } = options;
  const scope = await Scope.of(root, options.exclude);
  const folders: { readonly folder: string; readonly rules: IgnoreRules }[] = [{ folder: '', rules: scope.rules }];
  let batch: FileStamp[] = [];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    signal?.throwIfAborted();
    const { folder } = next;
    const entries = await entriesOf(path.join(root, folder), folder === '', onProblem);
    const names = entries.map(({ name }) => name);
    const rules = await scope.within(root, folder, next.rules, names);
    if (rules === undefined) continue;
    const admitted = entries
      .map((entry) => ({ entry, path: folder === '' ? entry.name : `${folder}/${entry.name}` }))
      .filter((one) => scope.admits(one.path, one.entry.isDirectory(), rules));
    const inside = admitted.filter(({ entry }) => entry.isDirectory()).reverse();
    for (const one of inside) folders.push({ folder: one.path, rules });
    const files = admitted.filter(({ entry }) => entry.isFile() || entry.isSymbolicLink());
    for (let i = 0; i < files.length; i += AT_ONCE) {
      const stamps = await Promise.all(
        files.slice(i, i + AT_ONCE).map((one) => stampOf(root, one.path, one.entry.isSymbolicLink())),
      );
      batch.push(...stamps.filter((stamp) => stamp !== undefined));
      if (batch.length >= BATCH) {
        yield batch;
        batch = [];
        signal?.throwIfAborted();
      }
    }
  }
  if (batch.length > 0) yield batch;
}

/** The stamp of one file, when a walk would come to it; undefined when it is ignored, gone or no file. */
export async function findFile(root: string, file: string, exclude: readonly string[]): Promise<FileStamp | undefined> {
  const scope = await Scope.of(root, exclude);
  const steps = file.split('/');
  let rules = scope.rules;
  for (let i = 0; i < steps.length; i++) {
    const folder = steps.slice(0, i).join('/');
    const names = (await entriesOf(path.join(root, folder), false)).map(({ name }) => name);
    const inner = await scope.within(root, folder, rules, names);
    if (inner === undefined || !names.includes(steps[i] ?? '')) return undefined;
    rules = inner;
    if (!scope.admits(steps.slice(0, i + 1).join('/'), i < steps.length - 1, rules)) return undefined;
  }
  return stampOf(root, file, true);
}

async function entriesOf(folder: string, isRoot: boolean, onProblem?: (message: string) => void): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isRoot) throw error;
    onProblem?.(`${folder} is left out of the symbol index: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

/** Undefined for what is gone, is no regular file, or is a link to a file that the walk comes to anyway. */
async function stampOf(root: string, file: string, mayBeLink: boolean): Promise<FileStamp | undefined> {
  try {
    const full = path.join(root, file);
    const found = await stat(full);
    if (!found.isFile()) return undefined;
    if (mayBeLink) {
      const [home, target] = await Promise.all([realpath(root), realpath(full)]);
      if (target !== path.join(home, file) && target.startsWith(home + path.sep)) return undefined;
    }
    return { path: file, size: found.size, mtimeMs: found.mtimeMs };
  } catch {
    return undefined;
  }
}

import path from 'node:path';
import type { CodeIndex, SourceFile } from '../symbols/types';

/** The files that the names of one card mean beyond doubt, in one index: they decide between candidates. */
export class NamedFiles {
  private readonly paths = new Set<string>();
  /** Folders in which the card's paths start: `src/` when `api/server.py` is `src/api/server.py`. */
  private readonly bases = new Set<string>();

  constructor(names: Iterable<string>, index: CodeIndex) {
    for (const name of names) {
      const [only, other] = candidates(name, index);
      if (only === undefined || other !== undefined) continue;
      this.paths.add(only.path);
      if (only.path.endsWith(name)) this.bases.add(only.path.slice(0, only.path.length - name.length));
    }
  }

  has(file: SourceFile): boolean {
    return this.paths.has(file.path);
  }

  /** The one candidate that is named itself, else the one beside what is named. */
  choose(name: string, files: readonly SourceFile[]): SourceFile | undefined {
    const beside = (file: SourceFile) => this.bases.has(file.path.slice(0, file.path.length - name.length));
    return only(files.filter((file) => this.has(file))) ?? only(files.filter(beside));
  }
}

/** The file of exactly this path, else all whose path ends with it. */
export function candidates(name: string, index: CodeIndex): readonly SourceFile[] {
  const wanted = name.replace(/^(\.\/)+/, '');
  const files = index.filesNamed(wanted);
  const exact = files.find((file) => file.path === wanted);
  return exact === undefined ? files : [exact];
}

export const only = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);

/** `/`-separated and absolute, on every platform. */
export const absolutePath = ({ root, path: relative }: SourceFile): string => slashed(path.resolve(root, relative));

export const slashed = (file: string): string => (path.sep === '\\' ? file.replaceAll('\\', '/') : file);

/** The path below a folder, or undefined for a file that is not in it. Both absolute. */
export function below(folder: string, file: string): string | undefined {
  const relative = path.relative(folder, file);
  return relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)
    ? undefined
    : slashed(relative);
}

/**
 * The folders in which a deck's code links are looked up, first one first. The prototype that comes with the extension
 * is an example: the user's workspace goes before it. A deck that names its own prototype means that one. A workspace
 * that merely contains the prototype's folder never goes before it.
 */
export function orderRoots(
  prototype: readonly string[],
  workspace: readonly string[],
  { workspaceFirst }: { readonly workspaceFirst: boolean },
): readonly string[] {
  const contains = (folder: string) => prototype.some((inner) => below(folder, inner) !== undefined);
  const first = workspaceFirst ? workspace.filter((folder) => !contains(folder)) : [];
  return [...new Set([...first, ...prototype, ...workspace].map((folder) => path.resolve(folder)))];
}

import type { CodeIndex, CodeSymbol } from '../symbols/types';
import { nameSegments } from './place';

/** Files that stand for their folder. */
const FOLDER_FILES: ReadonlySet<string> = new Set(['__init__', '__main__', 'index', 'mod']);

/**
 * Definitions that a name can mean: `charge`, `ControlPlane.charge`, `control_plane.ControlPlane`. What stands before the
 * last dot must be what the definition is directly inside of (classes, then module, then folders); only where that gives
 * nothing may levels be left out, as in `flask.Flask` for a class in `flask/app.py`.
 */
export function definitionsOf(text: string, index: CodeIndex): readonly CodeSymbol[] {
  const segments = nameSegments(text);
  const name = segments.at(-1);
  if (name === undefined) return [];
  const qualifiers = segments.slice(0, -1);
  const all = index.definitions(name);
  if (qualifiers.length === 0) return distinct(all);
  const direct = all.filter((symbol) => endsWith(surroundings(symbol), qualifiers));
  return distinct(direct.length > 0 ? direct : all.filter((symbol) => contains(surroundings(symbol), qualifiers)));
}

/** `['src', 'control_plane', 'ControlPlane']` of a method: folders, module, classes. */
function surroundings({ file, container }: CodeSymbol): readonly string[] {
  const folders = file.path.split('/');
  const module = (folders.pop() ?? '').replace(/\.[^.]*$/, '');
  return [...folders, ...(FOLDER_FILES.has(module) ? [] : [module]), ...container];
}

function endsWith(path: readonly string[], tail: readonly string[]): boolean {
  const offset = path.length - tail.length;
  return offset >= 0 && tail.every((segment, at) => path[offset + at] === segment);
}

/** In this order, with anything in between. */
function contains(path: readonly string[], wanted: readonly string[]): boolean {
  let at = 0;
  for (const segment of path) if (segment === wanted[at]) at += 1;
  return at === wanted.length;
}

/** Overloads, conditional definitions, and constructors that are called like their class count once. */
function distinct(symbols: readonly CodeSymbol[]): readonly CodeSymbol[] {
  const seen = new Set<string>();
  const ownName = ({ name, container }: CodeSymbol) => container.at(-1) === name;
  return symbols.filter((symbol) => {
    const container = ownName(symbol) ? symbol.container.slice(0, -1) : symbol.container;
    const key = JSON.stringify([symbol.file.root, symbol.file.path, ...container, symbol.name]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * The one definition that is used most. An index counts identifiers, so definitions of one name are told apart by what
 * they are inside of: their class, else their module. Undefined when two are used alike.
 */
export function mostReferenced(symbols: readonly CodeSymbol[], index: CodeIndex): CodeSymbol | undefined {
  const counted = symbols
    .map((symbol) => ({ symbol, count: index.references(surroundings(symbol).at(-1) ?? symbol.name) }))
    .sort((a, b) => b.count - a.count);
  const [first, second] = counted;
  return first !== undefined && (second === undefined || first.count > second.count) ? first.symbol : undefined;
}

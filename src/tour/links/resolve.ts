import path from 'node:path';
import type { CodeIndex, CodeSymbol, SourceFile } from '../symbols/types';
import { closestNames } from './closest';
import { definitionsOf, mostReferenced } from './definitions';
import { below, candidates, NamedFiles, only } from './files';
import { fragmentPlace, parsePlace, type Place } from './place';
import type { CodeName, LinkScope, LinkTarget, ResolvedLink } from './types';

/** Resolves all code links of one card, in their order: they help to tell each other's candidates apart. */
export function resolveLinks(links: readonly CodeName[], scope: LinkScope): readonly ResolvedLink[] {
  const named = namedFiles(links, scope);
  return links.map((link) => resolve(link, scope, named));
}

/** Resolves one code link; `card` holds all links of its card, itself included. */
export function resolveLink(link: CodeName, card: readonly CodeName[], scope: LinkScope): ResolvedLink {
  return resolve(link, scope, namedFiles(card, scope));
}

type Found = readonly LinkTarget[];

function resolve(link: CodeName, scope: LinkScope, named: ReadonlyMap<CodeIndex, NamedFiles>): ResolvedLink {
  const found: LinkTarget[] = [];
  for (const index of scope.indexes) {
    const targets = inIndex(link, index, scope, named.get(index) ?? new NamedFiles([], index));
    if (targets.length === 1 && found.length === 0) return { state: 'resolved', targets, suggestions: [] };
    found.push(...targets);
  }
  if (found.length === 0 && link.form === 'explicit' && !isIndexed(link, scope)) found.push(...besideDeck(link, scope));
  const targets = distinct(found);
  if (targets.length > 0) return { state: targets.length === 1 ? 'resolved' : 'ambiguous', targets, suggestions: [] };
  if (!link.mustResolve) return { state: 'none', targets: [], suggestions: [] };
  return { state: 'broken', targets: [], suggestions: closestNames(link, scope) };
}

function inIndex(link: CodeName, index: CodeIndex, scope: LinkScope, named: NamedFiles): Found {
  if (link.form === 'symbol') return symbolTargets(chosenSymbols(definitionsOf(link.text, index), index, named));
  if (link.form === 'path') {
    const place = parsePlace(link.text);
    const files = candidates(place.path, index);
    const file = only(files) ?? named.choose(place.path, files);
    return (file === undefined ? files : [file]).flatMap((each) => inFile(each, place, index, scope));
  }
  return explicitPaths(link, index, scope).flatMap((place) => {
    const file = index.filesNamed(place.path).find((each) => each.path === place.path);
    return file === undefined ? [] : inFile(file, place, index, scope);
  });
}

/** An explicit path is exact: below this index, or below a prototype that this index stands in for. */
function explicitPaths({ target }: CodeName, index: CodeIndex, { deck, indexes }: LinkScope): readonly Place[] {
  if (target === undefined) return [];
  const file = path.resolve(deck, target.path);
  const own = below(index.root, file);
  const paths = own === undefined ? indexes.map(({ root }) => below(root, file)) : [own];
  return [...new Set(paths)].flatMap((each) => (each === undefined ? [] : [fragmentPlace(each, target.fragment)]));
}

/** The file itself is known, so that what is not found in it is not there. */
function isIndexed(link: CodeName, scope: LinkScope): boolean {
  return scope.indexes.some((index) =>
    explicitPaths(link, index, scope).some(({ path: wanted }) =>
      index.filesNamed(wanted).some((file) => file.path === wanted),
    ),
  );
}

function inFile(file: SourceFile, place: Place, index: CodeIndex, { lineCount }: LinkScope): Found {
  if (place.lines !== undefined) {
    const { first, last } = place.lines;
    if (first >= (lineCount?.(file) ?? Infinity)) return [];
    return [{ file, line: first, ...(last > first ? { endLine: last } : {}) }];
  }
  if (place.symbol === undefined) return [{ file, line: 0 }];
  const symbols = definitionsOf(place.symbol, index).filter((symbol) => symbol.file.path === file.path);
  if (symbols.length > 0) return symbolTargets(outermost(symbols));
  // A file without definitions, such as Markdown: what `#` names in it cannot be told.
  return index.symbolsIn(file.path).length === 0 ? [{ file, line: 0 }] : [];
}

/** `file.py#run` with a function and a method of that name means the function. */
function outermost(symbols: readonly CodeSymbol[]): readonly CodeSymbol[] {
  const depth = Math.min(...symbols.map(({ container }) => container.length));
  return symbols.filter(({ container }) => container.length === depth);
}

function chosenSymbols(symbols: readonly CodeSymbol[], index: CodeIndex, named: NamedFiles): readonly CodeSymbol[] {
  if (symbols.length < 2) return symbols;
  const inNamed = symbols.filter(({ file }) => named.has(file));
  const left = inNamed.length > 0 ? inNamed : symbols;
  const chosen = only(left) ?? mostReferenced(left, index);
  return chosen === undefined ? left : [chosen];
}

/** Files beside the deck that belong to no index, such as its model. */
function besideDeck({ target }: CodeName, { deck, exists, lineCount, indexes }: LinkScope): Found {
  if (target === undefined) return [];
  const full = path.resolve(deck, target.path);
  const isKnown = indexes.some((index) => index.filesNamed(below(index.root, full) ?? '').length > 0);
  if (isKnown || exists?.(full) !== true) return [];
  const place = fragmentPlace(target.path, target.fragment);
  const file = { root: deck, path: path.posix.normalize(place.path) };
  if (place.lines !== undefined && place.lines.first >= (lineCount?.(file) ?? Infinity)) return [];
  return [{ file, line: place.lines?.first ?? 0 }];
}

const symbolTargets = (symbols: readonly CodeSymbol[]): Found =>
  symbols.map((symbol) => ({ file: symbol.file, line: symbol.line, symbol }));

/** One place may be known to two indexes, when one folder is inside the other. */
function distinct(targets: Found): Found {
  const places = new Map<string, LinkTarget>();
  for (const target of targets) {
    const key = `${path.resolve(target.file.root, target.file.path)}:${target.line}`;
    if (!places.has(key)) places.set(key, target);
  }
  return [...places.values()];
}

function namedFiles(links: readonly CodeName[], scope: LinkScope): ReadonlyMap<CodeIndex, NamedFiles> {
  const names = links.flatMap((link) => (link.form === 'path' ? [parsePlace(link.text).path] : []));
  return new Map(
    scope.indexes.map((index) => {
      const explicit = links.flatMap((link) => explicitPaths(link, index, scope).map(({ path: each }) => each));
      return [index, new NamedFiles([...names, ...explicit], index)];
    }),
  );
}

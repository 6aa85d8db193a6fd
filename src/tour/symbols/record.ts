import type { CodeSymbol, SourceFile, SymbolKind } from './types';

/** What a file on disk was when it was read. */
export interface FileStamp {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Last change, in milliseconds since 1970. */
  readonly mtimeMs: number;
}

/**
 * What is known of one file, in a form that moves between threads and into the cache as it is: one list of names and
 * one of numbers. Symbols are made of it when they are asked for.
 */
export interface FileRecord extends FileStamp {
  /** The names of its rows, one per line. */
  readonly names: string;
  /** How many rows there are. */
  readonly rows: number;
  /** `ROW` numbers for each row; after them a hash and a count for each identifier (see countIdentifiers). */
  readonly data: Uint32Array<ArrayBuffer>;
}

/** Kinds by their number in a row. The last is no definition, but a name that others are inside of. */
export const KINDS = [
  'class',
  'interface',
  'enum',
  'type',
  'function',
  'method',
  'constructor',
  'property',
  'constant',
  'module',
  'scope',
] as const satisfies readonly (SymbolKind | 'scope')[];
export type RowKind = (typeof KINDS)[number];

/** A definition, or what names a container. Rows are in the order of the text, outer before inner. */
export interface Row {
  readonly name: string;
  readonly kind: RowKind;
  /** Index of the row that it is inside of, or -1. */
  readonly parent: number;
  readonly line: number;
  readonly column: number;
  readonly startLine: number;
  readonly endLine: number;
}

/** Numbers per row. */
export const ROW = 7;
const HASH = 0;
const KIND = 1;
const PARENT = 2;
const LINE = 3;
const COLUMN = 4;
const START = 5;
const END = 6;

/** A file without symbols: of no known language, too large, binary, or unreadable. */
export function emptyRecord(stamp: FileStamp): FileRecord {
  return { path: stamp.path, size: stamp.size, mtimeMs: stamp.mtimeMs, names: '', rows: 0, data: new Uint32Array(0) };
}

export function packRecord(
  stamp: FileStamp,
  rows: readonly Row[],
  identifiers: Uint32Array,
  hashOf: (name: string) => number,
): FileRecord {
  const data = new Uint32Array(rows.length * ROW + identifiers.length);
  rows.forEach((row, index) => {
    const at = index * ROW;
    data[at + HASH] = hashOf(row.name);
    data[at + KIND] = KINDS.indexOf(row.kind);
    data[at + PARENT] = row.parent + 1;
    data[at + LINE] = row.line;
    data[at + COLUMN] = row.column;
    data[at + START] = row.startLine;
    data[at + END] = row.endLine;
  });
  data.set(identifiers, rows.length * ROW);
  const names = rows.map(({ name }) => name.replaceAll('\n', ' ')).join('\n');
  return { ...emptyRecord(stamp), names, rows: rows.length, data };
}

/** The hash of each definition's name, once. */
export function definedHashes({ rows, data }: FileRecord): Set<number> {
  const hashes = new Set<number>();
  for (let at = 0; at < rows * ROW; at += ROW) if (kindAt(data, at) !== 'scope') hashes.add(data[at + HASH] ?? 0);
  return hashes;
}

/** Calls back with the hash and the count of each identifier. */
export function forEachIdentifier({ rows, data }: FileRecord, each: (hash: number, count: number) => void): void {
  for (let at = rows * ROW; at + 1 < data.length; at += 2) each(data[at] ?? 0, data[at + 1] ?? 0);
}

/** The definitions of a file; with a hash, those whose name has it. */
export function symbolsOf(record: FileRecord, file: SourceFile, hash?: number): CodeSymbol[] {
  const { rows, data } = record;
  const symbols: CodeSymbol[] = [];
  let names: string[] | undefined;
  for (let row = 0; row < rows; row++) {
    const at = row * ROW;
    const kind = kindAt(data, at);
    if (kind === 'scope' || (hash !== undefined && data[at + HASH] !== hash)) continue;
    names ??= record.names.split('\n');
    symbols.push({
      name: names[row] ?? '',
      container: containerOf(data, names, row),
      kind,
      file,
      line: data[at + LINE] ?? 0,
      column: data[at + COLUMN] ?? 0,
      startLine: data[at + START] ?? 0,
      endLine: data[at + END] ?? 0,
    });
  }
  return symbols;
}

function containerOf(data: Uint32Array, names: readonly string[], row: number): string[] {
  const container: string[] = [];
  let inner = row;
  // A parent always comes before what is inside of it; a row that says otherwise has none.
  for (let outer = parentOf(data, inner); outer >= 0 && outer < inner; outer = parentOf(data, inner)) {
    container.push(names[outer] ?? '');
    inner = outer;
  }
  return container.reverse();
}

function parentOf(data: Uint32Array, row: number): number {
  return (data[row * ROW + PARENT] ?? 0) - 1;
}

function kindAt(data: Uint32Array, at: number): RowKind {
  return KINDS[data[at + KIND] ?? 0] ?? 'scope';
}

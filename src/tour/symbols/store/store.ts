import { hashOf } from '../parsing/hash';
import { definedHashes, forEachIdentifier, symbolsOf, type FileRecord } from '../record';
import type { CodeIndex, CodeSymbol, SourceFile } from '../types';
import { Counter } from './counter';
import { MultiMap } from './multimap';

interface Entry {
  readonly file: SourceFile;
  readonly record: FileRecord;
}

/**
 * The index in memory: files' records, and where to look for a name. It is complete for whatever has been put in, at
 * every moment; putting one file in takes microseconds.
 */
export class SymbolStore implements CodeIndex {
  private readonly entries = new Map<string, Entry>();
  /** By a path's last segment. */
  private readonly byFileName = new MultiMap<string, Entry>();
  /** By the hash of a definition's name: the files that have one. */
  private readonly byHash = new MultiMap<number, Entry>();
  private readonly identifiers = new Counter();

  constructor(readonly root: string) {}

  *files(): Iterable<SourceFile> {
    for (const { file } of this.entries.values()) yield file;
  }

  filesNamed(path: string): readonly SourceFile[] {
    const wanted = path.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');
    const exact = this.entries.get(wanted);
    const longer = this.byFileName
      .get(fileName(wanted))
      .filter(({ file }) => file.path.endsWith(`/${wanted}`))
      .sort(byPath);
    return [...(exact ? [exact] : []), ...longer].map(({ file }) => file);
  }

  definitions(name: string): readonly CodeSymbol[] {
    const hash = hashOf(name);
    return [...this.byHash.get(hash)]
      .sort(byPath)
      .flatMap(({ record, file }) => symbolsOf(record, file, hash).filter((symbol) => symbol.name === name));
  }

  references(name: string): number {
    return this.identifiers.get(hashOf(name));
  }

  symbolsIn(path: string): readonly CodeSymbol[] {
    const entry = this.entries.get(path);
    return entry ? symbolsOf(entry.record, entry.file) : [];
  }

  startingWith(prefix: string, limit: number): readonly (CodeSymbol | SourceFile)[] {
    const wanted = prefix.toLowerCase();
    const found: (CodeSymbol | SourceFile)[] = [];
    const names = new Set<string>();
    for (const { record, file } of this.entries.values()) {
      if (found.length >= limit) break;
      // Most files have no such name: one look at all their names together says so.
      if (!`\n${record.names}`.toLowerCase().includes(`\n${wanted}`)) continue;
      for (const symbol of symbolsOf(record, file)) {
        if (found.length >= limit) break;
        if (names.has(symbol.name) || !symbol.name.toLowerCase().startsWith(wanted)) continue;
        names.add(symbol.name);
        found.push(symbol);
      }
    }
    for (const { file } of this.entries.values()) {
      if (found.length >= limit) break;
      const path = file.path.toLowerCase();
      if (path.startsWith(wanted) || fileName(path).startsWith(wanted)) found.push(file);
    }
    return found;
  }

  /** What was put in for this path. */
  record(path: string): FileRecord | undefined {
    return this.entries.get(path)?.record;
  }

  *records(): Iterable<FileRecord> {
    for (const { record } of this.entries.values()) yield record;
  }

  /** Puts a file in, in place of what was known of it. */
  put(record: FileRecord): void {
    const earlier = this.entries.get(record.path);
    if (earlier) this.forget(earlier);
    const entry = { file: earlier?.file ?? { root: this.root, path: record.path }, record };
    this.entries.set(record.path, entry);
    this.byFileName.add(fileName(record.path), entry);
    for (const hash of definedHashes(record)) this.byHash.add(hash, entry);
    forEachIdentifier(record, (hash, count) => {
      this.identifiers.add(hash, count);
    });
  }

  /** Whether there was such a file. */
  remove(path: string): boolean {
    const entry = this.entries.get(path);
    if (entry) this.forget(entry);
    return this.entries.delete(path);
  }

  private forget(entry: Entry): void {
    this.byFileName.delete(fileName(entry.record.path), entry);
    for (const hash of definedHashes(entry.record)) this.byHash.delete(hash, entry);
    forEachIdentifier(entry.record, (hash, count) => {
      this.identifiers.add(hash, -count);
    });
  }
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function byPath(a: Entry, b: Entry): number {
  return a.file.path < b.file.path ? -1 : a.file.path > b.file.path ? 1 : 0;
}

/** What a definition is, in the field's words; the same for every language. */
export type SymbolKind =
  'class' | 'interface' | 'enum' | 'type' | 'function' | 'method' | 'constructor' | 'property' | 'constant' | 'module';

/** A named piece of code. Lines count from 0; columns are UTF-16 code units. */
export interface CodeSymbol {
  /** The last segment alone: `charge`. */
  readonly name: string;
  /** What it is inside of, outermost first: `['ControlPlane']`. */
  readonly container: readonly string[];
  readonly kind: SymbolKind;
  readonly file: SourceFile;
  /** Line and column of the name. */
  readonly line: number;
  readonly column: number;
  /** First and last line of the whole definition, decorators and a comment right above it included in neither. */
  readonly startLine: number;
  readonly endLine: number;
}

/** A file that the index knows, of whatever kind; only those of a known language have symbols. */
export interface SourceFile {
  /** Absolute folder that was indexed. */
  readonly root: string;
  /** Relative to `root`, with `/` on every platform. */
  readonly path: string;
}

/** What is known of the code below one folder. Reading from it never waits. */
export interface CodeIndex {
  readonly root: string;
  /** All files that are not ignored. */
  files(): Iterable<SourceFile>;
  /** The file of exactly this path, and files whose path ends with it on a `/` boundary (`run_suite.py`, `tests/run_suite.py`). */
  filesNamed(path: string): readonly SourceFile[];
  /** Definitions of this last segment, in the order of files and lines. */
  definitions(name: string): readonly CodeSymbol[];
  /** How often the identifier stands in the code, definitions included. */
  references(name: string): number;
  /** The definitions of one file, outer before inner, by line. */
  symbolsIn(path: string): readonly CodeSymbol[];
  /** Names of definitions and paths of files that start with the prefix (case-insensitive), for completion; at most `limit`. */
  startingWith(prefix: string, limit: number): readonly (CodeSymbol | SourceFile)[];
}

/** How far a build has come. */
export interface IndexProgress {
  /** Files that are in, of those that have been found so far. */
  readonly done: number;
  readonly found: number;
  /** Whether all files have been found. */
  readonly complete: boolean;
}

export interface OpenCodeIndexOptions {
  /** Absolute path of the folder. */
  readonly root: string;
  /** Globs of what to leave out besides what .gitignore says, as in the editor's `files.exclude`. */
  readonly exclude?: readonly string[] | undefined;
  /** Threads to read and parse on, 1 or 2 for a workspace; 0 (as without) for this thread, which is faster for a few files. */
  readonly threads?: number | undefined;
  /** The threads' script, where it is not the built one (`symbol-worker.js` in `dist`). */
  readonly worker?: string | URL | undefined;
  /** Folder to keep what was read in between starts. */
  readonly cache?: string | undefined;
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
  /** Stops the build; what is in stays in. */
  readonly signal?: AbortSignal | undefined;
  /** Told of what is worth a line in a log: a file that cannot be read, a cache that cannot be used. */
  readonly log?: ((message: string) => void) | undefined;
}

/** An index that follows its folder. Paths are relative to the root, or absolute and below it. */
export interface OpenCodeIndex {
  readonly index: CodeIndex;
  /** Resolves when everything is in; rejects when the folder cannot be read, or with the signal's reason. */
  readonly ready: Promise<void>;
  /** After a file was saved or made: reads it again. Resolves when the index says what the file says. */
  update(path: string): Promise<void>;
  /** Before a file is edited: loads what reading it again takes, so that its saves are followed at once. */
  prepare(path: string): Promise<void>;
  /** After a file or a folder was deleted. */
  remove(path: string): void;
  /** Looks through the whole folder again, and reads what is new or changed. */
  rescan(): Promise<void>;
  /** Calls back with the paths whose content changed in the index; the answer ends it. */
  onDidChange(listener: (paths: readonly string[]) => void): () => void;
  /** Stops what is under way and lets go of everything. The index can still be read. */
  close(): Promise<void>;
}

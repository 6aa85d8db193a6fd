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

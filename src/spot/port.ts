/**
 * Where SQL runs, as Spot sees it. Implemented in src/engine; Spot itself never knows DuckDB's API.
 *
 * Values cross the port exactly: see `Cell`. Columns, not rows, so that a large page costs one array per column.
 */
export interface SqlEngine {
  /**
   * Loads data and locks the engine down. Nothing but SELECT over the loaded tables works afterwards.
   * Rejects with an EngineError that names the table (and the file and line, where there is one).
   */
  load(request: LoadRequest, progress?: (done: LoadProgress) => void): Promise<LoadReport>;
  /** Binds without running: result columns, or an EngineError of kind `bind` with the engine's message. */
  prepare(statement: Statement): Promise<PreparedColumns>;
  /** Runs to the first page. Further pages come from the returned result; close it when done. */
  run(statement: Statement, limits: Limits, signal?: AbortSignal): Promise<SqlResult>;
  /** Ends the process behind it. Running statements reject with kind `closed`. */
  close(): Promise<void>;
}

export interface LoadRequest {
  /** Absolute path that relative sources start from. */
  readonly folder: string;
  readonly tables: readonly TableSource[];
  /** Read by scripts as `getvariable('name')`; unknown to statements. */
  readonly variables?: Readonly<Record<string, string | number | boolean>>;
}

export interface TableSource {
  /** Name under which statements see it (schema `main`). */
  readonly name: string;
  readonly source:
    | {
        readonly type: 'file';
        readonly path: string;
        readonly format: 'csv' | 'parquet' | 'json';
        /** By column: what a column of CSV or JSON that holds no value at all is taken for. */
        readonly types?: Readonly<Record<string, 'number' | 'boolean' | 'date' | 'timestamp'>>;
      }
    /** The rows of a table that is there already: one that a script made beside its own, or another table of the model. */
    | { readonly type: 'table'; readonly table: string }
    /** A script whose last statement is a SELECT or that creates a table of this name. Trusted: it is the deck's own. */
    | { readonly type: 'sql'; readonly sql: string };
}

export interface LoadProgress {
  readonly table: string;
  readonly done: number;
  readonly total: number;
}

export interface LoadReport {
  readonly tables: readonly LoadedTable[];
  /** Milliseconds. */
  readonly elapsed: number;
  /** Hash over names, types and contents: changes when the data does. */
  readonly dataVersion: string;
}

export interface LoadedTable {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly Column[];
}

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** The engine's own name of the type, for messages: `DECIMAL(12,2)`. */
  readonly engineType: string;
}

export type ColumnType =
  'text' | 'integer' | 'decimal' | 'double' | 'boolean' | 'date' | 'timestamp' | 'time' | 'interval' | 'other';

/**
 * A value of a result. Exact: integers beyond 2^53 and decimals are strings of digits, dates `YYYY-MM-DD`, timestamps
 * `YYYY-MM-DD HH:MM:SS[.ffffff]` (UTC where they carry a zone, then with a trailing `Z`), other types as the engine writes them.
 * Doubles are numbers, but `NaN`, `Infinity` and `-Infinity` are those strings.
 */
export type Cell = string | number | boolean | null;

/** Bound by position, `$1` being the first. */
export interface Parameter {
  readonly type: 'text' | 'integer' | 'decimal' | 'double' | 'boolean' | 'date' | 'timestamp';
  /** As `Cell` writes it. */
  readonly value: Cell;
}

export interface Statement {
  readonly sql: string;
  readonly params: readonly Parameter[];
  /** Connections are never shared between tenants; statements of one tenant share one. */
  readonly tenant: string;
  /**
   * `generated`: written by Spot. `user`: a person's own SQL; checked against allow-lists of tables and functions on
   * the parsed tree before it is bound (statement type alone is not enough).
   */
  readonly origin: 'generated' | 'user';
  /** Tables (or views) that this statement may read; anything else is refused with kind `forbidden`. */
  readonly tables: readonly string[];
  /**
   * For each table of a user's SQL: the SELECT that stands for it (row rules and masks applied). The engine makes the
   * name mean exactly this for the statement's whole duration, wherever it stands in it. A user's SQL may read no table
   * without such a SELECT.
   */
  readonly secured?: Readonly<Record<string, { readonly sql: string; readonly params: readonly Parameter[] }>>;
}

export interface Limits {
  /** Wall-clock milliseconds; then kind `timeout`. */
  readonly milliseconds: number;
  /** Rows in all; more is kind `too-many-rows` unless the caller pages. */
  readonly rows: number;
  /** Rows in a page. */
  readonly pageRows: number;
}

export interface PreparedColumns {
  readonly columns: readonly Column[];
}

export interface Page {
  /** One array per column, all of the same length. */
  readonly columns: readonly (readonly Cell[])[];
  readonly rows: number;
}

export interface SqlResult {
  readonly columns: readonly Column[];
  readonly first: Page;
  /** Undefined after the last page. */
  next(): Promise<Page | undefined>;
  /** Frees what further pages need; safe to call twice. */
  close(): Promise<void>;
  /** Milliseconds until the first page. */
  readonly elapsed: number;
}

export type EngineErrorKind =
  | 'bind'
  | 'syntax'
  | 'forbidden'
  | 'runtime'
  | 'timeout'
  | 'cancelled'
  | 'too-many-rows'
  | 'out-of-memory'
  | 'crashed'
  | 'closed'
  | 'load';

/** A table that cannot be loaded, and where. */
export interface LoadFailure {
  readonly message: string;
  readonly table?: string;
  readonly file?: string;
  readonly line?: number;
}

/** What the engine refuses or fails with. The message never holds another tenant's values. */
export class EngineError extends Error {
  constructor(
    readonly kind: EngineErrorKind,
    message: string,
    readonly details: {
      readonly table?: string;
      readonly file?: string;
      readonly line?: number;
      readonly position?: number;
      readonly candidates?: readonly string[];
      /** Further tables that cannot be loaded. */
      readonly more?: readonly LoadFailure[];
    } = {},
  ) {
    super(message);
    this.name = 'EngineError';
  }
}

import type {
  Column,
  EngineErrorKind,
  LoadFailure,
  LoadReport,
  LoadRequest,
  Page,
  PreparedColumns,
  Statement,
} from '../../spot';

/** What the parent asks of the worker. `id` names a call; `cursor` names a result that stays open between calls. */
export type Request =
  /** The first: opens the database, so that it is there when the data comes. Nothing is replied. */
  | { readonly type: 'open'; readonly settings: WorkerSettings }
  | { readonly type: 'load'; readonly id: number; readonly request: LoadRequest }
  /** Begins a file; a process that does this holds no data and runs no statement of anybody's. */
  | {
      readonly type: 'write';
      readonly id: number;
      readonly file: string;
      /** Where it is written to before it is whole; whoever asks removes what is left there. */
      readonly draft: string;
      readonly columns: readonly FileColumn[];
    }
  | { readonly type: 'append'; readonly id: number; readonly page: Page }
  | { readonly type: 'finish'; readonly id: number }
  | { readonly type: 'prepare'; readonly id: number; readonly statement: Statement }
  | { readonly type: 'run'; readonly id: number; readonly statement: Statement; readonly pageRows: number }
  | { readonly type: 'next'; readonly id: number; readonly cursor: number }
  /** On a connection to an empty database; a process has either this or loaded data. */
  | {
      readonly type: 'scratch';
      readonly id: number;
      readonly connection: string;
      readonly sql: string;
      readonly settings: WorkerSettings;
    }
  | { readonly type: 'release'; readonly cursor: number }
  | { readonly type: 'cancel'; readonly id: number };

export type Reply =
  | { readonly type: 'ok'; readonly id: number; readonly value: Value }
  | { readonly type: 'error'; readonly id: number; readonly error: WorkerError }
  | {
      readonly type: 'progress';
      readonly id: number;
      readonly table: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: 'memory'; readonly bytes: number };

export interface WorkerSettings {
  readonly memoryMb: number;
  readonly threads: number;
}

export type Value = LoadReport | PreparedColumns | FirstPage | NextPage | Written;

/** A column of a file that is written. */
export interface FileColumn {
  readonly name: string;
  readonly engineType: string;
}

export interface Written {
  readonly rows: number;
}

export interface FirstPage {
  readonly columns: readonly Column[];
  readonly page: Page;
  /** The id of the call that opened it, while there is more to read. */
  readonly cursor: number | undefined;
}

export interface NextPage {
  readonly page: Page;
  readonly more: boolean;
}

/** An EngineError as data: the worker has no class to throw across the process. */
export interface WorkerError {
  readonly kind: EngineErrorKind;
  readonly message: string;
  readonly details: {
    readonly table?: string;
    readonly file?: string;
    readonly line?: number;
    readonly position?: number;
    readonly candidates?: readonly string[];
    readonly more?: readonly LoadFailure[];
  };
}

/** A `.spot` file: who asks and when, and cells from top to bottom. */
export interface SpotNotebook {
  readonly settings: NotebookSettings;
  readonly cells: readonly SpotNotebookCell[];
  /** What stands above the first cell, as it was written. */
  readonly head: string;
  /** The file's line ends; the first one decides. */
  readonly eol: '\n' | '\r\n';
}

/** What a notebook's front matter, or a cell's own line, says of its questions. */
export interface NotebookSettings {
  /** Of a notebook only: its model.yaml, relative to it. */
  readonly model?: string;
  readonly user?: string;
  readonly tenant?: string;
  /** ISO date that is taken for today. */
  readonly now?: string;
}

export type CellKind = 'spot' | 'sql' | 'markdown' | 'code';

export interface SpotNotebookCell {
  /** `code` is any other language: kept, never run. */
  readonly kind: CellKind;
  /** Lines end in `\n`, whatever the file has. */
  readonly text: string;
  /** What follows the kind on the cell's own line, as it was written: `user=gita now=2025-06-30`. */
  readonly options: string;
  /** How the cell was written, where that is not how it would be written anew. */
  readonly raw?: string;
}

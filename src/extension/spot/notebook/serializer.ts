import * as vscode from 'vscode';
import type { CellKind, NotebookSettings, SpotNotebookCell } from '../../../spot';

export const NOTEBOOK_TYPE = 'greenroom-spot';
/** The language of questions; the file itself, opened as text, has `spot`. */
export const QUESTION_LANGUAGE = 'spotql';

export const isSpotNotebook = ({ notebookType }: vscode.NotebookDocument): boolean => notebookType === NOTEBOOK_TYPE;

/** Kept with an open notebook: what its text says besides its cells. */
export interface NotebookMetadata {
  readonly settings: NotebookSettings;
  readonly head: string;
  readonly eol: '\n' | '\r\n';
}

/** Kept with each cell. */
export interface CellMetadata {
  readonly options?: string;
  readonly raw?: string;
}

/** Told when a notebook is read, which most often means that it is going to be shown. */
export interface Reading {
  readonly begun: () => void;
  readonly done: (settings: NotebookSettings) => void;
}

/** `.spot` files as notebooks. Results are not kept in the file. */
export class SpotSerializer implements vscode.NotebookSerializer {
  constructor(private readonly reading: Reading) {}

  async deserializeNotebook(content: Uint8Array): Promise<vscode.NotebookData> {
    this.reading.begun();
    const { parseNotebook } = await import('../../../spot');
    const { cells, ...metadata } = parseNotebook(decode(content));
    this.reading.done(metadata.settings);
    const data = new vscode.NotebookData(cells.map(toCellData));
    data.metadata = metadata satisfies NotebookMetadata;
    return data;
  }

  async serializeNotebook({ cells, metadata }: vscode.NotebookData): Promise<Uint8Array> {
    const { printNotebook } = await import('../../../spot');
    const { head = '', eol = '\n' } = (metadata ?? {}) as Partial<NotebookMetadata>;
    return new TextEncoder().encode(printNotebook({ cells: cells.map(fromCellData), head, eol }));
  }
}

function decode(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new Error(vscode.l10n.t('This file is not UTF-8 text. Open it as text to see what is in it.'));
  }
}

const LANGUAGES: Readonly<Record<Exclude<CellKind, 'code'>, string>> = {
  spot: QUESTION_LANGUAGE,
  sql: 'sql',
  markdown: 'markdown',
};

function toCellData({ kind, text, options, raw }: SpotNotebookCell): vscode.NotebookCellData {
  const markup = kind === 'markdown';
  const language = kind === 'code' ? (options.split(/\s+/)[0] ?? '') || 'plaintext' : LANGUAGES[kind];
  const data = new vscode.NotebookCellData(
    markup ? vscode.NotebookCellKind.Markup : vscode.NotebookCellKind.Code,
    text,
    language,
  );
  data.metadata = {
    ...(options === '' ? {} : { options }),
    ...(raw === undefined ? {} : { raw }),
  } satisfies CellMetadata;
  return data;
}

function fromCellData({ kind, value, languageId, metadata }: vscode.NotebookCellData): SpotNotebookCell {
  const { options = '', raw } = (metadata ?? {}) as CellMetadata;
  const cell = { text: value.replace(/\r\n?/g, '\n'), ...(raw === undefined ? {} : { raw }) };
  if (kind === vscode.NotebookCellKind.Markup || languageId === 'markdown')
    return { ...cell, kind: 'markdown', options };
  const known = languageId === QUESTION_LANGUAGE ? 'spot' : languageId === 'sql' ? 'sql' : undefined;
  if (known) return { ...cell, kind: known, options };
  const named = options.split(/\s+/)[0] ?? '';
  return { ...cell, kind: 'code', options: (named || 'plaintext') === languageId ? options : languageId };
}

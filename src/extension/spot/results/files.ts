import * as vscode from 'vscode';
import type { SpotResultRequests, SpotSort } from '../../../protocol';
import { fileName } from '../../uris';
import type { SpotService } from '../service/service';
import type { Answers, HeldAnswer } from './answers';

type Export = SpotResultRequests['exportAs']['params'];

/** What an editor still opens at once; more is saved to a file. */
const EDITOR_CHARACTERS = 20_000_000;
const LANGUAGES = { csv: 'csv', markdown: 'markdown', json: 'json' } as const;
const EXTENSIONS = { csv: 'csv', markdown: 'md', json: 'json', parquet: 'parquet' } as const;

/** The whole result, in the order that is shown: to the clipboard, or into an editor of its own. */
export async function exportTo(
  spot: SpotService,
  answers: Answers,
  held: HeldAnswer,
  form: Export['form'],
  to: Export['to'],
  sort: SpotSort | undefined,
): Promise<void> {
  if (form === 'parquet') {
    await exportParquet(spot, answers, held, sort);
    return;
  }
  const { exportRows } = await import('../../../spot');
  const text = exportRows(form, held.answer.columns, answers.rows(held, sort));
  if (to === 'clipboard') {
    await vscode.env.clipboard.writeText(text);
  } else if (text.length <= EDITOR_CHARACTERS) {
    const known = await vscode.languages.getLanguages();
    const language = known.includes(LANGUAGES[form]) ? LANGUAGES[form] : 'plaintext';
    const document = await vscode.workspace.openTextDocument({ content: text, language });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
  } else {
    await save(held, EXTENSIONS[form], new TextEncoder().encode(text));
  }
}

export async function saveChart(held: HeldAnswer, form: 'svg' | 'png', data: string): Promise<void> {
  const bytes = form === 'svg' ? new TextEncoder().encode(data) : Buffer.from(data, 'base64');
  await save(held, form, bytes);
}

const PAGE_ROWS = 10_000;

async function exportParquet(
  spot: SpotService,
  answers: Answers,
  held: HeldAnswer,
  sort: SpotSort | undefined,
): Promise<void> {
  const uri = await askWhere(held, 'parquet');
  if (!uri) return;
  const { writeParquet } = await import('../../../engine');
  const { columns, rows } = held.answer;
  const pages = function* () {
    for (let start = 0; start < rows.length; start += PAGE_ROWS) {
      const count = Math.min(PAGE_ROWS, rows.length - start);
      yield { columns: answers.page(held, start, count, sort), rows: count };
    }
  };
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Writing {0}', uri.fsPath),
    cancellable: true,
  };
  await vscode.window.withProgress(progress, async (_, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => {
      abort.abort();
    });
    await writeParquet({ worker: spot.worker }, { file: uri.fsPath, columns, pages: pages(), signal: abort.signal });
  });
  void vscode.window.showInformationMessage(vscode.l10n.t('Saved {0}.', uri.fsPath));
}

async function save(held: HeldAnswer, extension: string, bytes: Uint8Array): Promise<void> {
  const uri = await askWhere(held, extension);
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, bytes);
  void tellSaved(uri);
}

async function tellSaved(uri: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('Saved {0}.', uri.fsPath), open);
  if (chosen === open) await vscode.commands.executeCommand('vscode.open', uri);
}

function askWhere(held: HeldAnswer, extension: string): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? held.place.folder;
  const defaultUri = vscode.Uri.joinPath(folder, `${fileName(held.result.text, 'result')}.${extension}`);
  return vscode.window.showSaveDialog({ defaultUri });
}

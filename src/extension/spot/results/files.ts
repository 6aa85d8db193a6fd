import * as vscode from 'vscode';
import type { SpotResultRequests, SpotSort } from '../../../protocol';
import type { Answers, HeldAnswer } from './answers';

type Export = SpotResultRequests['exportAs']['params'];

/** What an editor still opens at once; more is saved to a file. */
const EDITOR_CHARACTERS = 20_000_000;
const LANGUAGES = { csv: 'csv', markdown: 'markdown', json: 'json' } as const;
const EXTENSIONS = { csv: 'csv', markdown: 'md', json: 'json', parquet: 'parquet' } as const;

/** The whole result, in the order that is shown: to the clipboard, or into an editor of its own. */
export async function exportTo(
  answers: Answers,
  held: HeldAnswer,
  form: Export['form'],
  to: Export['to'],
  sort: SpotSort | undefined,
): Promise<void> {
  if (form === 'parquet') throw new Error(vscode.l10n.t('Parquet cannot be written here. Take CSV or JSON.'));
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

async function save(held: HeldAnswer, extension: string, bytes: Uint8Array): Promise<void> {
  const name = fileName(held.result.text);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? held.place.folder;
  const uri = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(folder, `${name}.${extension}`) });
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, bytes);
  const open = vscode.l10n.t('Open');
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('Saved {0}.', uri.fsPath), open);
  if (chosen === open) await vscode.commands.executeCommand('vscode.open', uri);
}

function fileName(question: string): string {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.join('-').slice(0, 50) || 'result';
}

import * as vscode from 'vscode';

/** Ids hold a place's name, so that the same thing of two places is not one. A screen reader hears what the row shows. */
export function finish(item: vscode.TreeItem, place: string, id: string): vscode.TreeItem {
  item.id = `${place}\n${id}`;
  const { label, description } = item;
  const name = typeof label === 'string' ? label : (label?.label ?? '');
  const parts = [name, typeof description === 'string' ? description : ''];
  item.accessibilityInformation = { label: parts.filter((part) => part !== '').join(', ') };
  return item;
}

/** Opens a file at a line and column, both from 1. */
export function openAt(uri: vscode.Uri, at: { readonly line: number; readonly column: number }): vscode.Command {
  const start = new vscode.Position(Math.max(0, at.line - 1), Math.max(0, at.column - 1));
  const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(start, start) };
  return { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri, options] };
}

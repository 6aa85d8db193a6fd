import * as vscode from 'vscode';
import { NOTEBOOK_TYPE, QUESTION_LANGUAGE } from './serializer';

/** Changes a cell's question, as long as it is still the one that was asked, and asks it again. */
export async function replaceInCell(
  cell: vscode.NotebookCell,
  asked: string,
  start: number,
  end: number,
  text: string,
): Promise<void> {
  const { document } = cell;
  if (document.isClosed || document.getText() !== asked) {
    throw new Error(vscode.l10n.t('The question has been changed since. Run it again.'));
  }
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  await vscode.workspace.applyEdit(edit);
  void runCell(cell.notebook, cell.index).then(() => {
    revealAnswer(cell);
  });
}

/** An answer is longer than the refusal it takes the place of: at the window's lower end it would be out of sight. */
function revealAnswer({ notebook, index }: vscode.NotebookCell): void {
  const editor = vscode.window.visibleNotebookEditors.find((one) => one.notebook === notebook);
  const last = editor?.visibleRanges.at(-1);
  if (!editor || !last || index < last.end - 1) return;
  editor.revealRange(new vscode.NotebookRange(index, index + 1), vscode.NotebookEditorRevealType.AtTop);
}

/** Runs a cell, as its button does; resolves when it has ended, however that is. */
export async function runCell(notebook: vscode.NotebookDocument, index: number): Promise<void> {
  await vscode.commands.executeCommand('notebook.cell.execute', {
    ranges: [{ start: index, end: index + 1 }],
    document: notebook.uri,
  });
}

/** Adds a cell below the selected one, or at the end, and shows it. */
export async function addCell(editor: vscode.NotebookEditor, language: string, text: string): Promise<number> {
  const { notebook } = editor;
  const index = Math.min(editor.selection.end, notebook.cellCount);
  const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, language);
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(index, [data])]);
  await vscode.workspace.applyEdit(edit);
  const range = new vscode.NotebookRange(index, index + 1);
  editor.selection = range;
  editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  return index;
}

/** A new notebook that asks at a model, with one cell. */
export async function newNotebook(model: string, question: string): Promise<vscode.NotebookEditor> {
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, question, QUESTION_LANGUAGE);
  const data = new vscode.NotebookData([cell]);
  data.metadata = { settings: { model }, head: `---\nmodel: ${JSON.stringify(model)}\n---\n\n`, eol: '\n' };
  const notebook = await vscode.workspace.openNotebookDocument(NOTEBOOK_TYPE, data);
  return vscode.window.showNotebookDocument(notebook);
}

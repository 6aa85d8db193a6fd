import * as vscode from 'vscode';
import type { FieldRef, Model } from '../../../spot';
import { addCell, runCell } from '../notebook/edits';
import { NOTEBOOK_TYPE } from '../notebook/serializer';
import type { SpotPlace } from '../service/place';
import type { ColumnNode, FormulaNode, TableNode } from './nodes';
import type { Sample } from './samples';

/** Runs a written question: in the notebook that holds it, else in a new one. */
export async function runSample(place: SpotPlace, { text, cell, sql }: Sample): Promise<void> {
  if (cell === undefined) {
    await vscode.commands.executeCommand('greenroom.spot.ask', text, place);
    return;
  }
  const notebook = await vscode.workspace.openNotebookDocument(cell.notebook);
  const editor = await vscode.window.showNotebookDocument(notebook);
  const index = findCell(notebook, text, cell.index) ?? (await addCell(editor, sql ? 'sql' : 'spotql', text));
  const range = new vscode.NotebookRange(index, index + 1);
  editor.selection = range;
  editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  await runCell(notebook, index);
}

/** The open notebook may have been edited since the view read its file. */
function findCell(notebook: vscode.NotebookDocument, text: string, index: number): number | undefined {
  const holds = (cell: vscode.NotebookCell | undefined) =>
    cell?.document.getText().replace(/\r\n?/g, '\n').trim() === text;
  const cells = notebook.getCells();
  const at = holds(cells[index]) ? index : cells.findIndex(holds);
  return at < 0 || notebook.notebookType !== NOTEBOOK_TYPE ? undefined : at;
}

export async function askAbout(node: TableNode | ColumnNode | FormulaNode): Promise<void> {
  await vscode.commands.executeCommand('greenroom.spot.ask', questionAbout(node), node.place);
}

/** A measure by its name; an attribute by the number of rows that it has for each value. */
export function questionAbout(node: TableNode | ColumnNode | FormulaNode): string {
  const { model } = node;
  switch (node.type) {
    case 'table':
      return countOf(model, node.table.key);
    case 'column': {
      const { table, key, kind } = node.column;
      const name = nameOf(model, { field: 'column', table, column: key }) ?? node.column.name;
      return kind === 'measure' ? name : `${countOf(model, table)} by ${name}`;
    }
    case 'formula': {
      const { name: own, kind, table } = node.formula;
      const name = nameOf(model, { field: 'formula', formula: own }) ?? own;
      return kind === 'attribute' && table !== undefined ? `${countOf(model, table)} by ${name}` : name;
    }
  }
}

const countOf = (model: Model, table: string): string =>
  model.fields.find(({ kind, node }) => kind === 'count' && node === table)?.name ?? `${table} count`;

/** With its table in front where another field is called the same. */
function nameOf({ fields }: Model, ref: FieldRef): string | undefined {
  const field = fields.find(({ ref: one }) => one !== undefined && JSON.stringify(one) === JSON.stringify(ref));
  if (field === undefined) return undefined;
  const others = fields.filter((one) => one !== field && !one.hidden && one.names.includes(field.name));
  return others.length > 0 ? (field.qualified[0] ?? field.name) : field.name;
}

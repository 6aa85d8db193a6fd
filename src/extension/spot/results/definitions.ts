import * as vscode from 'vscode';
import type { MeasureRef } from '../../../spot';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';

/** Opens the model at what a word was taken for. */
export async function openDefinition(spot: SpotService, place: SpotPlace, of: MeasureRef): Promise<void> {
  const { definitionOf } = await import('../../../spot');
  const { sandbox } = await spot.open(place);
  const span = definitionOf(sandbox.model, of);
  const start = new vscode.Position((span?.line ?? 1) - 1, (span?.column ?? 1) - 1);
  await vscode.window.showTextDocument(place.model, { selection: new vscode.Range(start, start), preview: true });
}

/** Opens the model where a formula of this name could stand, and starts to write it; saving is left to the user. */
export async function openWhereToDefine(place: SpotPlace, name: string): Promise<void> {
  const editor = await vscode.window.showTextDocument(place.model, { preview: false });
  const { document } = editor;
  const lines = document.getText().split(/\r?\n/);
  const formulas = lines.findIndex((line) => /^formulas\s*:\s*(#.*)?$/.test(line));
  const safe = JSON.stringify(name).replace(/[\\$}]/g, '\\$&');
  const entry = `  - {name: ${safe}, expr: "\${1:sum([…])}"}$0\n`;
  const snippet = new vscode.SnippetString(formulas < 0 ? `\nformulas:\n${entry}` : entry);
  const at = new vscode.Position(formulas < 0 ? lines.length : formulas + 1, 0);
  await editor.insertSnippet(snippet, document.validatePosition(at));
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenter);
}

import * as vscode from 'vscode';
import type { NameChoice } from '../../../spot';
import type { Names } from './navigation';
import { spotFile } from './place-files';

const KINDS: Readonly<Record<NameChoice['kind'], vscode.CompletionItemKind>> = {
  measure: vscode.CompletionItemKind.Field,
  attribute: vscode.CompletionItemKind.Property,
  formula: vscode.CompletionItemKind.Function,
  count: vscode.CompletionItemKind.Value,
};

/** Offers names inside the brackets of formulas and row rules. */
export class FileCompletion implements vscode.CompletionItemProvider {
  constructor(private readonly names: Names) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[] | undefined> {
    const file = await spotFile(document);
    if (!file || file.kind === 'suite') return undefined;
    const { namesInFormula, namesInRule, openBracket } = await import('../../../spot');
    const open = openBracket(file.text, document.offsetAt(position));
    if (!open || (file.kind === 'model' && open.key !== 'expr')) return undefined;
    const model = await this.names.models.of(file);
    if (!model) return undefined;
    const choices = file.kind === 'model' ? namesInFormula(model, open.typed) : namesInRule(model, open.key);
    const start = position.translate(0, -open.typed.length);
    const rest = /^[^\]"'\r\n]*(?=\])/.exec(document.lineAt(position.line).text.slice(position.character))?.[0] ?? '';
    return choices.map(({ text, kind, detail }) => {
      const item = new vscode.CompletionItem({ label: text, description: detail }, KINDS[kind]);
      item.range = {
        inserting: new vscode.Range(start, position),
        replacing: new vscode.Range(start, position.translate(0, rest.length)),
      };
      item.filterText = text;
      return item;
    });
  }
}

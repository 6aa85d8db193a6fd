import * as vscode from 'vscode';
import type { Mention } from '../../../spot';
import { spotFile, type SpotFile } from './place-files';

/** Leads from the names in a place's YAML files to where model.yaml defines them. */
export class FileNavigation implements vscode.DefinitionProvider {
  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.LocationLink[] | undefined> {
    const file = await spotFile(document);
    if (!file || file.kind === 'suite') return undefined;
    const { sameThing } = await import('../../../spot');
    const at = document.offsetAt(position);
    const mentions = await mentionsIn(file);
    const here = mentions.find(({ start, end }) => at >= start && at <= end);
    if (!here) return undefined;
    const all = file.kind === 'model' ? mentions : await mentionsIn({ ...file, kind: 'model', text: file.modelText });
    const target = all.find(({ as, thing }) => as === 'definition' && sameThing(thing, here.thing));
    if (!target) return undefined;
    const model = file.kind === 'model' ? document : await vscode.workspace.openTextDocument(file.model);
    const targetRange = rangeOf(model, target);
    return [
      {
        originSelectionRange: rangeOf(document, here),
        targetUri: file.model,
        targetRange,
        targetSelectionRange: targetRange,
      },
    ];
  }
}

async function mentionsIn({ kind, file, text, modelText }: SpotFile): Promise<Mention[]> {
  const { loadModel, mentionsInModel, mentionsInPolicy } = await import('../../../spot');
  const loaded = loadModel(modelText, { path: file });
  const model = loaded.model ?? loaded.draft;
  if (!model) return [];
  return kind === 'model' ? mentionsInModel(file, text, model) : mentionsInPolicy(file, text, model);
}

function rangeOf(document: vscode.TextDocument, { start, end }: Mention): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

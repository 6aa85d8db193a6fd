import path from 'node:path';
import * as vscode from 'vscode';
import type { SpotText } from '../../../spot';
import { looksLikeModel } from '../service/place';

/** The YAML files of a place. Whether a file of such a name is one is looked at when it matters. */
export const SPOT_FILES: vscode.DocumentFilter = { scheme: 'file', pattern: '**/{model,policy,golden}.yaml' };

const KINDS: Readonly<Record<string, SpotText['kind']>> = {
  'model.yaml': 'model',
  'policy.yaml': 'policy',
  'golden.yaml': 'suite',
};

/** A YAML file of a place, with the model that it belongs to: as they stand in editors, else on disk. */
export interface SpotFile extends SpotText {
  readonly uri: vscode.Uri;
  readonly model: vscode.Uri;
  readonly modelText: string;
}

/** What a document's name makes it; undefined for any other file. */
export function kindOf({ scheme, path: name }: vscode.Uri): SpotText['kind'] | undefined {
  return scheme === 'file' ? KINDS[path.posix.basename(name)] : undefined;
}

/** Undefined for a document that is no file of a place. */
export async function spotFile(document: vscode.TextDocument): Promise<SpotFile | undefined> {
  const { uri } = document;
  const kind = kindOf(uri);
  if (kind === undefined) return undefined;
  const model = vscode.Uri.joinPath(uri, '..', 'model.yaml');
  const text = document.getText();
  const modelText = kind === 'model' ? text : await textOf(model);
  if (modelText === undefined || !looksLikeModel(model, modelText)) return undefined;
  return { kind, uri, file: uri.fsPath, text, model, modelText };
}

/** A file's text as an editor has it, else as it is on disk; undefined where there is none. */
export async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

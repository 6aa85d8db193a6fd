import * as vscode from 'vscode';
import type { TextChange } from '../../../spot';
import { rangeOf, type Names } from './navigation';

/** Renames a column or formula in everything of its place that names it. What nobody can be sure of waits to be confirmed. */
export class FileRenaming implements vscode.RenameProvider {
  constructor(private readonly names: Names) {}

  async prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<{ range: vscode.Range; placeholder: string }> {
    const mention = (await this.names.at(document, position))?.mention;
    const kind = mention?.thing.kind;
    if (!mention || (kind !== 'column' && kind !== 'formula')) {
      throw new Error(vscode.l10n.t('Columns and formulas can be renamed. Put the cursor on the name of one.'));
    }
    const range = rangeOf(document, mention);
    return { range, placeholder: document.getText(range) };
  }

  async provideRenameEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    to: string,
  ): Promise<vscode.WorkspaceEdit | undefined> {
    const here = await this.names.at(document, position);
    if (!here) return undefined;
    const { rename } = await import('../../../spot');
    const texts = await this.names.texts(here.file.model);
    const by = here.mention.by === 'key' ? 'key' : 'name';
    const renamed = rename(texts, { thing: here.mention.thing, by, to });
    if ('refused' in renamed) throw new Error(renamed.refused);
    const edit = new vscode.WorkspaceEdit();
    for (const change of renamed.changes) {
      const location = texts.find(({ file }) => file === change.file)?.locate(change.start, change.end);
      if (location) edit.replace(location.uri, location.range, change.text, confirmation(change));
    }
    return edit;
  }
}

function confirmation({ doubt }: TextChange): vscode.WorkspaceEditEntryMetadata | undefined {
  if (doubt === undefined) return undefined;
  const [label, description] = {
    sql: [vscode.l10n.t('SQL that mentions the column'), vscode.l10n.t('Tick what means this column.')],
    data: [
      vscode.l10n.t('The data must have a column of the new name'),
      vscode.l10n.t('Nothing is changed here: rename the column in the data.'),
    ],
    question: [vscode.l10n.t('Questions that would not mean the same'), vscode.l10n.t('Word them anew.')],
  }[doubt] as [string, string];
  return { needsConfirmation: true, label, description };
}

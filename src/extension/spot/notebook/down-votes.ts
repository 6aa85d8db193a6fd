import path from 'node:path';
import * as vscode from 'vscode';
import type { Feedback } from '../../../spot';
import { tenantsOf } from '../service/identities';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';

/** Shows what was down-voted at a place; the one that is picked becomes a case of its golden suite. */
export async function reviewDownVotes(spot: SpotService, place: SpotPlace): Promise<void> {
  const votes = await spot.use(place, async ({ sandbox }) => {
    const tenants = [undefined, ...tenantsOf(sandbox.policy)];
    const lists = await Promise.all(tenants.map((tenant) => sandbox.feedback.toReview(tenant)));
    return lists.flat().sort((a, b) => (a.at < b.at ? 1 : -1));
  });
  if (votes.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No answer of {0} has been voted down.', place.title));
    return;
  }
  const suite = await readSuite(place);
  const items = votes.map((vote) => ({
    label: vote.question,
    description: [vote.user, vote.tenant].filter((part) => part !== null).join(' · '),
    detail: [new Date(vote.at).toLocaleString(), vote.measures.join(', '), vote.note ?? '']
      .filter((part) => part !== '')
      .join(' – '),
    iconPath: new vscode.ThemeIcon(suite.includes(vote.question) ? 'check' : 'thumbsdown'),
    vote,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Down-voted answers of {0}', place.title),
    placeHolder: vscode.l10n.t('Pick one to make it a case of the golden suite.'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen) await addToSuite(place, chosen.vote);
}

/** Appends a case to golden.yaml, unsaved, and opens it where the right answer is to be written. */
export async function addToSuite(place: SpotPlace, vote: Feedback): Promise<void> {
  const { appendCase } = await import('../../../spot');
  const uri = suiteOf(place);
  if (!(await exists(uri))) await vscode.workspace.fs.writeFile(uri, new Uint8Array());
  const document = await vscode.workspace.openTextDocument(uri);
  const before = document.getText();
  const { text, line } = appendCase(before, {
    ask: vote.question,
    user: vote.user ?? undefined,
    tenant: vote.tenant ?? undefined,
    comment: vscode.l10n.t(
      'Down-voted on {0}. Until what is right is written here, this case fails.',
      vote.at.slice(0, 10),
    ),
  });
  const edit = new vscode.WorkspaceEdit();
  if (text.startsWith(before)) edit.insert(uri, document.positionAt(before.length), text.slice(before.length));
  else edit.replace(uri, new vscode.Range(document.positionAt(0), document.positionAt(before.length)), text);
  await vscode.workspace.applyEdit(edit);
  const editor = await vscode.window.showTextDocument(document);
  const { range, firstNonWhitespaceCharacterIndex } = document.lineAt(line - 1);
  editor.selection = new vscode.Selection(line - 1, firstNonWhitespaceCharacterIndex, line - 1, range.end.character);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
}

const suiteOf = ({ folder }: SpotPlace): vscode.Uri => vscode.Uri.joinPath(folder, 'golden.yaml');

async function readSuite(place: SpotPlace): Promise<string> {
  const uri = suiteOf(place);
  if (!(await exists(uri))) return '';
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  const names = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(uri, '..'));
  return names.some(([name]) => name === path.posix.basename(uri.path));
}

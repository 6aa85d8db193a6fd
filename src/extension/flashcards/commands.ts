import * as vscode from 'vscode';
import type { Mode } from '../../study';
import type { CommandHandler } from '../commands';
import type { DeckLibrary } from '../decks/library';
import { plain, type RoundsNode } from '../rounds/nodes';
import type { StudyRequest } from './controller';
import { allDue, type FlashcardPanel } from './panel';

/** Commands that start a session. */
export function studyCommands(
  panel: FlashcardPanel,
  library: DeckLibrary,
  view: vscode.TreeView<RoundsNode>,
): Record<string, CommandHandler> {
  return {
    study: () => panel.open(allDue()),
    studyFlagged: () =>
      panel.open({ title: vscode.l10n.t('Flagged cards'), scope: { type: 'flagged' }, mode: 'study' }),
    studyItem: (node?: RoundsNode) => panel.open(requestFor(node ?? view.selection[0], 'study')),
    cramItem: (node?: RoundsNode) => panel.open(requestFor(node ?? view.selection[0], 'cram')),
    studyFile: async (uri?: vscode.Uri) => {
      const file = uri ?? markdownInEditor() ?? (await pickFile());
      if (file === undefined) return;
      const deck = await library.studyFile(file);
      if (deck === undefined) throw new Error(vscode.l10n.t('{0} cannot be read as a deck.', file.fsPath));
      if (deck.deck.counts.cards === 0) {
        throw new Error(
          vscode.l10n.t('No questions were found in {0}. See “Write a deck” in the README.', file.fsPath),
        );
      }
      await panel.open(requestFor({ type: 'deck', deck }, 'study'));
    },
    forgetFile: async (node?: RoundsNode | vscode.Uri) => {
      const uri = node instanceof vscode.Uri ? node : node?.type === 'deck' ? node.deck.source.uri : markdownInEditor();
      if (uri !== undefined) await library.forgetFile(uri);
    },
  };
}

function requestFor(node: RoundsNode | undefined, mode: Mode): StudyRequest {
  switch (node?.type) {
    case undefined:
      return { ...allDue(), mode };
    case 'deck':
      return { title: node.deck.deck.title, scope: { type: 'deck', deck: node.deck.source.key }, mode };
    case 'round':
      return { title: node.round.title, scope: { type: 'round', deck: node.deck.source.key, round: node.key }, mode };
    case 'card':
    case 'code':
    case 'proof':
      return { title: plain(node.card.card.question), scope: { type: 'card', uid: node.card.study.uid }, mode };
  }
}

function markdownInEditor(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === 'markdown' || document?.languageId === 'plaintext' ? document.uri : undefined;
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectMany: false,
    openLabel: vscode.l10n.t('Study'),
    filters: { [vscode.l10n.t('Notes')]: ['md', 'markdown', 'txt'] },
  });
  return picked?.[0];
}

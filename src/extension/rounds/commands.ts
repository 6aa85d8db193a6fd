import * as vscode from 'vscode';
import type { ProgressApi, StudyCard, WriteResult } from '../../study';
import type { CommandHandler } from '../commands';
import type { CardOpener } from '../flashcards/opener';
import type { FlashcardPanel } from '../flashcards/panel';
import type { Study } from '../cards/study';
import type { IndexedCard } from '../cards/card-index';
import { showFailure, UntrustedError } from '../spot';
import type { FilterName } from './filter';
import { plain, type CardNode, type ProofNode, type RoundsNode } from './nodes';
import { pickFilter, searchCards } from './pickers';
import type { RoundsTree } from './tree';

interface Parts {
  readonly tree: RoundsTree;
  readonly view: vscode.TreeView<RoundsNode>;
  readonly study: Study;
  readonly opener: CardOpener;
  readonly panel: FlashcardPanel;
}

/** Commands of the Rounds view: filters, search, and what can be done to a card. */
export function cardCommands({ tree, view, study, opener, panel }: Parts): Record<string, CommandHandler> {
  const reveal = async (card: IndexedCard) => {
    await view.reveal({ type: 'card', card }, { select: true, focus: true, expand: true });
  };
  const filterBy = (filters: ReadonlySet<FilterName>) => {
    tree.filter = filters;
  };
  const write =
    (action: (progress: ProgressApi, card: StudyCard) => Promise<WriteResult>) => async (node?: CardNode) => {
      const card = node?.card ?? selectedCard(view);
      if (card === undefined) return;
      const { progress } = await study.open();
      const result = await action(progress, card.study);
      if (!result.saved) throw result.error;
    };
  return {
    'rounds.filter': async () => {
      const chosen = await pickFilter(tree.filter);
      if (chosen !== undefined) filterBy(chosen);
    },
    'rounds.clearFilter': () => {
      filterBy(new Set());
    },
    'rounds.refresh': () => study.library.refresh(),
    'rounds.search': async () => {
      const card = await searchCards(study, (found) => void reveal(found));
      if (card === undefined) return;
      await panel.open({
        title: plain(card.card.question),
        scope: { type: 'card', uid: card.study.uid },
        mode: 'study',
      });
    },
    'card.openSource': async (node?: RoundsNode) => {
      const target = node ?? view.selection[0];
      if (target?.type === 'card' || target?.type === 'code' || target?.type === 'proof')
        await opener.openSource(target.card, vscode.ViewColumn.Active);
      else if (target !== undefined) {
        const line = target.type === 'round' ? target.round.headingRange.start.line : 0;
        await vscode.window.showTextDocument(target.deck.source.uri, { selection: new vscode.Range(line, 0, line, 0) });
      }
    },
    'card.prove': async (node?: CardNode | ProofNode) => {
      const card = node?.card ?? selectedCard(view);
      if (card === undefined) return;
      if (vscode.workspace.isTrusted) await panel.prove(card);
      else await showFailure(new UntrustedError());
    },
    'card.flag': write((progress, card) => progress.flag(card)),
    'card.unflag': write((progress, card) => progress.unflag(card)),
    'card.suspend': write((progress, card) => progress.suspend(card)),
    'card.unsuspend': write((progress, card) => progress.unsuspend(card)),
    'card.bury': write((progress, card) => progress.bury(card)),
    'card.unbury': write((progress, card) => progress.unbury(card)),
  };
}

function selectedCard(view: vscode.TreeView<RoundsNode>): IndexedCard | undefined {
  const node = view.selection[0];
  return node?.type === 'card' ? node.card : undefined;
}

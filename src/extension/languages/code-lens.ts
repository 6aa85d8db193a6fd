import * as vscode from 'vscode';
import type { DeckSources } from '../decks/sources';
import { toRange } from '../flashcards/opener';
import type { CardNode } from '../rounds/nodes';
import { statusOf } from '../rounds/filter';
import type { Study } from '../cards/study';

/** "Study" above each question of a deck, with where the card stands. */
export class QuestionLens implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly study: Study,
    private readonly sources: DeckSources,
  ) {
    this.subscriptions = [
      study.onDidChange(() => {
        this.changed.fire();
      }),
      vscode.languages.registerCodeLensProvider({ language: 'markdown' }, this),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!this.sources.mayBeDeck(document.uri)) return [];
    const { index, progress } = await this.study.open();
    const deck = this.study.library.get(document.uri);
    if (deck === undefined) return [];
    const now = Date.now();
    return index.inDeck(deck).map((card) => {
      const node: CardNode = { type: 'card', card };
      const state = progress.state(card.study.uid);
      const due = ['due', 'learning'].includes(statusOf(state, now));
      const title = due ? vscode.l10n.t('$(play) Study · due') : vscode.l10n.t('$(play) Study');
      return new vscode.CodeLens(toRange(card.card.questionRange), {
        title,
        command: 'greenroom.studyItem',
        arguments: [node],
      });
    });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }
}

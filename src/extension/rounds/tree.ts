import * as vscode from 'vscode';
import type { IndexedCard } from '../cards/card-index';
import type { Study } from '../cards/study';
import { byRound, matchesFilter, statusOf, type FilterName } from './filter';
import { cardItem, deckItem, roundItem, type CardNode, type DeckNode, type RoundNode, type RoundsNode } from './nodes';

type EmptyReason = 'loading' | 'none' | 'filtered' | 'no';

/** deck > round > card, with what is due at each. */
export class RoundsTree implements vscode.TreeDataProvider<RoundsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscription: vscode.Disposable;
  private filters: ReadonlySet<FilterName> = new Set();

  constructor(private readonly study: Study) {
    this.subscription = study.onDidChange(() => {
      this.changed.fire(undefined);
    });
    this.say('loading');
  }

  get filter(): ReadonlySet<FilterName> {
    return this.filters;
  }

  set filter(filters: ReadonlySet<FilterName>) {
    this.filters = filters;
    void vscode.commands.executeCommand('setContext', 'greenroom.filtered', filters.size > 0);
    this.changed.fire(undefined);
  }

  async getChildren(node?: RoundsNode): Promise<RoundsNode[]> {
    const { index, progress } = await this.study.open();
    const now = Date.now();
    const passes = ({ study }: IndexedCard) => {
      const state = progress.state(study.uid);
      return matchesFilter(this.filters, statusOf(state, now), state);
    };
    switch (node?.type) {
      case undefined: {
        const decks = this.study.library.loadedNow();
        const shown = decks.filter((deck) => this.filters.size === 0 || index.inDeck(deck).some(passes));
        this.say(shown.length > 0 ? 'no' : decks.length > 0 ? 'filtered' : 'none');
        return shown.map((deck) => ({ type: 'deck', deck }) satisfies DeckNode);
      }
      case 'deck': {
        const rounds = byRound(index.inDeck(node.deck), passes);
        return node.deck.deck.rounds.flatMap((round, roundIndex) => {
          const first = rounds.get(roundIndex)?.[0];
          if (first === undefined && (this.filters.size > 0 || round.cards.length > 0)) return [];
          const key = first?.study.round ?? round.title;
          return [{ type: 'round', deck: node.deck, round, roundIndex, key } satisfies RoundNode];
        });
      }
      case 'round': {
        const cards = byRound(index.inDeck(node.deck), passes).get(node.roundIndex) ?? [];
        return cards.map((card) => ({ type: 'card', card }) satisfies CardNode);
      }
      case 'card':
        return [];
    }
  }

  async getTreeItem(node: RoundsNode): Promise<vscode.TreeItem> {
    const { index, progress } = await this.study.open();
    const now = Date.now();
    switch (node.type) {
      case 'deck': {
        const cards = index.inDeck(node.deck);
        const only = this.study.library.loadedNow().length === 1 || this.filters.size > 0;
        return deckItem(
          node,
          progress.summary(
            cards.map(({ study }) => study),
            now,
          ),
          only,
        );
      }
      case 'round': {
        const cards = index.inDeck(node.deck).filter(({ roundIndex }) => roundIndex === node.roundIndex);
        return roundItem(
          node,
          progress.summary(
            cards.map(({ study }) => study),
            now,
          ),
          this.filters.size > 0,
        );
      }
      case 'card':
        return cardItem(node, progress.state(node.card.study.uid), now);
    }
  }

  getParent(node: RoundsNode): RoundsNode | undefined {
    switch (node.type) {
      case 'deck':
        return undefined;
      case 'round':
        return { type: 'deck', deck: node.deck };
      case 'card': {
        const { deck, round, roundIndex, study } = node.card;
        return { type: 'round', deck, round, roundIndex, key: study.round };
      }
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  /** Which welcome text the empty view shows. */
  private say(reason: EmptyReason): void {
    void vscode.commands.executeCommand('setContext', 'greenroom.empty', reason);
  }
}

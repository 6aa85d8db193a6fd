import * as vscode from 'vscode';
import type { Deck } from '../../deck';
import { roundNames, type IndexedCard } from '../cards/card-index';
import { uniqueLinks } from '../code/links';
import type { CodeProblems } from '../code/problems';
import type { CodeService } from '../code/service';
import type { LoadedDeck } from '../decks/library';
import type { Study } from '../cards/study';
import type { ProofOutcomes } from '../spot';
import type { CodeReviews } from '../tours/reviews';
import { byRound, matchesFilter, statusOf, type FilterName } from './filter';
import {
  cardItem,
  codeItem,
  deckItem,
  roundItem,
  type CardInside,
  type CardNode,
  type CodeNode,
  type DeckNode,
  type ProofNode,
  type RoundNode,
  type RoundsNode,
} from './nodes';
import { proofItem } from './proof-item';

type EmptyReason = 'loading' | 'none' | 'filtered' | 'no';

/** deck > round > card > its code and its proofs, with what is due at each. */
export class RoundsTree implements vscode.TreeDataProvider<RoundsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly filled = new vscode.EventEmitter<EmptyReason>();
  /** The view's rows were read anew: whether there are none, and why. */
  readonly onDidFill = this.filled.event;
  private readonly subscriptions: vscode.Disposable[];
  private filters: ReadonlySet<FilterName> = new Set();
  private opening: ReturnType<typeof setTimeout> | undefined;
  private decksShown = 0;
  private redrawing: ReturnType<typeof setTimeout> | undefined;
  /** Code or proofs have been shown below a card. */
  private expanded = false;
  /** The deck whose answers are being parsed, or were last. */
  private reading: Deck | undefined;
  private readonly problemCounts = new Map<string, number>();

  constructor(
    private readonly study: Study,
    private readonly code: CodeService,
    private readonly reviews: CodeReviews,
    private readonly outcomes: ProofOutcomes,
    private readonly codeProblems: CodeProblems,
  ) {
    this.subscriptions = [
      reviews.onDidChange(() => {
        this.changed.fire(undefined);
      }),
      study.onDidChange(() => {
        this.changed.fire(undefined);
      }),
      outcomes.onDidChange(() => {
        this.insideChanged();
      }),
      code.onDidChange(() => {
        this.insideChanged();
      }),
      study.library.onDidSettle((deck) => {
        if ((study.library.problemsOf(deck) ?? []).length > 0) this.changed.fire(undefined);
      }),
      codeProblems.onDidFind(() => {
        this.changed.fire(undefined);
      }),
    ];
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
    if (this.study.opened === undefined && this.filters.size === 0) {
      const decks = await this.study.library.firstLook();
      // The names are there at once; what is due follows as soon as every card has its history.
      if (decks.some(({ glance }) => glance) || cardCount(decks) > MANY_CARDS) {
        this.openLater();
        return this.withoutHistory(decks, node);
      }
    }
    const decks = await this.study.library.decks();
    const { index, progress } = await this.study.open();
    const now = Date.now();
    const passes = ({ study }: IndexedCard) => {
      const state = progress.state(study.uid);
      return matchesFilter(this.filters, statusOf(state, now), state);
    };
    switch (node?.type) {
      case undefined:
        return this.deckNodes(decks, (deck) => this.filters.size === 0 || index.inDeck(deck).some(passes));
      case 'deck': {
        const rounds = byRound(index.inDeck(node.deck), passes);
        return roundNodes(node.deck).filter(
          ({ round, roundIndex }) => rounds.has(roundIndex) || (this.filters.size === 0 && round.cards.length === 0),
        );
      }
      case 'round': {
        const cards = byRound(index.inDeck(node.deck), passes).get(node.roundIndex) ?? [];
        return cards.map((card) => ({ type: 'card', card }) satisfies CardNode);
      }
      case 'card': {
        const { card } = node;
        const links = uniqueLinks(await this.code.resolve(card));
        this.expanded = true;
        return [
          ...links.map((link) => ({ type: 'code', card, link }) satisfies CodeNode),
          ...card.card.queries.map((query, index) => ({ type: 'proof', card, query, index }) satisfies ProofNode),
        ];
      }
      case 'code':
      case 'proof':
        return [];
    }
  }

  getTreeItem(node: RoundsNode): vscode.TreeItem {
    const opened = this.study.opened;
    const now = Date.now();
    const summary = (cards: readonly IndexedCard[]) =>
      opened?.progress.summary(
        cards.map(({ study }) => study),
        now,
      );
    switch (node.type) {
      case 'deck': {
        const only = this.decksShown === 1 || this.filters.size > 0;
        return deckItem(node, summary(opened?.index.inDeck(node.deck) ?? []), this.problemsIn(node.deck), only);
      }
      case 'round': {
        const cards = opened?.index.inDeck(node.deck).filter(({ roundIndex }) => roundIndex === node.roundIndex);
        return roundItem(node, summary(cards ?? []), this.filters.size > 0);
      }
      case 'card':
        return cardItem(node, opened?.progress.state(node.card.study.uid), now, {
          ...this.insideOf(node.card),
          changedCode: this.reviews.changedSince(node.card.study.uid),
        });
      case 'code':
        return codeItem(node);
      case 'proof':
        return proofItem(node, this.outcomes.of(node.card, node.query));
    }
  }

  /** Once the tree is on the screen: what it takes would keep the editor from drawing it. */
  private openLater(): void {
    clearTimeout(this.opening);
    this.opening = setTimeout(() => void this.study.open(), UNTIL_DRAWN_MS);
  }

  private async withoutHistory(decks: readonly LoadedDeck[], node: RoundsNode | undefined): Promise<RoundsNode[]> {
    if (node === undefined) return this.deckNodes(decks, () => true);
    if (node.type === 'deck') return roundNodes(node.deck);
    await this.study.open();
    return this.getChildren(node);
  }

  /** A round of thousands of cards is drawn first, and drawn again when all its answers have been parsed. */
  private insideOf(card: IndexedCard): Pick<CardInside, 'namesCode' | 'proves'> {
    const namesCode = this.code.namesCode(card);
    if (namesCode !== undefined) return { namesCode, proves: card.card.queries.length > 0 };
    if (this.reading !== card.deck.deck) {
      this.reading = card.deck.deck;
      void this.code.readAnswers(card.deck).then(() => {
        this.changed.fire(undefined);
      });
    }
    return { namesCode: false, proves: false };
  }

  /** Warnings and errors as far as they are known; while they are counted anew, the last count stands. */
  private problemsIn(deck: LoadedDeck): number {
    const uri = deck.source.uri.toString();
    const own = this.study.library.problemsOf(deck);
    const known = this.problemCounts.get(uri);
    if (known !== undefined && (own === undefined || this.codeProblems.isPending(deck))) return known;
    const problems = [...(own ?? []), ...this.codeProblems.of(deck)];
    const count = problems.filter(({ severity }) => severity !== 'info').length;
    this.problemCounts.set(uri, count);
    return count;
  }

  /** Only what is shown can have changed. */
  private insideChanged(): void {
    clearTimeout(this.redrawing);
    if (this.expanded) {
      this.redrawing = setTimeout(() => {
        this.changed.fire(undefined);
      }, TOGETHER_MS);
    }
  }

  private deckNodes(decks: readonly LoadedDeck[], passes: (deck: LoadedDeck) => boolean): DeckNode[] {
    const shown = decks.filter(passes);
    this.decksShown = shown.length;
    this.say(shown.length > 0 ? 'no' : decks.length > 0 ? 'filtered' : 'none');
    return shown.map((deck) => ({ type: 'deck', deck }));
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
      case 'code':
      case 'proof':
        return { type: 'card', card: node.card };
    }
  }

  dispose(): void {
    clearTimeout(this.opening);
    clearTimeout(this.redrawing);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
    this.filled.dispose();
  }

  /** Which welcome text the empty view shows. */
  private say(reason: EmptyReason): void {
    this.filled.fire(reason);
    void vscode.commands.executeCommand('setContext', 'greenroom.empty', reason);
  }
}

/** From here on, finding every card's history takes long enough to be seen. */
const MANY_CARDS = 2000;
const UNTIL_DRAWN_MS = 250;
const TOGETHER_MS = 200;

const cardCount = (decks: readonly LoadedDeck[]): number => decks.reduce((sum, { deck }) => sum + deck.counts.cards, 0);

function roundNodes(deck: LoadedDeck): RoundNode[] {
  const names = roundNames(deck.deck.rounds);
  return deck.deck.rounds.map((round, roundIndex) => ({
    type: 'round',
    deck,
    round,
    roundIndex,
    key: names[roundIndex] ?? round.title,
  }));
}

import { byPlace, entriesOf, groupBy, inOrderOfNaming } from './entries';
import { fuzzyPairs } from './fuzzy';
import { findSuccessors } from './successors';
import { comparableUid } from './uid';
import type { Entry } from './entries';
import type { CardIdentity, CardMatch, KnownCard, MatchHow, MatchOptions, MatchResult } from './types';

/** Orphaning at most this many cards of a deck at once, or at most this share of its history, needs no question. */
const FEW_ORPHANS = 3;
const FEW_ORPHANS_SHARE = 0.1;

type Assignment = Omit<CardMatch, 'card'>;

interface Rule {
  readonly how: MatchHow;
  readonly key: (entry: Entry<unknown>) => string | undefined;
}

/** The rules for texts that agree, strongest first. */
const SAME_ID_AND_QUESTION: Rule = {
  how: 'id',
  key: ({ explicitId, question }) => (explicitId === undefined ? undefined : JSON.stringify([explicitId, question])),
};
const SAME_ID: Rule = { how: 'id', key: ({ explicitId }) => explicitId };
const SAME_QUESTION_AND_ROUND: Rule = {
  how: 'question-and-round',
  key: ({ question, round }) => JSON.stringify([question, round]),
};
const SAME_QUESTION: Rule = { how: 'question', key: ({ question }) => question };

const WITHIN_A_DECK = [SAME_ID_AND_QUESTION, SAME_ID, SAME_QUESTION_AND_ROUND, SAME_QUESTION];
/** An id is the author's word within a deck; in another deck it is only a word. */
const ACROSS_DECKS = [SAME_ID_AND_QUESTION, SAME_QUESTION_AND_ROUND, SAME_QUESTION];

/**
 * Gives every card the history that belongs to it. Rules, strongest first: explicit id, question and round, question,
 * most similar question. A card's own deck is searched by all of them before any other deck is; then decks that are
 * gone (a renamed file), and last what the other decks of this call have left over (a card that moved), which is
 * always to be confirmed. No uid is given twice, and the result does not depend on the order of the arguments.
 */
export function matchCards<C extends CardIdentity>(
  cards: readonly C[],
  history: readonly KnownCard[],
  options: MatchOptions = {},
): MatchResult<C> {
  const matcher = new Matcher(cards, history, options);
  matcher.matchOwnDecks();
  matcher.matchGoneDecks();
  matcher.matchMoves();
  matcher.nameNewCards();
  return matcher.result();
}

class Matcher<C extends CardIdentity> {
  readonly #cards: readonly Entry<C>[];
  readonly #known: readonly Entry<KnownCard>[];
  readonly #knownByDeck: ReadonlyMap<string, readonly Entry<KnownCard>[]>;
  readonly #assigned = new Map<number, Assignment>();
  readonly #used = new Set<number>();
  readonly #openDecks: ReadonlySet<string>;
  readonly #cardDecks: ReadonlySet<string>;
  readonly #judgedDecks: ReadonlySet<string>;

  constructor(cards: readonly C[], history: readonly KnownCard[], options: MatchOptions) {
    this.#cards = entriesOf(cards).sort(byPlace((entry) => entry.item.id));
    // A uid that the history names twice is one history.
    const seen = new Set<string>();
    this.#known = entriesOf(history)
      .sort(byPlace((entry) => entry.item.uid))
      .filter(({ item }) => !seen.has(item.uid) && seen.add(item.uid));
    this.#knownByDeck = groupBy(this.#known, (known) => known.deck);
    this.#cardDecks = new Set(cards.map((card) => card.deck));
    this.#openDecks = new Set(options.openDecks ?? []);
    this.#judgedDecks = options.decks === undefined ? this.#cardDecks : new Set(options.decks);
  }

  matchOwnDecks(): void {
    for (const [deck, cards] of groupBy(this.#cards, (card) => card.deck)) {
      const known = this.#knownByDeck.get(deck) ?? [];
      for (const rule of WITHIN_A_DECK) this.#exact(cards, known, rule);
      this.#fuzzy(cards, known);
    }
  }

  /** Decks that no longer exist: their file was renamed, split or merged. */
  matchGoneDecks(): void {
    const gone = this.#free(this.#known).filter(({ deck }) => !this.#openDecks.has(deck) && !this.#cardDecks.has(deck));
    if (gone.length === 0) return;
    const open = this.#unmatched(this.#cards);
    const cardsByDeck = groupBy(open, (card) => card.deck);
    const goneByDeck = groupBy(gone, (known) => known.deck);
    for (const { from, to, renamed } of findSuccessors(open, gone)) {
      const cards = cardsByDeck.get(to) ?? [];
      const known = goneByDeck.get(from) ?? [];
      for (const rule of renamed ? WITHIN_A_DECK : ACROSS_DECKS) this.#exact(cards, known, rule);
      if (renamed) this.#fuzzy(cards, known);
    }
    for (const rule of ACROSS_DECKS) this.#exact(open, gone, rule, { confirm: true });
  }

  /** A question that left one of the decks of this call and turned up in another. */
  matchMoves(): void {
    const movable = this.#free(this.#known).filter(({ deck }) => !this.#openDecks.has(deck));
    for (const rule of ACROSS_DECKS) this.#exact(this.#cards, movable, rule, { confirm: true });
  }

  nameNewCards(): void {
    const taken = new Set(this.#known.map((known) => known.item.uid));
    const next = new Map<string, number>();
    for (const card of this.#unmatched(this.#cards)) {
      const first = comparableUid(card);
      let ordinal = next.get(first) ?? 0;
      let uid = ordinal === 0 ? first : comparableUid(card, ordinal);
      while (taken.has(uid)) uid = comparableUid(card, ++ordinal);
      next.set(first, ordinal + 1);
      taken.add(uid);
      this.#assigned.set(card.index, { uid, how: 'new', confidence: 1, confirm: false });
    }
  }

  result(): MatchResult<C> {
    const matches: CardMatch<C>[] = [];
    for (const card of [...this.#cards].sort((a, b) => a.index - b.index)) {
      const assignment = this.#assigned.get(card.index);
      if (assignment !== undefined) matches.push({ card: card.item, ...assignment });
    }
    const orphans = this.#free(this.#known).sort((a, b) => a.index - b.index);
    const askFirst = [...groupBy(orphans, (orphan) => orphan.deck)].some(([deck, lost]) => {
      const all = this.#knownByDeck.get(deck)?.length ?? 0;
      return this.#judgedDecks.has(deck) && lost.length > FEW_ORPHANS && lost.length > all * FEW_ORPHANS_SHARE;
    });
    return { matches, orphans: orphans.map((orphan) => orphan.item), askFirst };
  }

  #unmatched(cards: readonly Entry<C>[]): Entry<C>[] {
    return cards.filter((card) => !this.#assigned.has(card.index));
  }

  #free(known: readonly Entry<KnownCard>[]): Entry<KnownCard>[] {
    return known.filter((entry) => !this.#used.has(entry.index));
  }

  #exact(
    cards: readonly Entry<C>[],
    known: readonly Entry<KnownCard>[],
    { how, key }: Rule,
    { confirm } = { confirm: false },
  ): void {
    const groups = groupBy(this.#free(known), key);
    if (groups.size === 0) return;
    for (const [text, sameCards] of groupBy(this.#unmatched(cards), key)) {
      const sameKnown = groups.get(text);
      if (sameKnown === undefined) continue;
      // Which of several histories belongs to which of several cards is a guess unless they agree in their round too.
      const guess = how === 'question' && (sameCards.length > 1 || sameKnown.length > 1);
      const inOrder = inOrderOfNaming(sameKnown);
      sameCards.forEach((card, place) => {
        const match = inOrder[place];
        if (match === undefined) return;
        this.#assign(card, match, { how, confidence: 1, confirm: confirm || guess || haveOtherIds(card, match) });
      });
    }
  }

  #fuzzy(cards: readonly Entry<C>[], known: readonly Entry<KnownCard>[]): void {
    const pairs = fuzzyPairs(
      this.#unmatched(cards),
      this.#free(known),
      known,
      (card, entry) => !haveOtherIds(card, entry),
    );
    for (const { left, right, score, confirm } of pairs) {
      this.#assign(left, right, { how: 'fuzzy', confidence: score, confirm });
    }
  }

  #assign(card: Entry<C>, known: Entry<KnownCard>, match: Omit<Assignment, 'uid'>): void {
    this.#assigned.set(card.index, { uid: known.item.uid, ...match });
    this.#used.add(known.index);
  }
}

/** The author gave both an id, and not the same: two cards, or a card whose id was changed. */
function haveOtherIds(card: Entry<CardIdentity>, known: Entry<KnownCard>): boolean {
  return card.explicitId !== undefined && known.explicitId !== undefined && card.explicitId !== known.explicitId;
}

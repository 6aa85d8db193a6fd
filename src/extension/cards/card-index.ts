import type { Card, CardMatch, KnownCard, Round } from '../../deck';
import type { StudyCard } from '../../study';
import type { LoadedDeck } from '../decks/library';

/** A card of a deck together with the identity that its history is kept under. */
export interface IndexedCard {
  readonly study: StudyCard;
  readonly card: Card;
  readonly round: Round;
  readonly roundIndex: number;
  readonly deck: LoadedDeck;
}

/** A card that looks like an edited one of old, but not beyond doubt. */
export interface DoubtfulMatch {
  readonly indexed: IndexedCard;
  /** The history that it may continue. */
  readonly known: KnownCard;
}

/** All cards of all decks by identity: what the tree, the panel and the editors look cards up in. */
export class CardIndex {
  private readonly byUidMap = new Map<string, IndexedCard>();
  private readonly byDeckMap = new Map<string, IndexedCard[]>();

  private constructor(
    readonly cards: readonly IndexedCard[],
    readonly doubtful: readonly DoubtfulMatch[],
    readonly orphans: readonly KnownCard[],
    readonly manyOrphans: boolean,
  ) {
    for (const indexed of cards) {
      this.byUidMap.set(indexed.study.uid, indexed);
      const key = indexed.deck.source.uri.toString();
      const deckCards = this.byDeckMap.get(key);
      if (deckCards === undefined) this.byDeckMap.set(key, [indexed]);
      else deckCards.push(indexed);
    }
  }

  static readonly empty = new CardIndex([], [], [], false);

  /**
   * @param known every card that the review log remembers
   * @param refused pairs `uid` + `question` that the user said are different cards: these start anew
   * @param previous the index before an edit: a card that only changed its words is followed
   */
  static async build(
    decks: readonly LoadedDeck[],
    known: readonly KnownCard[],
    refused: ReadonlySet<string>,
    previous: CardIndex,
  ): Promise<CardIndex> {
    const { askedText, followEdits, matchCards } = await import('../../deck');
    const entries = decks.flatMap((deck) => deckEntries(deck, askedText));
    const identities = entries.map((entry) => entry.identity);
    const keys = decks.map((deck) => deck.source.key);
    const options = { openDecks: keys, decks: keys };
    const first = matchCards(identities, known, options);
    const denied = new Set(first.matches.filter((match) => isRefused(match, refused)).map(({ uid }) => uid));
    const remaining = known.filter(({ uid }) => !denied.has(uid));
    const { matches, orphans, askFirst } = denied.size === 0 ? first : matchCards(identities, remaining, options);

    const uids = matches.map(({ uid }) => uid);
    let start = 0;
    for (const deck of decks) {
      const before = previous.inDeck(deck).map(({ study }) => study);
      const there = new Set(before.map(({ uid }) => uid));
      const after = matches
        .slice(start, start + deck.deck.counts.cards)
        .map(({ uid, how, card }) => ({ uid, question: card.question, isNew: how === 'new' && !there.has(uid) }));
      for (const [place, uid] of followEdits(before, after)) uids[start + place] = uid;
      start += after.length;
    }

    const knownByUid = new Map(known.map((card) => [card.uid, card]));
    const cards = entries.map(({ identity, ...place }, order): IndexedCard => {
      const { deck, round, question, explicitId } = identity;
      const id = explicitId === undefined ? {} : { explicitId };
      return { ...place, study: { uid: uids[order] ?? identity.id, deck, round, question, order, ...id } };
    });
    const doubtful = cards.flatMap((indexed, order) => {
      const before = matches[order]?.confirm === true ? knownByUid.get(indexed.study.uid) : undefined;
      return before === undefined ? [] : [{ indexed, known: before }];
    });
    const used = new Set(uids);
    return new CardIndex(
      cards,
      doubtful,
      orphans.filter(({ uid }) => !used.has(uid)),
      askFirst,
    );
  }

  /** Cards with a history whose words, round or deck are no longer those that the review log knows. */
  renamed(known: readonly KnownCard[]): readonly IndexedCard[] {
    const doubted = new Set(this.doubtful.map(({ indexed }) => indexed.study.uid));
    return known.flatMap((card) => {
      const now = this.byUid(card.uid);
      if (now === undefined || doubted.has(card.uid) || now.deck.unsaved) return [];
      const { question, round, deck, explicitId } = now.study;
      const same =
        question === card.question && round === card.round && deck === card.deck && explicitId === card.explicitId;
      return same ? [] : [now];
    });
  }

  byUid(uid: string): IndexedCard | undefined {
    return this.byUidMap.get(uid);
  }

  /** In the deck's order. */
  inDeck(deck: LoadedDeck): readonly IndexedCard[] {
    return this.byDeckMap.get(deck.source.uri.toString()) ?? [];
  }
}

/** What the user's "no, another card" is remembered as. */
export const refusalKey = (uid: string, question: string): string => `${uid}\n${question}`;

const isRefused = ({ uid, card, confirm }: CardMatch, refused: ReadonlySet<string>): boolean =>
  confirm && refused.has(refusalKey(uid, card.question));

/** What the review log calls each round of a deck. Rounds of the same title are told apart by a count. */
export function roundNames(rounds: readonly Round[]): string[] {
  const titles = new Map<string, number>();
  return rounds.map(({ title }) => {
    const seen = (titles.get(title) ?? 0) + 1;
    titles.set(title, seen);
    return seen === 1 ? title : `${title} (${String(seen)})`;
  });
}

function deckEntries(deck: LoadedDeck, asked: (card: Card) => string) {
  const names = roundNames(deck.deck.rounds);
  return deck.deck.rounds.flatMap((round, roundIndex) => {
    const name = names[roundIndex] ?? round.title;
    return round.cards.map((card) => ({
      card,
      round,
      roundIndex,
      deck,
      identity: {
        id: card.id,
        question: asked(card),
        round: name,
        deck: deck.source.key,
        ...(card.explicitId === undefined ? {} : { explicitId: card.explicitId }),
      },
    }));
  });
}

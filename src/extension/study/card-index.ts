import type { CardMatch, KnownCard } from '../../deck';
import type { Card, Round } from '../../deck';
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
   */
  static async build(
    decks: readonly LoadedDeck[],
    known: readonly KnownCard[],
    refused: ReadonlySet<string>,
  ): Promise<CardIndex> {
    const { matchCards } = await import('../../deck');
    const entries = decks.flatMap((deck) => deckEntries(deck));
    const identities = entries.map((entry) => entry.identity);
    const keys = decks.map((deck) => deck.source.key);
    const options = { openDecks: keys, decks: keys };
    const first = matchCards(identities, known, options);
    const denied = new Set(first.matches.filter((match) => isRefused(match, refused)).map(({ uid }) => uid));
    const remaining = known.filter(({ uid }) => !denied.has(uid));
    const result = denied.size === 0 ? first : matchCards(identities, remaining, options);
    const knownByUid = new Map(known.map((card) => [card.uid, card]));
    const doubtful: DoubtfulMatch[] = [];
    const cards = entries.map(({ identity, ...place }, order) => {
      const match = result.matches[order];
      const uid = match?.uid ?? identity.id;
      const indexed: IndexedCard = {
        ...place,
        study: {
          uid,
          deck: identity.deck,
          round: identity.round,
          question: identity.question,
          order,
          ...(identity.explicitId === undefined ? {} : { explicitId: identity.explicitId }),
        },
      };
      const before = match?.confirm === true ? knownByUid.get(uid) : undefined;
      if (before !== undefined) doubtful.push({ indexed, known: before });
      return indexed;
    });
    return new CardIndex(cards, doubtful, result.orphans, result.askFirst);
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

function deckEntries(deck: LoadedDeck) {
  const titles = new Map<string, number>();
  return deck.deck.rounds.flatMap((round, roundIndex) => {
    // Rounds of the same name are kept apart by a count, so that each can be studied on its own.
    const seen = (titles.get(round.title) ?? 0) + 1;
    titles.set(round.title, seen);
    const name = seen === 1 ? round.title : `${round.title} (${String(seen)})`;
    return round.cards.map((card) => ({
      card,
      round,
      roundIndex,
      deck,
      identity: {
        id: card.id,
        question: card.question,
        round: name,
        deck: deck.source.key,
        ...(card.explicitId === undefined ? {} : { explicitId: card.explicitId }),
      },
    }));
  });
}

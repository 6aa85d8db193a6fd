/** What identity needs to know of a card in a deck that was just read. */
export interface CardIdentity {
  /** Unique in its deck. */
  readonly id: string;
  readonly explicitId?: string;
  readonly question: string;
  /** The round's title. */
  readonly round: string;
  /** A key that is the same on every device: the deck's name or its path relative to the workspace. */
  readonly deck: string;
}

/** What the review log remembers of a card that has a history. */
export interface KnownCard {
  readonly uid: string;
  readonly deck: string;
  readonly explicitId?: string;
  readonly question: string;
  readonly round: string;
}

export type MatchHow = 'id' | 'question-and-round' | 'question' | 'fuzzy' | 'new';

export interface CardMatch<C extends CardIdentity = CardIdentity> {
  readonly card: C;
  /** The history's uid, or a fresh one for a new card. */
  readonly uid: string;
  readonly how: MatchHow;
  /** 1 where the match is beyond doubt (and for new cards), else the similarity, between 0 and 1. */
  readonly confidence: number;
  /** Ask the user before history is written under this uid. */
  readonly confirm: boolean;
}

export interface MatchResult<C extends CardIdentity = CardIdentity> {
  /** One per card, in the order of the cards. */
  readonly matches: readonly CardMatch<C>[];
  /** History that matches no card, in the order of the history. To be listed, never deleted. */
  readonly orphans: readonly KnownCard[];
  /** Accepting this result would orphan suspiciously much of a deck at once. */
  readonly askFirst: boolean;
}

export interface MatchOptions {
  /** Decks that still exist: their history is never handed to a card of another deck. */
  readonly openDecks?: Iterable<string>;
  /**
   * The decks that were just read: only these count for `askFirst`. Name them when one may have come out empty;
   * without it, the decks of the cards.
   */
  readonly decks?: Iterable<string>;
}

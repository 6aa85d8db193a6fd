import { compare, groupBy } from './entries';
import type { Entry } from './entries';
import type { KnownCard } from './types';

/** A vanished deck of whose history at least this share turns up in another deck is that deck's old name. */
const RENAMED_SHARE = 0.3;
/** A text that stands in so many decks says nothing about where a deck went. */
const MAX_PAIRS_PER_TEXT = 4096;

export interface Successor {
  readonly from: string;
  readonly to: string;
  /** The two are one file under two names; else they only share questions. */
  readonly renamed: boolean;
}

/** Which vanished decks live on in which present ones, by what they have in common, the surest first. */
export function findSuccessors(
  cards: readonly Entry<unknown>[],
  gone: readonly Entry<KnownCard>[],
): readonly Successor[] {
  const shared = new Map<string, { from: string; to: string; count: number }>();
  const decksByText = new Map<string, Set<string>>();
  for (const card of cards) {
    for (const text of textsOf(card)) {
      const decks = decksByText.get(text);
      if (decks === undefined) decksByText.set(text, new Set([card.deck]));
      else decks.add(card.deck);
    }
  }
  const uses = new Map<string, number>();
  for (const known of gone) {
    const targets = new Set<string>();
    for (const text of textsOf(known)) {
      const decks = decksByText.get(text) ?? [];
      const used = (uses.get(text) ?? 0) + (decksByText.get(text)?.size ?? 0);
      uses.set(text, used);
      if (used <= MAX_PAIRS_PER_TEXT) for (const deck of decks) targets.add(deck);
    }
    for (const to of targets) {
      const key = JSON.stringify([known.deck, to]);
      const pair = shared.get(key);
      if (pair === undefined) shared.set(key, { from: known.deck, to, count: 1 });
      else pair.count++;
    }
  }
  const sizes = groupBy(gone, (known) => known.deck);
  return [...shared.values()]
    .sort((a, b) => b.count - a.count || compare(a.from, b.from) || compare(a.to, b.to))
    .map(({ from, to, count }) => ({ from, to, renamed: count >= (sizes.get(from)?.length ?? 0) * RENAMED_SHARE }));
}

function textsOf(entry: Entry<unknown>): readonly string[] {
  return entry.explicitId === undefined ? [`q${entry.question}`] : [`q${entry.question}`, `i${entry.explicitId}`];
}

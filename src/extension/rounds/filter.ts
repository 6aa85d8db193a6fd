import type { CardState } from '../../study';
import type { IndexedCard } from '../cards/card-index';

/** What the tree can be narrowed to. Several at once: a card that has any of them is shown. */
export type FilterName = 'due' | 'new' | 'flagged' | 'suspended' | 'leech';

export type CardStatus = 'new' | 'learning' | 'due' | 'later' | 'suspended' | 'buried';

/** The one word that describes a card now. A card in review is due from the start of its day. */
export function statusOf(state: CardState, now: number): CardStatus {
  if (state.suspended) return 'suspended';
  if (state.buriedUntil !== undefined && state.buriedUntil > now) return 'buried';
  if (state.phase === 'new') return 'new';
  if (state.phase !== 'review') return 'learning';
  return (state.due ?? 0) <= now ? 'due' : 'later';
}

export function matchesFilter(filters: ReadonlySet<FilterName>, status: CardStatus, state: CardState): boolean {
  if (filters.size === 0) return true;
  return (
    (filters.has('due') && (status === 'due' || status === 'learning')) ||
    (filters.has('new') && status === 'new') ||
    (filters.has('suspended') && status === 'suspended') ||
    (filters.has('flagged') && state.flagged) ||
    (filters.has('leech') && state.leech)
  );
}

/** Cards of a deck by round, in order, as far as the filter lets them through. */
export function byRound(
  cards: readonly IndexedCard[],
  passes: (card: IndexedCard) => boolean,
): Map<number, IndexedCard[]> {
  const rounds = new Map<number, IndexedCard[]>();
  for (const card of cards) {
    if (!passes(card)) continue;
    const round = rounds.get(card.roundIndex);
    if (round === undefined) rounds.set(card.roundIndex, [card]);
    else round.push(card);
  }
  return rounds;
}

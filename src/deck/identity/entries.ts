import { comparable, comparableUid } from './uid';
import type { CardIdentity, KnownCard } from './types';

/** A card or a remembered card, with its texts made comparable. */
export interface Entry<T> {
  readonly item: T;
  /** Its place in the caller's list. */
  readonly index: number;
  readonly deck: string;
  readonly explicitId: string | undefined;
  readonly question: string;
  readonly round: string;
}

export function entriesOf<T extends Omit<CardIdentity, 'id'>>(items: readonly T[]): Entry<T>[] {
  // Rounds are few and come up again and again.
  const rounds = new Map<string, string>();
  return items.map((item, index) => {
    let round = rounds.get(item.round);
    if (round === undefined) rounds.set(item.round, (round = comparable(item.round)));
    return { item, index, deck: item.deck, explicitId: item.explicitId, question: comparable(item.question), round };
  });
}

/** An order that does not depend on the caller's: by deck, then by what is unique in it, then by content. */
export function byPlace<T>(nameOf: (entry: Entry<T>) => string): (a: Entry<T>, b: Entry<T>) => number {
  return (a, b) =>
    compare(a.deck, b.deck) ||
    compare(nameOf(a), nameOf(b)) ||
    compare(a.question, b.question) ||
    compare(a.round, b.round) ||
    a.index - b.index;
}

/**
 * Cards that agree in deck, question and round were named in order (see `cardUid`); their histories are put back into
 * that order, so that an unchanged deck keeps every history where it was.
 */
export function inOrderOfNaming(known: readonly Entry<KnownCard>[]): readonly Entry<KnownCard>[] {
  const [first] = known;
  if (first === undefined || known.length === 1) return known;
  const ordinals = new Map<string, number>();
  for (let ordinal = 0; ordinal < known.length; ordinal++) ordinals.set(comparableUid(first, ordinal), ordinal);
  const ordinalOf = (entry: Entry<KnownCard>): number => ordinals.get(entry.item.uid) ?? known.length;
  return [...known].sort((a, b) => ordinalOf(a) - ordinalOf(b) || compare(a.item.uid, b.item.uid));
}

/** By code unit, the same on every device. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Items without a key are left out. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

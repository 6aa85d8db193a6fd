import { TextHash } from './fingerprint';
import type { OutlineCard, OutlineRound } from './outline';
import { problem } from './problem';
import type { RangeMap } from './ranges';
import type { Card, Problem } from './types';

/** Gives every card an id that no other card of the deck has. */
export class Ids {
  readonly #explicit = new Map<string, OutlineCard>();
  readonly #derived = new Map<string, number>();
  readonly #repeated: { readonly card: OutlineCard; readonly first: OutlineCard }[] = [];

  constructor(rounds: readonly OutlineRound[]) {
    for (const { cards } of rounds) {
      for (const card of cards) {
        if (card.explicitId === undefined) continue;
        const first = this.#explicit.get(card.explicitId);
        if (first) this.#repeated.push({ card, first });
        else this.#explicit.set(card.explicitId, card);
      }
    }
  }

  /** `derived`: see `derivedId`. */
  take(card: OutlineCard, derived: string): Pick<Card, 'id' | 'explicitId'> {
    const { explicitId } = card;
    if (explicitId !== undefined && this.#explicit.get(explicitId) === card) return { id: explicitId, explicitId };
    for (;;) {
      const count = (this.#derived.get(derived) ?? 0) + 1;
      this.#derived.set(derived, count);
      const id = count === 1 ? derived : `${derived}-${count}`;
      if (!this.#explicit.has(id)) return { id };
    }
  }

  problems(map: RangeMap = (range) => range): Problem[] {
    return this.#repeated.map(({ card, first }) => {
      const range = map(card.idRange ?? card.questionRange);
      return problem('duplicate-id', range, {
        message: `Another question has the id "${card.explicitId ?? ''}" already; the history goes to that one. Remove this id or choose another.`,
        related: { message: 'The first question with this id', range: map(first.idRange ?? first.questionRange) },
        fixes: card.idRange ? [{ title: 'Remove this id', edits: [{ range, newText: '' }] }] : [],
      });
    });
  }
}

/** The id of a question in a round, if no other question has it. `words`: the normalised question. */
export function derivedId(round: string, words: string): string {
  const hash = new TextHash();
  hash.add(round);
  hash.add('\u2028');
  hash.add(words);
  return `q${hash.value.toString(36)}`;
}

import { plainText } from './body';
import { CardMaker, type CardContext } from './cards';
import { derivedId, Ids } from './ids';
import type { Outline, OutlineCard, OutlineRound } from './outline';
import type { RangeMap } from './ranges';
import { register, Settlement } from './settlement';
import type { StoredText } from './stored';
import type { Card, Deck, DeckMeta, Dialect, Problem, Round } from './types';

export interface AssembleInput {
  readonly dialect: Dialect;
  readonly outline: Outline;
  readonly meta: DeckMeta;
  readonly stored: StoredText;
  /** Problems of the file itself, ranges in the stored text. */
  readonly problems: () => readonly Problem[];
  readonly path?: string | undefined;
}

/** Turns outlines into decks; a card that neither changed nor moved is the same object in the next deck. */
export class Assembler {
  readonly #maker = new CardMaker();

  assemble(input: AssembleInput): Deck {
    const { outline, meta, stored, dialect } = input;
    const title = meta.title ?? (outline.title && plainText(outline.title)) ?? titleFromPath(input.path);
    const map = stored.mapRange;
    const mapped = map ? outline.rounds.map((round) => mapRound(round, map)) : outline.rounds;
    const ids = new Ids(outline.rounds);
    const settlement = new Settlement({ ...input, rounds: mapped, finished: () => rounds, ids, map });
    const context = { map, strays: settlement.strays };
    let count = 0;
    let asks = 0;
    const rounds = mapped.map(({ cards, ...round }): Round => {
      const own = round.title || title;
      const finished = cards.map((one) => {
        const card = this.#card(one, own, ids, context);
        count += 1;
        if (card.kind === 'ask') asks += 1;
        return card;
      });
      return { ...round, title: own, cards: finished };
    });
    const deck: Deck = {
      title,
      ...(outline.introduction !== undefined && { introduction: outline.introduction }),
      dialect,
      meta,
      rounds,
      get problems() {
        return settlement.finish().problems;
      },
      counts: {
        rounds: rounds.length,
        cards: count,
        asks,
        get emptyAnswers() {
          return settlement.finish().emptyAnswers;
        },
        get duplicates() {
          return settlement.finish().duplicates;
        },
        get dropped() {
          return settlement.finish().dropped;
        },
      },
      ...(stored.repaired && { repairedText: stored.read.text }),
    };
    register(deck, settlement);
    return deck;
  }

  #card(one: OutlineCard, round: string, ids: Ids, context: CardContext): Card {
    const { answer } = one;
    const { memo } = answer;
    const derived = memo?.round === round ? memo.derived : derivedId(round, one.words);
    const id = ids.take(one, derived);
    const before = context.map ? undefined : memo?.card;
    if (memo && before?.id === id.id && before.explicitId === id.explicitId) {
      if (memo.alone) return before;
      memo.alone = !answer.mayRepeat();
      if (memo.alone) return this.#maker.release(before);
    }
    const card = this.#maker.make(one, id, context);
    answer.memo = { card, round, derived, alone: false };
    return card;
  }
}

function mapRound(round: OutlineRound, map: RangeMap): OutlineRound {
  return { ...round, range: map(round.range), headingRange: map(round.headingRange) };
}

/** The folder's name for a `deck.md`, else the file's. */
export function titleFromPath(path: string | undefined): string {
  const parts = (path ?? '').split(/[\\/]/).filter((part) => part !== '');
  const file = parts.pop() ?? '';
  const stem = file.replace(/\.[^.]*$/, '') || file;
  return (stem.toLowerCase() === 'deck' ? parts.pop() : undefined) ?? (stem || 'Untitled deck');
}

import type { Body } from './body';
import type { Answer, OutlineCard } from './outline';
import { mapBody, type RangeMap } from './ranges';
import type { Card } from './types';

/** What a card's answer depends on besides its own text. */
export interface CardContext {
  /** From the text as it was read to the file as it is stored. */
  readonly map: RangeMap | undefined;
  /** The answer blocks that belong to other cards, as indexes of sections; asks for the whole deck's answers. */
  strays(answer: Answer): readonly number[];
}

const HELD = Symbol('answer');

interface LazyCard extends Omit<Card, keyof Body> {
  readonly [HELD]: HeldAnswer;
}

// The same functions for all cards, so that all cards have one shape.
const SECTIONS = {
  enumerable: true,
  get(this: LazyCard) {
    return this[HELD].body().sections;
  },
};
const CODE_LINKS = {
  enumerable: true,
  get(this: LazyCard) {
    return this[HELD].body().codeLinks;
  },
};
const QUERIES = {
  enumerable: true,
  get(this: LazyCard) {
    return this[HELD].body().queries;
  },
};

const ALONE: CardContext = { map: undefined, strays: () => [] };

/** Makes cards whose answers are parsed on first access; answers used lately are kept. */
export class CardMaker {
  readonly #recent = new RecentBodies();

  make(outline: OutlineCard, { id, explicitId }: Pick<Card, 'id' | 'explicitId'>, context: CardContext): Card {
    const { kind, question, difficulty, setting } = outline;
    const { map } = context;
    const range = map ? map(outline.range) : outline.range;
    const questionRange = map ? map(outline.questionRange) : outline.questionRange;
    // Written out: an object that starts as a copy of another takes many times as long to define properties on.
    const card =
      explicitId === undefined
        ? { id, kind, question, range, questionRange }
        : { id, explicitId, kind, question, range, questionRange };
    Object.defineProperty(card, HELD, { value: new HeldAnswer(outline.answer, context, this.#recent) });
    Object.defineProperty(card, 'sections', SECTIONS);
    Object.defineProperty(card, 'codeLinks', CODE_LINKS);
    Object.defineProperty(card, 'queries', QUERIES);
    if (difficulty !== undefined) Object.assign(card, { difficulty });
    if (setting !== undefined) Object.assign(card, { setting });
    return card as Card;
  }

  /** The card needs to know nothing of its deck, and holds on to nothing of it: it may go on to the next. */
  release(card: Card): Card {
    (card as Card & LazyCard)[HELD].context = ALONE;
    return card;
  }
}

class HeldAnswer {
  constructor(
    readonly answer: Answer,
    public context: CardContext,
    readonly recent: RecentBodies,
  ) {}

  body(): Body {
    const known = this.recent.get(this);
    if (known) return known;
    const { map } = this.context;
    const own = this.answer.body();
    const strays = this.answer.facts().answers.length > 1 ? this.context.strays(this.answer) : [];
    const kept = strays.length > 0 ? withoutSections(own, strays) : own;
    const body = map ? mapBody(kept, map) : kept;
    this.recent.add(this, body);
    return body;
  }
}

/** Whoever shows a card asks for its parts again and again; whoever walks through a deck, once. */
const KEPT = 64;

class RecentBodies {
  readonly #bodies = new Map<HeldAnswer, Body>();

  get(held: HeldAnswer): Body | undefined {
    const body = this.#bodies.get(held);
    if (body) {
      this.#bodies.delete(held);
      this.#bodies.set(held, body);
    }
    return body;
  }

  add(held: HeldAnswer, body: Body): void {
    this.#bodies.set(held, body);
    if (this.#bodies.size <= KEPT) return;
    for (const oldest of this.#bodies.keys()) {
      this.#bodies.delete(oldest);
      return;
    }
  }
}

function withoutSections(body: Body, dropped: readonly number[]): Body {
  const sections = body.sections.filter((_, index) => !dropped.includes(index));
  const lost = dropped.flatMap((index) => body.sections[index] ?? []);
  const codeLinks = body.codeLinks
    .filter((link) => !dropped.includes(link.section))
    .map((link) => ({ ...link, section: link.section - dropped.filter((index) => index < link.section).length }));
  const queries = body.queries.filter(
    ({ range }) =>
      !lost.some((section) => range.start.line >= section.range.start.line && range.end.line <= section.range.end.line),
  );
  return { sections, codeLinks, queries };
}

import type { Body } from './body';
import type { DialectResult, DraftCard, DraftRound } from './dialects/dialect';
import { answerFacts, type AnswerFacts } from './fingerprint';
import { normaliseQuestion } from './normalise';
import type { Card, Problem, Range } from './types';

/** A deck's rounds and questions, its answers not parsed yet. Ranges are in the document's own lines and columns. */
export interface Outline {
  readonly title?: string;
  readonly introduction?: string;
  readonly rounds: readonly OutlineRound[];
  /** What was found without looking at answers. */
  readonly problems: readonly Problem[];
  readonly dropped: number;
  /** What is found only where the answers are parsed, part by part. */
  readonly parts: readonly OutlinePart[];
}

export interface OutlineRound extends Omit<DraftRound, 'cards'> {
  readonly cards: readonly OutlineCard[];
}

/** A question before it has its id, and the way to its answer. */
export interface OutlineCard extends Omit<Card, 'id' | keyof Body> {
  readonly idRange?: Range;
  /** The normalised question. */
  readonly words: string;
  readonly answer: Answer;
}

/** An answer that is parsed when it is asked for. */
export interface Answer {
  /** What was made of it last. */
  memo: CardMemo | undefined;
  body(): Body;
  /** Their ranges count from a line of the answer's own choice; see `place`. */
  facts(): AnswerFacts;
  place(range: Range): Range;
  /** Whether it may hold more than one answer block, without parsing it; never false when it does. */
  mayRepeat(): boolean;
}

/** A card of the deck before, and what its id was derived from. */
export interface CardMemo {
  readonly card: Card;
  readonly round: string;
  /** The id that the card would have if no other had it. */
  readonly derived: string;
  /** It is known to hold one answer block at most: the same card will do in another deck. */
  alone: boolean;
}

/** Part of a file, parsed when its problems are asked for. */
export interface OutlinePart {
  found(): { readonly problems: readonly Problem[]; readonly dropped: number };
}

/** The outline of a file that was parsed as a whole. */
export function outlineOf(result: DialectResult): Outline {
  const rounds = result.rounds.map(({ cards, ...round }) => ({ ...round, cards: cards.map(outlineCard) }));
  return { ...result, rounds, parts: [] };
}

function outlineCard({ sections, codeLinks, queries, ...card }: DraftCard): OutlineCard {
  const answer = new ParsedAnswer({ sections, codeLinks, queries });
  return { ...card, words: normaliseQuestion(askedText(card)), answer };
}

/** How much of a setting tells one question from another. */
const MAX_SETTING = 600;

/** The question with what it is about, on one line: what it is recognised by. */
export function askedText({ question, setting }: Pick<Card, 'question' | 'setting'>): string {
  return setting === undefined ? question : `${question} ${setting.slice(0, MAX_SETTING).replace(/\s+/g, ' ').trim()}`;
}

class ParsedAnswer implements Answer {
  memo: CardMemo | undefined;
  #facts: AnswerFacts | undefined;

  constructor(readonly parsed: Body) {}

  body(): Body {
    return this.parsed;
  }

  facts(): AnswerFacts {
    return (this.#facts ??= answerFacts(this.parsed.sections));
  }

  place(range: Range): Range {
    return range;
  }

  mayRepeat(): boolean {
    return this.facts().answers.length > 1;
  }
}

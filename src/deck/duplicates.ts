import type { AnswerBlock } from './fingerprint';
import type { Answer } from './outline';
import { problem } from './problem';
import type { RangeMap } from './ranges';
import type { StoredText } from './stored';
import type { Card, Dialect, Fix, Problem, Range } from './types';

/** A card, and what its problems are found by. */
export interface PlacedCard {
  readonly card: Card;
  /** The normalised question. */
  readonly words: string;
  readonly answer: Answer;
}

interface Owner {
  readonly card: Card;
  readonly range: Range;
}

export interface CardsInput {
  readonly cards: readonly PlacedCard[];
  readonly stored: StoredText;
  readonly dialect: Dialect;
  readonly map: RangeMap | undefined;
}

/** What is wrong with cards: questions and answers that there are twice, answers that are missing. */
export class CardProblems {
  readonly problems: Problem[] = [];
  /** Answer blocks that belong to other cards: the indexes of their sections. */
  readonly strays = new Map<Answer, readonly number[]>();
  readonly #questions = new Map<string, Card>();
  readonly #owners = new Map<number, { readonly placed: PlacedCard; readonly block: AnswerBlock }>();

  constructor(readonly input: CardsInput) {}

  /** Finds the problems, a card at a step. */
  *find(): Generator<undefined, void> {
    // A card's first answer comes before any second one: a stray copy may stand above the question it belongs to.
    for (const wantFirst of [true, false]) {
      for (const placed of this.input.cards) {
        for (const [index, block] of placed.answer.facts().answers.entries()) {
          if (block.hash === 0 || (index === 0) !== wantFirst || this.#owners.has(block.hash)) continue;
          this.#owners.set(block.hash, { placed, block });
        }
        yield;
      }
    }
    for (const placed of this.input.cards) {
      this.#check(placed);
      yield;
    }
  }

  #check({ card, words, answer }: PlacedCard): void {
    const { stored, dialect } = this.input;
    const other = this.#questions.get(words);
    if (other) this.problems.push(duplicateQuestion(card, other, stored));
    else if (words !== '') this.#questions.set(words, card);
    const facts = answer.facts();
    const strays: number[] = [];
    for (const [index, block] of facts.answers.entries()) {
      const owner = this.#owners.get(block.hash);
      if (!owner || owner.block === block) continue;
      if (index > 0) strays.push(block.section);
      const first = { card: owner.placed.card, range: this.#place(owner.placed.answer, owner.block) };
      this.problems.push(duplicateAnswer(this.#place(answer, block), first, index > 0, stored));
    }
    if (strays.length > 0) this.strays.set(answer, strays);
    if (card.kind === 'answer' && facts.empty) this.problems.push(emptyAnswer(card, facts.sections, stored, dialect));
  }

  #place(answer: Answer, block: AnswerBlock): Range {
    const range = answer.place(block.range);
    return this.input.map ? this.input.map(range) : range;
  }
}

function duplicateQuestion(card: Card, other: Card, stored: StoredText): Problem {
  return problem('duplicate-question', card.questionRange, {
    message: 'This question is in the deck already. Remove one of the two, or ask for something else.',
    related: { message: 'The first of the two', range: other.questionRange },
    fixes: [deleteLines('Delete this question and its answer', card.range, stored)],
  });
}

function duplicateAnswer(range: Range, first: Owner, second: boolean, stored: StoredText): Problem {
  const owner = first.card;
  const message = second
    ? `This second answer repeats the one to "${shorten(owner.question)}"; it was left out here. Delete it.`
    : `The same answer is given to "${shorten(owner.question)}". Give this question an answer of its own.`;
  return problem('duplicate-answer', range, {
    message,
    related: { message: 'The other answer', range: first.range },
    fixes: [deleteLines('Delete this answer', range, stored)],
  });
}

function emptyAnswer(card: Card, sections: number, stored: StoredText, dialect: Dialect): Problem {
  const end = stored.lineEnd;
  const { line } = card.range.end;
  const place = { line, column: stored.line(line).length };
  const skeletons: Partial<Record<Dialect, string>> = {
    native: `${end}${end}*   **Key Concepts**: …${end}*   **Answer**: What I would say.`,
    headings: `${end}${end}What I would say.`,
    'bold-questions': `${end}${end}What I would say.`,
  };
  const newText = sections === 0 ? skeletons[dialect] : ` What I would say.`;
  return problem('empty-answer', card.questionRange, {
    message: 'This question has no answer yet.',
    // A bare list of questions has none anywhere, and is not wrong.
    ...(dialect === 'question-list' ? { severity: 'info' } : {}),
    fixes:
      newText === undefined
        ? []
        : [{ title: 'Insert an answer', edits: [{ range: { start: place, end: place }, newText }] }],
  });
}

function deleteLines(title: string, range: Range, stored: StoredText): Fix {
  return { title, edits: [{ range: stored.rangeToDelete(range.start.line, range.end.line), newText: '' }] };
}

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : text;
}

import type { AssembledCard } from './assemble';
import { problem } from './problem';
import type { StoredText } from './stored';
import type { Card, Dialect, Fix, Problem, Range, Section } from './types';

export interface CardProblems {
  readonly problems: readonly Problem[];
  /** Cards that lost a stray answer block, with what became of them. */
  readonly replaced: ReadonlyMap<Card, Card>;
}

interface AnswerPlace {
  readonly card: Card;
  readonly section: number;
}

/** What is wrong with cards: questions and answers that there are twice, answers that are missing. */
export function cardProblems(cards: readonly AssembledCard[], stored: StoredText, dialect: Dialect): CardProblems {
  const problems: Problem[] = [];
  const replaced = new Map<Card, Card>();
  const questions = new Map<string, Card>();
  const answers = firstAnswers(cards);
  for (const { card, fingerprint } of cards) {
    const other = questions.get(fingerprint.question);
    if (other) problems.push(duplicateQuestion(card, other, stored));
    else if (fingerprint.question !== '') questions.set(fingerprint.question, card);
    const stray: number[] = [];
    for (const [index, section] of card.sections.entries()) {
      const first = section.kind === 'answer' ? answers.get(fingerprint.sections[index] ?? 0) : undefined;
      if (!first || (first.card === card && first.section === index)) continue;
      const second = card.sections.slice(0, index).some((before) => before.kind === 'answer');
      if (second) stray.push(index);
      problems.push(duplicateAnswer(section, first, second, stored));
    }
    if (stray.length > 0) replaced.set(card, withoutSections(card, stray));
    if (card.kind === 'answer' && isEmpty(card)) problems.push(emptyAnswer(card, stored, dialect));
  }
  return { problems, replaced };
}

/**
 * The owner of each answer. A card's first answer comes before any second one: a stray copy may stand above the
 * question that it belongs to.
 */
function firstAnswers(cards: readonly AssembledCard[]): Map<number, AnswerPlace> {
  const owners = new Map<number, AnswerPlace>();
  for (const wantFirst of [true, false]) {
    for (const { card, fingerprint } of cards) {
      let first = true;
      for (const [section, { kind }] of card.sections.entries()) {
        if (kind !== 'answer') continue;
        const hash = fingerprint.sections[section] ?? 0;
        if (hash !== 0 && first === wantFirst && !owners.has(hash)) owners.set(hash, { card, section });
        first = false;
      }
    }
  }
  return owners;
}

function isEmpty(card: Card): boolean {
  return card.sections.every((section) => section.blocks.length === 0);
}

function withoutSections(card: Card, dropped: readonly number[]): Card {
  const kept = card.sections.filter((_, index) => !dropped.includes(index));
  const lost = dropped.flatMap((index) => card.sections[index] ?? []);
  const codeLinks = card.codeLinks
    .filter((link) => !dropped.includes(link.section))
    .map((link) => ({ ...link, section: link.section - dropped.filter((index) => index < link.section).length }));
  const queries = card.queries.filter((query) => !lost.some((section) => holds(section.range, query.range)));
  return { ...card, sections: kept, codeLinks, queries };
}

function holds(outer: Range, inner: Range): boolean {
  return inner.start.line >= outer.start.line && inner.end.line <= outer.end.line;
}

function duplicateQuestion(card: Card, other: Card, stored: StoredText): Problem {
  return problem('duplicate-question', card.questionRange, {
    message: 'This question is in the deck already. Remove one of the two, or ask for something else.',
    related: { message: 'The first of the two', range: other.questionRange },
    fixes: [deleteLines('Delete this question and its answer', card.range, stored)],
  });
}

function duplicateAnswer(section: Section, first: AnswerPlace, second: boolean, stored: StoredText): Problem {
  const owner = first.card;
  const message = second
    ? `This second answer repeats the one to "${shorten(owner.question)}"; it was left out here. Delete it.`
    : `The same answer is given to "${shorten(owner.question)}". Give this question an answer of its own.`;
  const range = owner.sections[first.section]?.range ?? owner.questionRange;
  return problem('duplicate-answer', section.range, {
    message,
    related: { message: 'The other answer', range },
    fixes: [deleteLines('Delete this answer', section.range, stored)],
  });
}

function emptyAnswer(card: Card, stored: StoredText, dialect: Dialect): Problem {
  const end = stored.lineEnd;
  const { line } = card.range.end;
  const place = { line, column: (stored.lines[line] ?? '').length };
  const skeletons: Partial<Record<Dialect, string>> = {
    native: `${end}${end}*   **Key Concepts**: …${end}*   **Answer**: What I would say.`,
    headings: `${end}${end}What I would say.`,
    'bold-questions': `${end}${end}What I would say.`,
  };
  const newText = card.sections.length === 0 ? skeletons[dialect] : ` What I would say.`;
  return problem('empty-answer', card.questionRange, {
    message: 'This question has no answer yet.',
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

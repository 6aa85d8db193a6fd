import { readFileSync, readdirSync } from 'node:fs';
import { SourceDocument, splitLines } from '../../../../src/deck/document';
import { ankiText } from '../../../../src/deck/dialects/anki-text';
import { boldQuestions } from '../../../../src/deck/dialects/bold-questions';
import { details } from '../../../../src/deck/dialects/details';
import { headings } from '../../../../src/deck/dialects/headings';
import { native } from '../../../../src/deck/dialects/native';
import { qaLines } from '../../../../src/deck/dialects/qa-lines';
import { questionList } from '../../../../src/deck/dialects/question-list';
import { separators } from '../../../../src/deck/dialects/separators';
import type { DialectParser, DialectResult, DraftCard } from '../../../../src/deck/dialects';
import type { Range } from '../../../../src/deck/types';

export const FOREIGN: readonly DialectParser[] = [
  ankiText,
  details,
  qaLines,
  separators,
  boldQuestions,
  headings,
  questionList,
];

const FOLDER = new URL('../../../fixtures/dialects/', import.meta.url);

export const FIXTURES: readonly string[] = readdirSync(FOLDER).sort();

export const documentOf = (text: string): SourceDocument => new SourceDocument(splitLines(text));

export const fixture = (name: string): SourceDocument => documentOf(readFileSync(new URL(name, FOLDER), 'utf8'));

/** The dialect with the highest score, and how far ahead of the next it is. */
export function detect(document: SourceDocument): { id: string; lead: number } {
  const scores = [native, ...FOREIGN]
    .map((dialect) => ({ id: dialect.id, score: dialect.score(document) }))
    .sort((a, b) => b.score - a.score);
  return { id: scores[0]!.id, lead: scores[0]!.score - scores[1]!.score };
}

export const cardsOf = (result: DialectResult): DraftCard[] => result.rounds.flatMap((round) => round.cards);

/** A result as a reader sees it: rounds, questions and the texts of the answers. */
export const outlineOf = (result: DialectResult): Record<string, [question: string, ...answer: string[]][]> =>
  Object.fromEntries(
    result.rounds.map((round) => [
      round.title,
      round.cards.map((card): [string, ...string[]] => [card.question, ...answerOf(card)]),
    ]),
  );

export const answerOf = (card: DraftCard): string[] =>
  card.sections.flatMap((section) =>
    section.blocks.map((block) => (block.type === 'point' ? section.points[block.point]!.text : block.markdown)),
  );

/** The document's text in a range; throws when the range is not inside it. */
export function textIn(document: SourceDocument, { start, end }: Range): string {
  for (const { line, column } of [start, end]) {
    const text = document.lines[line];
    if (text === undefined || column < 0 || column > text.length) throw new Error(`No place ${line}:${column}`);
  }
  if (start.line > end.line || (start.line === end.line && start.column > end.column)) throw new Error('Ends first');
  if (start.line === end.line) return document.lines[start.line]!.slice(start.column, end.column);
  const lines = document.lines.slice(start.line, end.line + 1);
  lines[lines.length - 1] = lines.at(-1)!.slice(0, end.column);
  return [lines[0]!.slice(start.column), ...lines.slice(1)].join('\n');
}

export const rangesOf = (result: DialectResult): Range[] => [
  ...result.problems.map(({ range }) => range),
  ...result.rounds.flatMap((round) => [round.range, round.headingRange]),
  ...cardsOf(result).flatMap((card) => [
    card.range,
    card.questionRange,
    ...(card.idRange === undefined ? [] : [card.idRange]),
    ...card.codeLinks.map(({ range }) => range),
    ...card.queries.map(({ range }) => range),
    ...card.sections.flatMap((section) => [
      section.range,
      ...section.points.map(({ range }) => range),
      ...section.blocks.flatMap((block) => (block.type === 'markdown' ? [block.range] : [])),
    ]),
  ]),
];

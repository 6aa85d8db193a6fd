import { readFileSync } from 'node:fs';
import type { Card, Deck, Fix, Position, Range } from '../../../src/deck';

export function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/decks/${name}`, import.meta.url), 'utf8');
}

export function cardsOf(deck: Deck): Card[] {
  return deck.rounds.flatMap((round) => round.cards);
}

export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

/** Offset of a position, whatever the line ends. */
export function offsetOf(text: string, { line, column }: Position): number {
  let offset = 0;
  for (const part of text.split(/(?<=\r\n|\r(?!\n)|\n)/).slice(0, line)) offset += part.length;
  return offset + column;
}

export function textAt(text: string, range: Range): string {
  return text.slice(offsetOf(text, range.start), offsetOf(text, range.end));
}

export function applyFix(text: string, fix: Fix): string {
  const edits = fix.edits
    .map(({ range, newText }) => ({ from: offsetOf(text, range.start), to: offsetOf(text, range.end), newText }))
    .sort((a, b) => b.from - a.from);
  return edits.reduce((result, { from, to, newText }) => result.slice(0, from) + newText + result.slice(to), text);
}

/** Every range of a deck, with a name to find it by. */
export function rangesOf(deck: Deck): [string, Range][] {
  const ranges: [string, Range][] = [];
  for (const round of deck.rounds) {
    ranges.push(['round', round.range], ['heading', round.headingRange]);
    for (const card of round.cards) {
      ranges.push(['card', card.range], ['question', card.questionRange]);
      for (const section of card.sections) {
        ranges.push(['section', section.range]);
        for (const point of section.points) ranges.push(['point', point.range]);
        for (const block of section.blocks) if (block.type === 'markdown') ranges.push(['block', block.range]);
      }
      for (const link of card.codeLinks) ranges.push(['link', link.range]);
      for (const query of card.queries) ranges.push(['query', query.range]);
    }
  }
  for (const problem of deck.problems) {
    ranges.push([problem.code, problem.range]);
    if (problem.related) ranges.push([`${problem.code} related`, problem.related.range]);
    for (const edit of problem.fixes.flatMap((fix) => fix.edits)) ranges.push([`${problem.code} fix`, edit.range]);
  }
  return ranges;
}

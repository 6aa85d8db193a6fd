import type { Body } from './body';
import type { DraftCard } from './dialects/dialect';
import type { Problem, Range } from './types';

export type RangeMap = (range: Range) => Range;

/** Moves ranges down by a number of lines. */
export function shiftBy(lines: number): RangeMap {
  return ({ start, end }) => ({
    start: { line: start.line + lines, column: start.column },
    end: { line: end.line + lines, column: end.column },
  });
}

/** The card with all its ranges mapped. */
export function mapCard(card: DraftCard, map: RangeMap): DraftCard {
  return {
    ...card,
    ...(card.idRange && { idRange: map(card.idRange) }),
    range: map(card.range),
    questionRange: map(card.questionRange),
    ...mapBody(card, map),
  };
}

/** The answer with all its ranges mapped. */
export function mapBody({ sections, codeLinks, queries }: Body, map: RangeMap): Body {
  return {
    sections: sections.map((section) => ({
      ...section,
      range: map(section.range),
      blocks: section.blocks.map((block) => (block.type === 'point' ? block : { ...block, range: map(block.range) })),
      points: section.points.map((point) => ({ ...point, range: map(point.range) })),
    })),
    codeLinks: codeLinks.map((link) => ({ ...link, range: map(link.range) })),
    queries: queries.map((query) => ({ ...query, range: map(query.range) })),
  };
}

export function mapProblem(problem: Problem, map: RangeMap): Problem {
  return {
    ...problem,
    range: map(problem.range),
    ...(problem.related && { related: { ...problem.related, range: map(problem.related.range) } }),
    fixes: problem.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => ({ ...edit, range: map(edit.range) })),
    })),
  };
}

import type { Card, Query } from '../../deck';

/** What a block proves, in a line: its author's words, or else what it asks. */
export function claimOf({ text }: Query): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const said = lines.find((line) => /^--\s*claim\b/i.test(line))?.replace(/^--\s*claim\s*:?\s*/i, '');
  return said ?? lines.find((line) => line !== '' && !line.startsWith('--')) ?? lines[0] ?? '';
}

/** How many sections have to be uncovered until every proof of the card has its place in the answer. */
export function sectionsWithProofs({ sections, queries }: Card): number {
  const last = Math.max(-1, ...queries.map(({ range }) => range.start.line));
  return sections.findLastIndex(({ range }) => range.start.line <= last) + 1;
}

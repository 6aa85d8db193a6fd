import { codeLinksIn } from './body/code-links';
import { markLength } from './body/code-text';
import { scanInline } from './body/inline';
import { splitSentences } from './body/sentences';
import type { Card, CodeLink, Point, Position, Range } from './types';

/**
 * The sentence of an answer in which a code link stands: Markdown on one line, as it is read anywhere. A link outside of
 * any key point (in a table, say) has the text of its block; one that is nowhere has none.
 */
export function noteOf(card: Card, link: CodeLink): string {
  return withoutMarks(passageOf(card, link));
}

/** Only here does a `!` in code say that it must resolve. */
function withoutMarks(markdown: string): string {
  let text = markdown;
  for (const { content } of scanInline(markdown).codes.toReversed()) {
    const length = markLength(text.slice(content.start, content.end));
    text = text.slice(0, content.start) + text.slice(content.start + length);
  }
  return text;
}

function passageOf(card: Card, link: CodeLink): string {
  const section = card.sections[link.section];
  const point = section?.points.findLast(({ range }) => holds(range, link.range.start));
  if (point !== undefined) return sentenceOf(point, card, link);
  const block = section?.blocks.find((each) => each.type === 'markdown' && holds(each.range, link.range.start));
  return block?.type === 'markdown' ? block.markdown : '';
}

function sentenceOf(point: Point, card: Card, link: CodeLink): string {
  const { markdown } = point;
  const scan = scanInline(markdown);
  const sameName = card.codeLinks.filter(({ text, range }) => text === link.text && holds(point.range, range.start));
  // The same name may stand in several sentences of one point.
  let before = sameName.indexOf(link);
  for (const { start, end } of splitSentences(markdown, [...scan.codes, ...scan.links, ...scan.emphases])) {
    const here = codeLinksIn(markdown, scan, start, end).filter((found) => found.link.text === link.text).length;
    if (before < here) return markdown.slice(start, end);
    before -= here;
  }
  return markdown;
}

const holds = ({ start, end }: Range, at: Position): boolean => !isBefore(at, start) && !isBefore(end, at);

const isBefore = (a: Position, b: Position): boolean => a.line < b.line || (a.line === b.line && a.column < b.column);

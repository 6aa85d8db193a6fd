import { buildDetails } from './reading/details-tree';
import { findHeadings, isBlank, scanCode } from './reading/lines';
import { htmlToMarkdown } from './reading/html';
import { Outline } from './reading/outline';
import { Places } from './reading/places';
import { cleanQuestion, saysAsk } from './reading/question-text';
import { scoreOf } from './reading/signals';
import { isGenericSummary } from './reading/summaries';
import type { SourceDocument } from '../document';
import type { DialectParser, DialectResult } from './dialect';
import type { DetailsNode } from './reading/details-tree';

/** `<details><summary>Question</summary>Answer</details>`, wherever it stands in the file. */
export const details: DialectParser = {
  id: 'details',
  score: (document) => scoreOf(document, 'details'),
  parse: parseDetails,
};

function parseDetails(document: SourceDocument): DialectResult {
  const outline = new Outline(document);
  const code = scanCode(document.lines);
  const places = new Places(document);
  const found = findHeadings(document, code);
  const roots = buildDetails(document, code, places);
  let nextHeading = 0;
  let asking = false;
  /** What stands between the blocks belongs to no card. */
  let loose = 0;

  const passTo = (line: number): void => {
    for (let heading = found[nextHeading]; heading !== undefined && heading.line < line; heading = found[nextHeading]) {
      nextHeading++;
      if (heading.line < loose) continue;
      passText(loose, heading.line);
      const text = (document.lines[heading.line] ?? '').slice(heading.from, heading.to);
      asking = saysAsk(text);
      if (heading.level !== 1 || !outline.takeTitle(text)) {
        outline.openRound(heading.line, heading.from, heading.to);
      }
      loose = heading.end;
    }
    passText(loose, line);
  };
  const passText = (first: number, end: number): void => {
    if (outline.hasCards) outline.drop(first, end);
    else outline.introduce(first, end);
  };

  // A stack instead of recursion: blocks may be nested as deep as the file is long.
  const stack = [...roots].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const from = places.at(node.start);
    const to = places.at(node.end);
    if (from.line > loose) passTo(from.line);
    loose = Math.max(loose, from.line);
    const summary = readSummary(document, node);
    if (isTopic(document, node)) {
      outline.openNamedRound(summary.text, { start: places.at(summary.start), end: places.at(summary.end) });
      asking = saysAsk(summary.text);
      stack.push(...[...node.children].reverse());
      loose = Math.max(loose, places.at(node.children[0]?.start ?? node.end).line);
      continue;
    }
    outline.dropped += summary.dropped;
    if (summary.text === '' || isGenericSummary(summary.text, document)) {
      outline.dropped++;
    } else {
      const clean = cleanQuestion(summary.text);
      outline.addCard({
        question: clean.question,
        ...(clean.difficulty === undefined ? {} : { difficulty: clean.difficulty }),
        range: { start: places.at(summary.start), end: places.at(summary.end) },
        start: from,
        kind: asking ? 'ask' : 'answer',
        answer: { from: places.at(node.contentStart), to: places.at(node.contentEnd) },
      });
    }
    loose = Math.max(loose, to.line + (isBlank((document.lines[to.line] ?? '').slice(to.column)) ? 1 : 0));
  }
  passTo(document.lines.length);
  return outline.result();
}

interface Summary {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly dropped: number;
}

function readSummary(document: SourceDocument, node: DetailsNode): Summary {
  const inner = document.text.slice(node.summaryStart, node.summaryEnd);
  const { markdown, dropped } = htmlToMarkdown(inner);
  const start = node.summaryStart + (inner.length - inner.trimStart().length);
  const text = markdown.replace(/\s+/g, ' ').trim();
  return { text, start, end: Math.max(start, node.summaryStart + inner.trimEnd().length), dropped };
}

/** A block that only holds blocks with questions of their own. */
function isTopic(document: SourceDocument, { children, contentStart, contentEnd }: DetailsNode): boolean {
  const [first] = children;
  if (first === undefined || children.every((child) => isGenericSummary(readSummary(document, child).text, document)))
    return false;
  let at = contentStart;
  for (const end of [...children, { start: contentEnd, end: contentEnd }]) {
    const own = document.text.slice(at, Math.max(at, end.start));
    if (own.length > 2000 || own.replace(/<[^<>]{0,200}>/g, '').replace(/[\s\-*+>\d.)|]/g, '') !== '') return false;
    at = end.end;
  }
  return true;
}

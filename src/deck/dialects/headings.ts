import { position } from '../document';
import { buildDetails } from './reading/details-tree';
import { findHeadings, isBlank, isThematicBreak, scanCode } from './reading/lines';
import { Outline } from './reading/outline';
import { Places } from './reading/places';
import {
  cleanQuestion,
  cutQuestion,
  endsAsQuestion,
  hasQuestionLabel,
  isNumbered,
  saysAsk,
  startsAsQuestion,
} from './reading/question-text';
import { scoreOf } from './reading/signals';
import { isTheAnswer, saysAnswer } from './reading/summaries';
import type { SourceDocument } from '../document';
import type { DialectParser, DialectResult } from './dialect';
import type { Heading } from './reading/lines';

type Role = 'title' | 'topic' | 'card' | 'text';

interface Placed extends Heading {
  readonly text: string;
  /** The next heading's line. */
  readonly until: number;
  readonly hasText: boolean;
}

/** From this share of questions on, the other headings of the level are questions as well. */
const QUESTIONS_SHARE = 0.6;
/** From so often on, a heading is a label. */
const REPEATED = 3;
const ANSWER = /^[*_\s]*(?:answers?|solution|explanation|example|output|result|code|follow[- ]?ups?)\b/i;
const FRAME =
  /^(?:table of contents?|contents?|toc|index|licen[cs]e|contribut\w*|contributing guide|credits?|acknowledge?ments?|references?|resources|further reading|links|authors?|about|support|star history|donat\w*|changelog|prerequisites|installation|usage|getting started|introduction|disclaimer|conclusion|overview|legend|how to use.*)$/i;

/** `### Question?` headings with the answer below, under topic headings. */
export const headings: DialectParser = {
  id: 'headings',
  score: (document) => scoreOf(document, 'headings'),
  parse: parseHeadings,
};

function parseHeadings(document: SourceDocument): DialectResult {
  const outline = new Outline(document);
  const code = scanCode(document.lines);
  const folded = foldedAnswers(document, code);
  const placed = place(document, code, folded);
  const roles = assignRoles(placed);
  outline.introduce(0, roles[0] === 'title' ? 0 : (placed[0]?.line ?? document.lines.length));

  let introduced = false;
  let asking = false;
  placed.forEach((heading, index) => {
    const role = roles[index];
    if (role === 'title') {
      outline.takeTitle(heading.text);
      outline.introduce(heading.end, heading.until);
      asking = saysAsk(heading.text);
      introduced = outline.introduction !== undefined;
    } else if (role === 'topic') {
      outline.openRound(heading.line, heading.from, heading.to);
      asking = saysAsk(heading.text);
      if (introduced || outline.hasCards || FRAME.test(cleanQuestion(heading.text).question)) {
        outline.drop(heading.end, heading.until);
      } else {
        outline.introduce(heading.end, heading.until);
        introduced = true;
      }
    } else if (role === 'card') {
      let next = index + 1;
      while (roles[next] === 'text') next++;
      const end = placed[next]?.line ?? document.lines.length;
      // What stands above a folded answer is what the question is about.
      const fold = folded.subarray(heading.end, end).indexOf(ANSWER_FOLD);
      const start = heading.end + Math.max(0, fold);
      const setting = document.lines.slice(heading.end, start).join('\n').trim();
      outline.addCard({
        ...cutQuestion(document, heading.line, heading.from, heading.to),
        kind: asking ? 'ask' : 'answer',
        ...(setting === '' ? {} : { setting }),
        answer: { from: position(start, 0), to: position(end, 0) },
      });
    }
  });
  return outline.result();
}

function place(document: SourceDocument, code: Uint8Array, folded: Uint8Array): Placed[] {
  const { lines } = document;
  const found = findHeadings(document, code).filter(({ line }) => folded[line] === 0);
  return found.map((heading, index) => {
    const until = found[index + 1]?.line ?? lines.length;
    let hasText = false;
    for (let line = heading.end; line < until && !hasText; line++) {
      hasText = !isBlank(lines[line]) && !isThematicBreak(lines[line] ?? '');
    }
    return { ...heading, text: (lines[heading.line] ?? '').slice(heading.from, heading.to), until, hasText };
  });
}

const FOLDED = 1;
const ANSWER_FOLD = 2;

/**
 * Lines of `<details>` blocks that only fold an answer away: a heading there is part of the answer. The first line of one
 * that says it is the answer, and not just more of it, is an `ANSWER_FOLD`.
 */
function foldedAnswers(document: SourceDocument, code: Uint8Array): Uint8Array {
  const folded = new Uint8Array(document.lines.length);
  if (!/<details/i.test(document.text)) return folded;
  const places = new Places(document);
  const open = buildDetails(document, code, places);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const summary = document.text.slice(node.summaryStart, node.summaryEnd);
    // One that is never closed would take in the next question.
    const isClosed = node.end > node.contentEnd;
    if (!isClosed || !saysAnswer(summary, document)) {
      open.push(...node.children);
      continue;
    }
    const first = places.at(node.start).line;
    folded.fill(FOLDED, first, places.at(node.contentEnd).line + 1);
    if (isTheAnswer(summary, document)) folded[first] = ANSWER_FOLD;
  }
  return folded;
}

function assignRoles(placed: readonly Placed[]): Role[] {
  const labels = repeatedLabels(placed);
  const asks = placed.map(({ text }) => !labels.has(text) && (endsAsQuestion(text) || hasQuestionLabel(text)));
  const level = questionLevel(placed, asks, labels);
  const atLevel = placed.filter(
    (heading) => heading.level === level && !ANSWER.test(heading.text) && !labels.has(heading.text),
  );
  const share =
    placed.filter((heading, index) => heading.level === level && asks[index] === true).length / atLevel.length;
  const inner = deeperQuestions(placed, asks);
  const numbered = atLevel.filter(({ text }) => isNumbered(text)).length / atLevel.length >= QUESTIONS_SHARE;

  let inCard = false;
  return placed.map((heading, index) => {
    const role = roleOf(heading, index);
    inCard = role === 'card' || (role === 'text' && inCard);
    return role;
  });

  function roleOf(heading: Placed, index: number): Role {
    const { text } = heading;
    if (inCard && (ANSWER.test(text) || labels.has(text))) return 'text';
    // Where every question has its number, a heading below without one is part of the answer.
    if (inCard && numbered && heading.level > level && !isNumbered(text)) return 'text';
    const isQuestion = asks[index] === true;
    const next = placed[index + 1];
    const hasText = heading.hasText || (next !== undefined && next.level > heading.level && labels.has(next.text));
    const holdsQuestions = inner[index] === true;
    if (index === 0 && heading.level === 1 && (!isQuestion || (level > 1 && holdsQuestions))) return 'title';
    if (isQuestion) return holdsQuestions && !hasText ? 'topic' : 'card';
    if (heading.level > level) return inCard ? 'text' : 'topic';
    if (heading.level < level || !hasText) return 'topic';
    const title = cleanQuestion(text);
    if (FRAME.test(title.question)) return 'topic';
    return startsAsQuestion(title.question) || numbered || (share >= QUESTIONS_SHARE && !holdsQuestions)
      ? 'card'
      : 'topic';
  }
}

/** Headings without a number that come again and again, such as "When to use it?": parts of answers. */
function repeatedLabels(placed: readonly Placed[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { text } of placed) counts.set(text, (counts.get(text) ?? 0) + 1);
  const repeated = [...counts].filter(([text, count]) => count >= REPEATED && !isNumbered(text));
  const labels = new Set(repeated.map(([text]) => text));
  const top = placed.reduce((least, { level, text }) => (labels.has(text) ? least : Math.min(least, level)), 7);
  // They need something to be part of.
  for (const { level, text } of placed) if (level <= top) labels.delete(text);
  return labels;
}

/** The level that most questions stand at; of equals, the deeper one. */
function questionLevel(placed: readonly Placed[], asks: readonly boolean[], labels: ReadonlySet<string>): number {
  const counts = new Array<number>(7).fill(0);
  placed.forEach(({ level, text }, index) => {
    if (labels.has(text)) return;
    const weight = asks[index] === true ? 1 : startsAsQuestion(cleanQuestion(text).question) ? 0.4 : 0;
    counts[level] = (counts[level] ?? 0) + weight;
  });
  let best = 6;
  for (let level = 6; level > 0; level--) if ((counts[level] ?? 0) > (counts[best] ?? 0)) best = level;
  return best;
}

/** For each heading, whether a question stands below it at a deeper level. */
function deeperQuestions(placed: readonly Placed[], asks: readonly boolean[]): readonly boolean[] {
  const holds = new Array<boolean>(placed.length).fill(false);
  // Headings that are still open, from the outermost in.
  const open: { index: number; level: number }[] = [];
  placed.forEach(({ level }, index) => {
    while ((open.at(-1)?.level ?? 0) >= level) open.pop();
    if (asks[index] === true) for (const outer of open) holds[outer.index] = true;
    open.push({ index, level });
  });
  return holds;
}

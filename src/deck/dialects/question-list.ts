import { position } from '../document';
import { findHeadings, isBlank, scanCode } from './reading/lines';
import { isBackLink, Outline } from './reading/outline';
import { cleanQuestion, cutQuestion, endsAsQuestion, saysAsk, startsAsQuestion } from './reading/question-text';
import { scoreOf } from './reading/signals';
import type { SourceDocument } from '../document';
import type { DialectParser, DialectResult } from './dialect';
import type { Heading } from './reading/lines';

interface Item {
  readonly line: number;
  readonly indent: number;
  readonly from: number;
  /** The line after its text, before the items inside it. */
  readonly textEnd: number;
  /** The line after everything that is indented below it. */
  end: number;
  readonly asks: boolean;
}

const ITEM = /^([ \t]*)(?:[-*+]|\(?\d{1,4}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)/;
const LINK_ITEM = /^\[[^[\]]*\]\(#[^()]*\)\s*$/;

/** Lists of questions without answers; where the section says so, questions to ask the other side. */
export const questionList: DialectParser = {
  id: 'question-list',
  score: (document) => scoreOf(document, 'question-list'),
  parse: parseQuestionList,
};

function parseQuestionList(document: SourceDocument): DialectResult {
  const outline = new Outline(document);
  const code = scanCode(document.lines);
  const found = findHeadings(document, code);
  const first = found[0]?.line ?? document.lines.length;
  const asking: { level: number; ask: boolean }[] = [{ level: 0, ask: false }];
  const isAsk = (): boolean => asking.some(({ ask }) => ask);

  readSection(outline, code, 0, first, isAsk);
  found.forEach((heading, index) => {
    const end = found[index + 1]?.line ?? document.lines.length;
    const text = (document.lines[heading.line] ?? '').slice(heading.from, heading.to);
    // What a heading says holds for the headings below it.
    while ((asking.at(-1)?.level ?? 0) >= heading.level) asking.pop();
    asking.push({ level: heading.level, ask: saysAsk(text) });
    openHeading(outline, heading, text);
    readSection(outline, code, heading.end, end, isAsk);
  });
  return outline.result();
}

function openHeading(outline: Outline, heading: Heading, text: string): void {
  if (heading.level !== 1 || !outline.takeTitle(text)) {
    outline.openRound(heading.line, heading.from, heading.to);
  }
}

function readSection(outline: Outline, code: Uint8Array, first: number, end: number, isAsk: () => boolean): void {
  const { document } = outline;
  const items = findItems(document, code, first, end);
  const starters = items.filter((item) => item.indent === 0);
  // In a list of questions, an item without a question mark is one as well ("Tell me about yourself.").
  const most = starters.filter((item) => item.asks).length * 2 > starters.length;
  const answered = withAnswersBetween(document, items, end);
  const byLine = new Map((answered ?? items).map((item) => [item.line, item]));
  const intro = document.lines.slice(first, items[0]?.line ?? end).join(' ');
  const kind = isAsk() || saysAsk(intro) ? 'ask' : 'answer';

  let loose = first;
  const passText = (until: number): void => {
    if (until > loose && outline.hasCards) outline.drop(loose, until);
    else if (until > loose) outline.introduce(loose, until);
    loose = until;
  };
  for (let line = first; line < end;) {
    const item = byLine.get(line);
    const text = document.lines[line] ?? '';
    if (item === undefined) {
      const isQuestion =
        code[line] !== 1 && /^\S/.test(text) && endsAsQuestion(text) && isParagraphOfQuestions(document, line);
      if (isQuestion) {
        passText(line);
        outline.addCard({ ...cutQuestion(document, line, 0, text.length), kind });
        loose = line + 1;
      }
      line++;
      continue;
    }
    const cut = cutQuestion(document, line, item.from, text.length);
    const isLink = LINK_ITEM.test(text.slice(item.from)) || isBackLink(text);
    const isCard = !isLink && (item.asks || startsAsQuestion(cut.question) || (most && item.indent === 0));
    passText(line);
    if (!isCard) {
      // "Team:" over a list of questions is neither a question nor an answer; its items are looked at one by one.
      outline.dropped++;
      line = item.textEnd;
      loose = line;
      continue;
    }
    const wrapped = document.lines.slice(line + 1, item.textEnd).map((more) => more.trim());
    const question = wrapped.length === 0 ? cut.question : cleanQuestion([cut.question, ...wrapped].join(' ')).question;
    const last = item.textEnd - 1;
    const range =
      wrapped.length === 0
        ? cut.range
        : { start: cut.range.start, end: position(last, (document.lines[last] ?? '').trimEnd().length) };
    const hasMore = document.lines.slice(item.textEnd, item.end).some((more) => !isBlank(more));
    outline.addCard({
      ...cut,
      question,
      range,
      kind,
      ...(hasMore ? { answer: { from: position(item.textEnd, 0), to: position(item.end, 0) } } : {}),
    });
    line = item.end;
    loose = line;
  }
  passText(end);
}

/**
 * The questions of a section where they are numbered and most have their answers below them without being indented, so
 * that Markdown sees a list interrupted by text; each then goes up to the next. Undefined for any other section.
 */
function withAnswersBetween(document: SourceDocument, items: readonly Item[], end: number): Item[] | undefined {
  const questions: Item[] = [];
  let number = -1;
  let tasks = 0;
  for (const item of items) {
    const own = Number(/^ {0,3}(\d{1,4})[.)]/.exec(document.lines[item.line] ?? '')?.[1] ?? -1);
    // A numbered list in an answer begins anew.
    if (own <= number) continue;
    if (item.asks) {
      number = own;
      questions.push(item);
    } else tasks++;
  }
  // The steps of an exercise, some of them questions.
  if (tasks > questions.length / 2) return undefined;
  const answered = questions.map((item, index) => ({ ...item, end: questions[index + 1]?.line ?? end }));
  const withText = answered.filter((item) =>
    document.lines
      .slice(item.textEnd, item.end)
      .some((line) => /^\S/.test(line) && !ITEM.test(line) && !isBackLink(line)),
  );
  return answered.length > 1 && withText.length * 2 > answered.length ? answered : undefined;
}

/** The list items of a section, with what belongs to each. */
function findItems(document: SourceDocument, code: Uint8Array, first: number, end: number): Item[] {
  const items: Item[] = [];
  const open: Item[] = [];
  const { lines } = document;
  for (let line = first; line < end; line++) {
    const text = lines[line] ?? '';
    if (isBlank(text)) continue;
    const indent = text.length - text.trimStart().length;
    const marker = code[line] === 1 ? null : ITEM.exec(text);
    if (marker === null && indent > 0) continue;
    while ((open.at(-1)?.indent ?? -1) >= indent) close(open, line);
    if (marker === null) continue;
    const from = marker[0].length;
    let textEnd = line + 1;
    while (
      textEnd < end &&
      continues(lines[textEnd]) &&
      code[textEnd] !== 1 &&
      !endsAsQuestion(lines[textEnd - 1] ?? '')
    )
      textEnd++;
    const whole = textEnd === line + 1 ? text.slice(from) : lines.slice(line, textEnd).join(' ').slice(from);
    const item: Item = { line, indent, from, textEnd, end, asks: endsAsQuestion(whole) };
    items.push(item);
    open.push(item);
    line = textEnd - 1;
  }
  return items;
}

function close(open: Item[], line: number): void {
  const item = open.pop();
  if (item !== undefined) item.end = Math.max(item.textEnd, line);
}

/** A line that goes on with the item's text. */
function continues(line: string | undefined): boolean {
  return line !== undefined && !isBlank(line) && !ITEM.test(line) && !/^\s*(?:#|```|~~~|>|\||<)/.test(line);
}

/** Every line of the paragraph is a question: a list without marks. */
function isParagraphOfQuestions(document: SourceDocument, line: number): boolean {
  const before = document.lines[line - 1];
  const after = document.lines[line + 1];
  return (isBlank(before) || endsAsQuestion(before ?? '')) && (isBlank(after) || endsAsQuestion(after ?? ''));
}

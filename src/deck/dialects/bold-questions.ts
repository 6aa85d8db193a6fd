import { position } from '../document';
import { findHeadings, isBlank, scanCode } from './reading/lines';
import { Outline } from './reading/outline';
import { cleanQuestion, cutQuestion, endsAsQuestion, endsInGrade, saysAsk } from './reading/question-text';
import { scoreOf } from './reading/signals';
import type { SourceDocument } from '../document';
import type { DialectParser, DialectResult } from './dialect';

interface BoldQuestion {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  /** Where the answer may start on the same line. */
  readonly after: number;
}

const LEAD = /^\s*(?:(?:[-*+]|\d{1,4}[.)])\s+)?(\*\*|__)(?!\s)/;
const REST_OF_QUESTION = /^(?:\s|[^\p{L}\p{N}\s<`[(*_]|<br\s?\/?>|\\$)*/u;

/** `**Question? 🟢**` in bold at the start of a paragraph or a list item, the answer behind or below it. */
export const boldQuestions: DialectParser = {
  id: 'bold-questions',
  score: (document) => scoreOf(document, 'bold-questions'),
  parse: parseBoldQuestions,
};

function parseBoldQuestions(document: SourceDocument): DialectResult {
  const { lines } = document;
  const outline = new Outline(document);
  const code = scanCode(lines);
  const headings = new Map(findHeadings(document, code).map((heading) => [heading.line, heading]));
  const isQuestion = gradesAll(lines, code) ? asksOrIsGraded : endsAsQuestion;
  let open: BoldQuestion | undefined;
  let asking = false;
  /** Lines from here on belong to nothing yet. */
  let loose = 0;

  const close = (end: number): void => {
    if (open === undefined) {
      if (outline.hasCards) outline.drop(loose, end);
      else outline.introduce(loose, end);
      return;
    }
    outline.addCard({
      ...cutQuestion(document, open.line, open.from, open.to),
      kind: asking ? 'ask' : 'answer',
      answer: { from: position(open.line, open.after), to: position(end, 0) },
    });
    open = undefined;
  };

  lines.forEach((line, number) => {
    if (code[number] === 1) return;
    const heading = headings.get(number);
    if (heading !== undefined) {
      close(number);
      loose = heading.end;
      const text = line.slice(heading.from, heading.to);
      asking = saysAsk(text);
      if (heading.level !== 1 || !outline.takeTitle(text)) {
        outline.openRound(number, heading.from, heading.to);
      }
      return;
    }
    const question = boldQuestion(line, number, isBlank(lines[number - 1]), isQuestion);
    if (question === undefined) return;
    close(number);
    open = question;
  });
  close(lines.length);
  return outline.result();
}

/** Most questions have a grade: then a bold line with one is a question too, such as "**The CAP theorem 🟡**". */
function gradesAll(lines: readonly string[], code: Uint8Array): boolean {
  let questions = 0;
  let graded = 0;
  lines.forEach((line, number) => {
    if (code[number] === 1 || !boldQuestion(line, number, isBlank(lines[number - 1]), endsAsQuestion)) return;
    questions++;
    if (endsInGrade(line.trimEnd().replace(/(?:\*\*|__)$/, ''))) graded++;
  });
  return graded * 2 > questions;
}

function asksOrIsGraded(text: string): boolean {
  return endsAsQuestion(text) || endsInGrade(text);
}

function boldQuestion(
  line: string,
  number: number,
  afterBlank: boolean,
  isQuestion: (text: string) => boolean,
): BoldQuestion | undefined {
  const lead = LEAD.exec(line);
  if (lead?.[1] === undefined) return undefined;
  const from = lead[0].length;
  const to = line.indexOf(lead[1], from);
  if (to < 0 || !isQuestion(line.slice(from, to))) return undefined;
  const rest = line.slice(to + 2);
  const after = to + 2 + (REST_OF_QUESTION.exec(rest.slice(0, 40))?.[0].length ?? 0);
  // Inside a paragraph, only a line of its own is a question; otherwise the bold words are emphasis.
  const isItem = /^\s*(?:[-*+]|\d)/.test(line) && !line.trimStart().startsWith('**');
  if (!afterBlank && !isItem && after < line.trimEnd().length) return undefined;
  // Grades may stand behind the bold text.
  return { line: number, from: from - 2, to: gradeEnd(line, to + 2, after), after };
}

function gradeEnd(line: string, bold: number, after: number): number {
  return cleanQuestion(`x ${line.slice(bold, after)}`).difficulty === undefined ? bold : after;
}

import { position } from '../document';
import { readClozes } from './reading/cloze';
import { findHeadings, isBlank, isThematicBreak, scanCode } from './reading/lines';
import { Outline } from './reading/outline';
import { labelOf } from './reading/qa-label';
import { cleanQuestion, cutQuestion, saysAsk } from './reading/question-text';
import { scoreOf } from './reading/signals';
import type { SourceDocument } from '../document';
import type { DialectParser, DialectResult } from './dialect';

interface OpenCard {
  readonly line: number;
  readonly column: number;
  /** Lines of the question: from its first up to but not including this one. */
  questionEnd: number;
  answer?: { readonly line: number; readonly column: number };
}

/** `Q:` and `A:` lines with the blocks below them, and `C:` lines with gaps. */
export const qaLines: DialectParser = {
  id: 'qa-lines',
  score: (document) => scoreOf(document, 'qa-lines'),
  parse: (document) => new QaReader(document).read(),
};

class QaReader {
  readonly #outline: Outline;
  readonly #code: Uint8Array;
  #open: OpenCard | undefined;
  #asking = false;
  #loose = 0;

  constructor(readonly document: SourceDocument) {
    this.#outline = new Outline(document);
    this.#code = scanCode(document.lines);
  }

  read(): DialectResult {
    const { lines } = this.document;
    const headings = new Map(findHeadings(this.document, this.#code).map((heading) => [heading.line, heading]));
    for (let line = 0; line < lines.length; line++) {
      if (this.#code[line] === 1) continue;
      const text = lines[line] ?? '';
      const label = labelOf(text);
      const heading = headings.get(line);
      if (label?.kind === 'question') this.#question(line, label.end);
      else if (label?.kind === 'answer' && this.#open !== undefined) this.#answer(line, label.end);
      else if (label?.kind === 'cloze') line = this.#cloze(line, label.end) - 1;
      else if (heading !== undefined && label === undefined) {
        this.#close(line);
        this.#heading(line, heading.level, heading.from, heading.to);
      } else if (isThematicBreak(text) && this.#open?.answer !== undefined) {
        this.#close(line);
        this.#loose = line + 1;
      }
    }
    this.#close(lines.length);
    return this.#outline.result();
  }

  #question(line: number, column: number): void {
    this.#close(line);
    this.#open = { line, column, questionEnd: this.#endOfText(line) };
  }

  /** The line after a text that begins on this one: a blank line, code and the next label end it. */
  #endOfText(line: number): number {
    const { lines } = this.document;
    let end = line + 1;
    while (
      end < lines.length &&
      !isBlank(lines[end]) &&
      this.#code[end] !== 1 &&
      labelOf(lines[end] ?? '') === undefined
    )
      end++;
    return end;
  }

  #answer(line: number, column: number): void {
    const open = this.#open;
    if (open === undefined || open.answer !== undefined) return;
    open.answer = { line, column };
  }

  #heading(line: number, level: number, from: number, to: number): void {
    const text = (this.document.lines[line] ?? '').slice(from, to);
    this.#asking = saysAsk(text);
    if (level !== 1 || !this.#outline.takeTitle(text)) {
      this.#outline.openRound(line, from, to);
    }
    this.#loose = line + 1;
  }

  #close(end: number): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) {
      if (this.#outline.hasCards) this.#outline.drop(this.#loose, end);
      else this.#outline.introduce(this.#loose, end);
      this.#loose = end;
      return;
    }
    const { lines } = this.document;
    const { answer } = open;
    // Without an `A:` only the line itself is sure to be the question.
    const questionEnd = answer === undefined ? open.line + 1 : Math.min(open.questionEnd, answer.line);
    const first = cutQuestion(this.document, open.line, open.column, (lines[open.line] ?? '').length);
    const more = lines.slice(open.line + 1, questionEnd).map((line) => line.trim());
    const whole = more.length === 0 ? first.question : cleanQuestion([first.question, ...more].join(' ')).question;
    const lastLine = questionEnd - 1;
    const range =
      more.length === 0
        ? first.range
        : { start: first.range.start, end: position(lastLine, (lines[lastLine] ?? '').trimEnd().length) };
    const between = answer !== undefined && lines.slice(questionEnd, answer.line).some((line) => !isBlank(line));
    const card = { ...first, question: whole, range, kind: this.#asking ? ('ask' as const) : ('answer' as const) };
    if (answer === undefined || !between) {
      const from = answer === undefined ? position(questionEnd, 0) : position(answer.line, answer.column);
      this.#outline.addCard({ ...card, answer: { from, to: position(end, 0) } });
    } else {
      // Code that belongs to the question is shown with the answer rather than lost; only the label goes.
      const text = [
        ...lines.slice(questionEnd, answer.line),
        (lines[answer.line] ?? '').slice(answer.column),
        ...lines.slice(answer.line + 1, end),
      ].join('\n');
      this.#outline.addRewritten(card, text, this.document.rangeOfLines(questionEnd, end));
    }
    this.#loose = end;
  }

  /** Returns the line after the cloze text. */
  #cloze(line: number, column: number): number {
    this.#close(line);
    const { lines } = this.document;
    const end = this.#endOfText(line);
    const text = [(lines[line] ?? '').slice(column), ...lines.slice(line + 1, end)].join('\n');
    const place = offsetPlace(text, line, column);
    const range = { start: position(line, column), end: place(text.trimEnd().length) };
    const clozes = readClozes(text, 'brackets');
    for (const { question, hidden } of clozes) {
      const card = { question: question.replace(/\s+/g, ' '), range };
      const [only] = hidden;
      if (hidden.length === 1 && only !== undefined) {
        this.#outline.addCard({ ...card, answer: { from: place(only.start), to: place(only.end) } });
      } else {
        this.#outline.addRewritten(card, hidden.map((gap) => `- ${gap.text}`).join('\n'), range);
      }
    }
    if (clozes.length === 0) this.#outline.drop(line, end);
    this.#loose = end;
    return end;
  }
}

/** Turns offsets in a text that starts at a line's column into places; each call goes through the text once. */
function offsetPlace(text: string, line: number, column: number) {
  return (offset: number): { line: number; column: number } => {
    const before = text.slice(0, offset);
    const lastBreak = before.lastIndexOf('\n');
    if (lastBreak < 0) return position(line, column + offset);
    return position(line + before.split('\n').length - 1, offset - lastBreak - 1);
  };
}

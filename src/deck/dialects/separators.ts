import { position } from '../document';
import { splitInline } from './reading/inline-separator';
import { findHeadings, isBlank, isThematicBreak, scanCode } from './reading/lines';
import { Outline } from './reading/outline';
import { cleanQuestion, cutQuestion } from './reading/question-text';
import { isSeparatorLine, scoreOf } from './reading/signals';
import type { SourceDocument } from '../document';
import type { DialectParser, DialectResult } from './dialect';
import type { Heading } from './reading/lines';
import type { InlineCard } from './reading/inline-separator';

/** Obsidian's scheduling notes and tag lines: kept by another program, nothing to read. */
const BOOKKEEPING = /^\s*(?:<!--SR:.*-->|#[\p{L}\p{N}_/-]+(?:\s+#[\p{L}\p{N}_/-]+)*)\s*$/u;
const TRAILING_BOOKKEEPING = /<!--SR:/;

/**
 * `question :: answer` lines and blocks with a lone `?` between question and answer. `:::` and `??` make two cards, one
 * each way round.
 */
export const separators: DialectParser = {
  id: 'separators',
  score: (document) => scoreOf(document, 'separators'),
  parse: (document) => new SeparatorReader(document).read(),
};

class SeparatorReader {
  readonly #outline: Outline;
  readonly #code: Uint8Array;
  readonly #headings: ReadonlyMap<number, Heading>;

  constructor(readonly document: SourceDocument) {
    this.#outline = new Outline(document);
    this.#code = scanCode(document.lines);
    this.#headings = new Map(findHeadings(document, this.#code).map((heading) => [heading.line, heading]));
  }

  read(): DialectResult {
    const { lines } = this.document;
    for (let line = 0; line < lines.length;) {
      if (isBlank(lines[line])) line++;
      else line = this.#block(line);
    }
    return this.#outline.result();
  }

  /** Reads the block that starts at the line; returns the line after it. */
  #block(first: number): number {
    const { lines } = this.document;
    let separator = -1;
    let end = first;
    for (; end < lines.length; end++) {
      if (this.#code[end] === 1) continue;
      const text = lines[end] ?? '';
      if (isBlank(text)) break;
      if (separator < 0 && end > first && isSeparatorLine(text)) separator = end;
    }
    if (separator >= 0) {
      const start = this.#questionStart(first, separator);
      this.#lines(first, start);
      this.#multiLine(start, separator, end);
    } else {
      this.#lines(first, end);
    }
    return end;
  }

  /** Headings and bookkeeping right above a question, without a blank line, are not part of it. */
  #questionStart(first: number, separator: number): number {
    const { lines } = this.document;
    let start = separator - 1;
    while (
      start > first &&
      !this.#headings.has(start - 1) &&
      !BOOKKEEPING.test(lines[start - 1] ?? '') &&
      splitInline(lines[start - 1] ?? '') === undefined
    ) {
      start--;
    }
    return start;
  }

  #multiLine(first: number, separator: number, end: number): void {
    const { lines } = this.document;
    const heading = this.#headings.get(first);
    const from = heading?.from ?? MARKER.exec(lines[first] ?? '')?.[0].length ?? 0;
    const cut = cutQuestion(this.document, first, from, (lines[first] ?? '').length);
    const more = lines.slice(first + 1, separator).map((line) => line.trim());
    const last = separator - 1;
    const question = {
      ...cut,
      question: more.length === 0 ? cut.question : cleanQuestion([cut.question, ...more].join(' ')).question,
      range:
        more.length === 0
          ? cut.range
          : { start: cut.range.start, end: position(last, (lines[last] ?? '').trimEnd().length) },
    };
    let answerEnd = end;
    while (answerEnd > separator + 1 && BOOKKEEPING.test(lines[answerEnd - 1] ?? '')) {
      answerEnd--;
      this.#outline.dropped++;
    }
    const answer = { from: position(separator + 1, 0), to: position(answerEnd, 0) };
    this.#outline.addCard({ ...question, answer });
    if ((lines[separator] ?? '').trim() !== '??') return;
    const text = lines
      .slice(separator + 1, answerEnd)
      .join(' ')
      .trim();
    if (text === '') return;
    const back = this.document.rangeOfLines(separator + 1, answerEnd);
    this.#outline.addCard({
      question: cleanQuestion(text).question,
      range: back,
      start: question.range.start,
      answer: { from: question.range.start, to: question.range.end },
    });
  }

  #lines(first: number, end: number): void {
    const { lines } = this.document;
    let loose = first;
    const flush = (until: number): void => {
      if (this.#outline.hasCards) this.#outline.drop(loose, until);
      else this.#outline.introduce(loose, until);
    };
    for (let line = first; line < end; line++) {
      if (this.#code[line] === 1) continue;
      const text = lines[line] ?? '';
      const heading = this.#headings.get(line);
      const inline = splitInline(text);
      const isNoise = BOOKKEEPING.test(text) || isThematicBreak(text);
      if (inline === undefined && heading === undefined && !isNoise) continue;
      flush(line);
      loose = line + 1;
      if (inline !== undefined) this.#inline(line, inline);
      else if (heading !== undefined) this.#heading(heading);
      else if (!isThematicBreak(text)) this.#outline.dropped++;
    }
    flush(end);
  }

  #heading({ line, level, from, to }: Heading): void {
    if (level !== 1 || !this.#outline.takeTitle((this.document.lines[line] ?? '').slice(from, to))) {
      this.#outline.openRound(line, from, to);
    }
  }

  #inline(line: number, { from, left, right, to, reversed }: InlineCard): void {
    const text = this.document.lines[line] ?? '';
    const notes = text.search(TRAILING_BOOKKEEPING);
    if (notes >= right) this.#outline.dropped++;
    const end = notes >= right ? notes : to;
    const start = right + (text.slice(right, end).length - text.slice(right, end).trimStart().length);
    const stop = start + text.slice(start, end).trimEnd().length;
    const question = cutQuestion(this.document, line, from, left);
    this.#outline.addCard({ ...question, answer: { from: position(line, start), to: position(line, stop) } });
    if (!reversed) return;
    const { question: back, range } = cutQuestion(this.document, line, start, stop);
    this.#outline.addCard({ question: back, range, answer: { from: question.range.start, to: question.range.end } });
  }
}

const MARKER = /^\s*(?:(?:[-*+]|\d{1,4}[.)])\s+)?/;

import { stripComments } from '../../body';
import type { SourceDocument } from '../../document';
import type { Dialect } from '../../types';
import { readClozes } from './cloze';
import { findHeadings, isBlank, scanCode } from './lines';
import { cleanQuestion, endsAsQuestion, startsAsQuestion } from './question-text';
import { splitInline } from './inline-separator';
import { isGenericSummary } from './summaries';
import { labelOf } from './qa-label';

type Foreign = Exclude<Dialect, 'native'>;
export type Signals = Readonly<Record<Foreign, number>> & { readonly native: number };

const ANKI_HEADER = /^\ufeff?#(?:separator|html|tags|columns|notetype|deck|(?:notetype|deck|tags|guid) column)\s?[: ]/i;
const BOLD = /^\s*(?:(?:[-*+]|\d{1,4}[.)])\s+)?(?:\*\*|__)(?!\s)(.{1,600}?)(?:\*\*|__)/;
const ITEM = /^\s*(?:[-*+]|\d{1,4}[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)/;

/** How many questions of each dialect the file seems to hold; one pass over its lines. */
function countSignals(document: SourceDocument): Signals {
  const { lines } = document;
  const counts = {
    native: 0,
    headings: 0,
    'bold-questions': 0,
    details: 0,
    'qa-lines': 0,
    separators: 0,
    'question-list': 0,
    'anki-text': 0,
  };
  const code = scanCode(lines);
  const firstLine = lines.findIndex((line) => !isBlank(line));
  if (ANKI_HEADER.test(lines[firstLine] ?? '')) counts['anki-text'] = 1;
  let questions = 0;
  let answers = 0;
  const headingLines = new Set<number>();
  for (const heading of findHeadings(document, code)) {
    headingLines.add(heading.line);
    const text = (lines[heading.line] ?? '').slice(heading.from, heading.to);
    if (labelOf(text)?.kind === 'question') questions++;
    else if (isSeparatorLine(lines[heading.end])) continue;
    else if (endsAsQuestion(text)) counts.headings++;
    else {
      // "### 12. Explain hoisting": a number and a task are nearly as clear as a question mark.
      const { question, start } = cleanQuestion(text);
      if (start > 0 && startsAsQuestion(question)) counts.headings += 0.5;
    }
  }
  lines.forEach((line, number) => {
    if (code[number] === 1) return;
    if (line.includes('<') && /<summary/i.test(line)) counts.details += countSummaries(line, document);
    if (headingLines.has(number)) return;
    if (isNative(line)) counts.native++;
    const label = labelOf(line);
    if (label?.kind === 'question') questions++;
    else if (label?.kind === 'answer') answers++;
    else if (label?.kind === 'cloze')
      counts['qa-lines'] += readClozes(line.slice(label.end), 'brackets').length > 0 ? 1 : 0;
    if (label !== undefined) return;
    if (isSeparatorLine(line) && !isBlank(lines[number - 1]) && !isBlank(lines[number + 1])) counts.separators++;
    else if (line.includes('::') && splitInline(line) !== undefined) counts.separators++;
    const bold = BOLD.exec(line)?.[1];
    if (bold !== undefined && endsAsQuestion(bold)) counts['bold-questions']++;
    else if (ITEM.test(line) && endsAsQuestion(line) && !line.includes('](#')) counts['question-list']++;
    else if (!ITEM.test(line) && /^\S/.test(line) && endsAsQuestion(line) && isBlankOrQuestion(lines[number + 1])) {
      counts['question-list'] += 0.5;
    }
  });
  // Without an answer line, one Q: is a word in a text.
  if (answers > 0 || questions > 1) counts['qa-lines'] += questions;
  return counts;
}

const memo = new WeakMap<SourceDocument, Signals>();

/** A document does not change, so it is counted once for all the dialects that ask. */
function signalsOf(document: SourceDocument): Signals {
  const known = memo.get(document);
  if (known !== undefined) return known;
  const counted = countSignals(document);
  memo.set(document, counted);
  return counted;
}

/**
 * A dialect's score: above one half as soon as it has a question, by its share among the dialects that mark their
 * answers. Questions in lists stand in answers too; they count in full only where nothing else does.
 */
export function scoreOf(document: SourceDocument, dialect: Foreign): number {
  const signals = signalsOf(document);
  // Anki's header lines are certain; so is the native form, which leaves room for no other.
  if (signals['anki-text'] > 0) return dialect === 'anki-text' ? 0.98 : 0;
  const own = signals[dialect];
  if (own === 0 || signals.native > 0) return 0;
  const marked =
    signals.headings + signals['bold-questions'] + signals.details + signals['qa-lines'] + signals.separators;
  if (dialect === 'question-list') return (own < 2 ? 0.3 : 0.7) * (own / (own + marked));
  return (own < 2 ? 0.4 : 0.5) + 0.45 * (own / (marked + signals['question-list'] * 0.5));
}

export function isSeparatorLine(line: string | undefined): boolean {
  return line !== undefined && /^\s*\?{1,2}\s*$/.test(line);
}

function isBlankOrQuestion(line: string | undefined): boolean {
  return line === undefined || isBlank(line) || endsAsQuestion(line);
}

/** `**Q: …**`, a whole line in bold. */
function isNative(line: string): boolean {
  return /^\s{0,3}\*\*Q:\s/.test(line) && stripComments(line).trimEnd().endsWith('**');
}

/** Summaries on the line that name a question; one that goes on below counts. */
function countSummaries(line: string, document: SourceDocument): number {
  let count = 0;
  for (const part of line.toLowerCase().split('<summary').slice(1)) {
    const start = part.indexOf('>') + 1;
    const close = part.indexOf('</summary', start);
    const inner = part.slice(start, close < 0 ? undefined : close);
    const goesOn = close < 0 && inner.trim() === '';
    if (start > 0 && (goesOn || !isGenericSummary(inner, document))) count++;
  }
  return count;
}

import { isCardId, stripComments } from '../../body';
import type { Range } from '../../types';
import { readQuestion, startsQuestion } from './question';

/** A card as its lines show it. */
export interface ScannedCard {
  readonly question: string;
  readonly questionRange: Range;
  readonly range: Range;
  readonly explicitId?: string;
  readonly idRange?: Range;
}

const SPACE = 32;
const TAB = 9;
const HASH = 35;
const STAR = 42;
const PLUS = 43;
const MINUS = 45;
const COLON = 58;
const LESS_THAN = 60;
const EQUALS = 61;
const GREATER_THAN = 62;
const UNDERSCORE = 95;
const BACKTICK = 96;
const PIPE = 124;
const TILDE = 126;

const ID_LINE = /^<!-- id: ([\w.-]{1,64}) -->[ \t]*$/;
const RULES = /^[-*_+ \t]+$/;
const BREAK = /^(?:-{3,}|\*{3,}|_{3,})[ \t]*$/;
const FENCE = /^(`{3,}|~{3,})/;
const ORDERED = /^\d{1,9}[.)](?=[ \t])/;

/**
 * Reads the card of a chunk, lines `first` up to but not including `end`, without parsing its answer. Undefined where
 * only the block parser can tell: then the chunk may still be a card, several, or none. What it gives is what the block
 * parser would give.
 */
export function scanCard(lines: readonly string[], first: number, end: number): ScannedCard | undefined {
  const opening = lines[first] ?? '';
  const question = readQuestion(opening);
  if (!question) return undefined;
  const questionRange = span(first, question.start, question.end);
  let id = question.id && isCardId(question.id.id) ? question.id.id : undefined;
  let idRange = id !== undefined && question.id ? span(first, question.id.start, question.id.end) : undefined;
  let at = first + 1;
  while (at < end && isBlank(lines[at] ?? '')) at += 1;
  const comment = at < end ? ID_LINE.exec(lines[at] ?? '') : null;
  const named = comment?.[1];
  let own = first;
  if (named !== undefined) {
    // A second id, or one that is none, is a matter for the block parser.
    if (question.id || !isCardId(named)) return undefined;
    id = named;
    idRange = span(at, 0, (lines[at] ?? '').trimEnd().length);
    own = at;
    at += 1;
  }
  let last = lastLine(lines, at, end, first + 1);
  if (last === undefined) return undefined;
  last = Math.max(last, own);
  while (last > own && (lines[last] ?? '').trim() === '') last -= 1;
  const column = (lines[last] ?? '').trimEnd().length;
  const text = stripComments(question.text).trim();
  const range = { start: { line: first, column: 0 }, end: { line: last, column } };
  return id === undefined || !idRange
    ? { question: text, questionRange, range }
    : { question: text, questionRange, range, explicitId: id, idRange };
}

/** The answer's last line, -1 when there is none; undefined when something in it may end the card. */
function lastLine(lines: readonly string[], from: number, end: number, below: number): number | undefined {
  let last = -1;
  let blank = false;
  for (let number = from; number < end; number += 1) {
    const line = lines[number] ?? '';
    const start = indentOf(line, 0);
    if (start === line.length) {
      blank = true;
      continue;
    }
    const next = readLine(lines, number, end, start, blank, number === below);
    if (next === 'end') return last;
    if (next === undefined) return undefined;
    number = next;
    last = next;
    blank = false;
  }
  return last;
}

/**
 * The last line of what starts on this line: the line itself, or the line that closes its fence. `end` at a thematic
 * break with nothing below it; undefined in doubt.
 */
function readLine(
  lines: readonly string[],
  number: number,
  end: number,
  start: number,
  afterBlank: boolean,
  below: boolean,
): number | 'end' | undefined {
  const line = lines[number] ?? '';
  const code = line.charCodeAt(start);
  switch (code) {
    case HASH:
    case LESS_THAN:
    case EQUALS:
    case GREATER_THAN:
      return undefined;
    case COLON:
    case PIPE:
      // Right below the question it may make a table of it.
      return below ? undefined : number;
    case BACKTICK:
    case TILDE:
      return fenceEnd(lines, number, end, start);
    case STAR:
    case UNDERSCORE:
    case MINUS:
    case PLUS: {
      const next = line.charCodeAt(start + 1);
      if (next === SPACE || next === TAB) return startsInItem(line, start + 1) ? undefined : number;
      if (RULES.test(line)) return afterBlank && start === 0 ? breakEnd(lines, number, end) : undefined;
      if (code === MINUS && below) return undefined;
      return next === code && startsQuestion(line.slice(start, start + 60)) ? undefined : number;
    }
    default: {
      const marker = code >= 48 && code <= 57 ? ORDERED.exec(line.slice(start, start + 12)) : null;
      return marker && startsInItem(line, start + marker[0].length) ? undefined : number;
    }
  }
}

/** Whether an item's text may be the start of another block; also when it has no text. */
function startsInItem(line: string, from: number): boolean {
  const at = indentOf(line, from);
  if (at === line.length) return true;
  switch (line.charCodeAt(at)) {
    case HASH:
    case LESS_THAN:
    case GREATER_THAN:
    case EQUALS:
    case TILDE:
    case PLUS:
    case MINUS:
      return true;
    case BACKTICK:
      return line.startsWith('```', at);
    case STAR:
    case UNDERSCORE: {
      const next = line.charCodeAt(at + 1);
      return next === SPACE || next === TAB || at + 1 === line.length || RULES.test(line);
    }
    default:
      return false;
  }
}

function fenceEnd(lines: readonly string[], number: number, end: number, start: number): number | undefined {
  const line = lines[number] ?? '';
  const marker = FENCE.exec(line.slice(start))?.[1];
  if (marker === undefined) return number;
  if (start > 0 || (marker.startsWith('`') && line.includes('`', marker.length))) return undefined;
  const character = marker.charCodeAt(0);
  for (let at = number + 1; at < end; at += 1) {
    const other = lines[at] ?? '';
    const from = indentOf(other, 0);
    if (from > 3 || other.charCodeAt(from) !== character) continue;
    let to = from;
    while (other.charCodeAt(to) === character) to += 1;
    if (to - from < marker.length || indentOf(other, to) !== other.length) continue;
    return other.startsWith('\t') ? undefined : at;
  }
  return undefined;
}

function breakEnd(lines: readonly string[], number: number, end: number): 'end' | undefined {
  if (!BREAK.test(lines[number] ?? '')) return undefined;
  for (let at = number + 1; at < end; at += 1) if (!isBlank(lines[at] ?? '')) return undefined;
  return 'end';
}

function isBlank(line: string): boolean {
  return indentOf(line, 0) === line.length;
}

function indentOf(line: string, from: number): number {
  let at = from;
  for (;;) {
    const code = line.charCodeAt(at);
    if (code !== SPACE && code !== TAB) return at;
    at += 1;
  }
}

function span(line: number, from: number, to: number): Range {
  return { start: { line, column: from }, end: { line, column: to } };
}

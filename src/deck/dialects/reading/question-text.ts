import { findIdComment, isCardId, stripComments, withoutQuotes } from '../../body';
import type { SourceDocument } from '../../document';
import type { Range } from '../../types';

/** A question cut out of its line: numbering, wrapping markup, quotes, difficulty and id comment taken off. */
export interface CutQuestion {
  readonly question: string;
  /** Of the question alone. */
  readonly range: Range;
  readonly difficulty?: string;
  readonly explicitId?: string;
  readonly idRange?: Range;
}

export interface CleanQuestion {
  readonly question: string;
  /** Offsets of the question in the text. */
  readonly start: number;
  readonly end: number;
  readonly difficulty?: string;
}

/** What joins emoji or varies them: invisible, and of no meaning here. */
const JOINERS = '\u200c\u200d\ufe0e\ufe0f';
/** Marks that authors grade questions with. */
const GRADES = new Set(Array.from('🟢🟡🟠🔴🔵🟣🟤⚪⚫🟩🟨🟧🟥🟦🟪⬛⬜⭐🌟★☆🌶🔥💀👶🐣🎓🚀💎'));
const GRADE_WORDS =
  /[([{]\s?(easy|medium|hard|simple|difficult|beginner|basic|intermediate|advanced|expert|junior|mid|middle|senior|staff)\s?[)\]}]$/i;
const NUMBERING =
  /^(?:\(?\d{1,4}(?:\.\d{1,4}){0,3}[.):]\)?|\d{1,4}(?:\.\d{1,4}){1,3}|#\d{1,4}[.:]?|\d{1,4}\s?[-\u2013\u2014])\s+(?=\S)/;
const Q_LABEL = /^(?:Q|Question)\s?(?:#?\d{1,4}(?:\.\d{1,4}){0,3}\s?[.:)\u2013\u2014-]|:|\.(?=\s))\s*(?=\S)/i;
const LEADING_ANCHOR = /^<a\s[^<>]*>\s*(?:<\/a>\s*)?/i;
const TRAILING_NOISE = /(?:<a\s[^<>]*>\s?<\/a>|<\/a>|<br\s?\/?>|\\)$/i;

/** Takes everything off the text that is not the question. */
export function cleanQuestion(text: string): CleanQuestion {
  let start = 0;
  let end = text.length;
  let difficulty: string | undefined;
  // Each round takes something off; hardly any question has more layers than this.
  for (let round = 0; round < 12; round++) {
    const before = end - start;
    while (start < end && isSpace(text.charAt(start))) start++;
    while (end > start && isSpace(text.charAt(end - 1))) end--;
    const inner = text.slice(start, end);
    const lead = (LEADING_ANCHOR.exec(inner) ?? NUMBERING.exec(inner) ?? Q_LABEL.exec(inner))?.[0].length ?? 0;
    start += lead;
    if (lead > 0) continue;
    end -= TRAILING_NOISE.exec(inner.slice(-300))?.[0].length ?? 0;
    const wrap = wrapping(text.slice(start, end));
    start += wrap;
    end -= wrap;
    const grade = gradeAtEnd(text.slice(start, end));
    if (grade !== undefined && grade.length < end - start) {
      difficulty ??= grade.text;
      end -= grade.length;
    }
    const leading = gradeAtStart(text.slice(start, end));
    if (leading !== undefined && leading.length < end - start) {
      difficulty ??= leading.text;
      start += leading.length;
    }
    if (end - start === before) break;
  }
  const question = stripComments(text.slice(start, end)).replace(/\s+/g, ' ').trim();
  return { question, start, end, ...(difficulty === undefined ? {} : { difficulty }) };
}

/** The question in part of a line. */
export function cutQuestion(document: SourceDocument, line: number, from: number, to: number): CutQuestion {
  const whole = document.lines[line] ?? '';
  const comment = findIdComment(whole, from);
  const named = comment !== undefined && isCardId(comment.id) ? comment : undefined;
  // Behind the question or right at its start, the comment is not part of it.
  const end = named !== undefined && named.start < to && named.start > from ? named.start : to;
  const clean = cleanQuestion(whole.slice(from, end));
  return {
    question: clean.question,
    range: document.span(line, from + clean.start, from + clean.end),
    ...(clean.difficulty === undefined ? {} : { difficulty: clean.difficulty }),
    ...(named === undefined ? {} : { explicitId: named.id, idRange: document.span(line, named.start, named.end) }),
  };
}

const QUESTION_MARKS = '?\uff1f\u061f\u055e\u037e';
const CLOSING = '*_`"\'\u201d\u2019\u00bb)]}.!:';

const GREEK = /\p{Script=Greek}/u;

/** The text ends in a question mark; quotes, markup, grades and a short remark in brackets may follow it. */
export function endsAsQuestion(text: string): boolean {
  // Greek has the semicolon for it.
  if (text.trimEnd().endsWith(';') && GREEK.test(text.slice(-200))) return true;
  let last = -1;
  for (const mark of QUESTION_MARKS) last = Math.max(last, text.lastIndexOf(mark));
  if (last < 0 || text.length - last > 80) return false;
  const tail = stripComments(text.slice(last + 1)).trim();
  if (tail === '') return true;
  if (/^[*_`]{0,3}\s?[([][^()[\]]{0,50}[)\]]\W{0,8}$/u.test(tail)) return true;
  if (TRAILING_NOISE.test(tail)) return tail.replace(TRAILING_NOISE, '').trim().length < 4;
  return Array.from(tail).every(
    (character) =>
      CLOSING.includes(character) ||
      JOINERS.includes(character) ||
      isSpace(character) ||
      GRADES.has(character) ||
      isEmoji(character) ||
      QUESTION_MARKS.includes(character),
  );
}

/** The text ends in a mark that questions are graded with, whatever stands before it: "The CAP theorem 🟡". */
export function endsInGrade(text: string): boolean {
  const [first] = gradeAtEnd(text.trimEnd())?.text ?? '';
  return first !== undefined && GRADES.has(first);
}

const ASKING = new Set(
  (
    'what which who whose whom when where why how is are was were do does did can could would should will have has ' +
    'explain describe define discuss compare contrast tell name list give walk talk show design implement write build ' +
    'create find sketch outline share suppose imagine differentiate distinguish estimate elaborate predict mention state'
  ).split(' '),
);

/** The text starts as questions and tasks do, though it may lack a question mark. */
export function startsAsQuestion(text: string): boolean {
  const words = /^[\s"'\u201c\u2018*_]{0,6}([A-Za-z]{2,14})(?:['\u2019]s)?\s+\S/.exec(text);
  return words?.[1] !== undefined && ASKING.has(words[1].toLowerCase());
}

export function hasQuestionLabel(text: string): boolean {
  return Q_LABEL.test(text.replace(/^[*_\s]{0,4}/, ''));
}

/** The text starts with a number, or with `Q` and a colon: authors do that to questions, and not to parts of answers. */
export function isNumbered(text: string): boolean {
  const bare = text.replace(/^[*_\s]{0,4}/, '');
  return NUMBERING.test(bare) || Q_LABEL.test(bare);
}

/** The section collects questions for the other side: "Questions to ask them", "Ask the interviewer". */
export function saysAsk(text: string): boolean {
  const words = text.toLowerCase().slice(0, 400);
  return (
    /\breverse interview/.test(words) ||
    /\bquestions?\b[^.?!]{0,40}\b(?:you|i|we|to|candidates?)\s+(?:can\s+|could\s+|should\s+|might\s+)?ask\b/.test(
      words,
    ) ||
    /\bask(?:ing)?\s+(?:them|the\s+(?:interviewer|company|employer|recruiter|team|panel|hiring\s+manager)|(?:your|an|potential|future)\s+\w{0,20}\s?(?:interviewers?|employers?|company|recruiters?|managers?))/.test(
      words,
    ) ||
    /\bquestions?\s+for\s+(?:them|the\s+(?:interviewer|company|employer|recruiter|team|panel)|interviewers?|employers?)/.test(
      words,
    )
  );
}

/** How many characters of markup or quotes hold the whole text, on either side. */
function wrapping(text: string): number {
  for (const mark of ['***', '**', '__', '*', '_']) {
    if (text.length > 2 * mark.length && text.startsWith(mark) && text.endsWith(mark)) {
      const inner = text.slice(mark.length, -mark.length);
      if (!inner.includes(mark) && inner.trim() === inner) return mark.length;
    }
  }
  return text.length > 2 && withoutQuotes(text) !== text ? 1 : 0;
}

interface Grade {
  readonly text: string;
  readonly length: number;
}

function gradeAtEnd(text: string): Grade | undefined {
  const word = GRADE_WORDS.exec(text.slice(-20));
  if (word?.[1] !== undefined) return { text: word[1], length: word[0].length };
  let end = text.length;
  let marks = '';
  for (const character of Array.from(text.slice(-40)).reverse()) {
    if (GRADES.has(character)) marks = character + marks;
    else if (!JOINERS.includes(character) && !isSkinTone(character) && !isSpace(character)) break;
    end -= character.length;
  }
  return marks === '' ? undefined : { text: marks, length: text.length - end };
}

function gradeAtStart(text: string): Grade | undefined {
  let length = 0;
  let marks = '';
  for (const character of Array.from(text.slice(0, 20))) {
    if (GRADES.has(character)) marks += character;
    else if (!JOINERS.includes(character) && !isSkinTone(character) && !isSpace(character)) break;
    length += character.length;
  }
  return marks === '' ? undefined : { text: marks, length };
}

function isSpace(character: string): boolean {
  return character.trim() === '';
}

function isEmoji(character: string): boolean {
  return /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u20e3]/u.test(character);
}

function isSkinTone(character: string): boolean {
  return /\p{Emoji_Modifier}/u.test(character);
}

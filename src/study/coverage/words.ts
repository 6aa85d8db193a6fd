import { readNumbers } from './numbers';
import type { Word } from './numbers';
import { stem } from './porter';
import { NEGATIONS, STOP_WORDS, canonicalWord } from './vocabulary';

/** Text beyond this is not looked at: an answer of several hours. Characters. */
const LONGEST_TEXT = 200_000;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
const MARKS = /\p{M}+/gu;
const LATIN = /^[a-z]+$/;
/** Inside code names: control|Plane, HTTP|Server. */
const HUMPS = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
const JOINTS = /[_.'’]+/u;
/** Ends what a negation before it is about. */
const BREAK = /[.,;:!?()\n]/;
/** don't, isn't, can't: nothing but a verb and "not". */
const CONTRACTION = /n['’]t$/i;
const ONLY: ReadonlySet<string> = new Set(['only', 'just', 'merely']);
/** "not an idempotent handler" denies "idempotent"; further off it is about something else. */
const NEGATION_REACH = 2;
const NUMBER = /^\d+(?:[.,]\d+)*$/;

/** A word with the key that it shares with its inflections, and the key that it makes with the next word. */
export interface ContentWord extends Word {
  /** "data base" is "database"; undefined at the end. */
  readonly joint: string | undefined;
}

/** The words that carry meaning, in order: no stop words; numbers, abbreviations and code names brought to one form. */
export function contentWords(text: string): ContentWord[] {
  const words = readNumbers(splitWords(text.slice(0, LONGEST_TEXT)))
    .map((word) => ({ ...word, key: canonicalWord(word.key) }))
    .filter(({ key }) => !STOP_WORDS.has(key));
  const keys = new Map<string, string>();
  const keyOf = (word: string): string => {
    const key = keys.get(word) ?? stemmed(word);
    keys.set(word, key);
    return key;
  };
  return words.map(({ surface, key, negated }, index) => {
    const next = words[index + 1];
    return { surface, negated, key: keyOf(key), joint: next === undefined ? undefined : keyOf(key + next.key) };
  });
}

/** Stemmed until nothing comes off: the algorithm leaves "deployment" and "deploying" one step apart. */
function stemmed(word: string): string {
  if (!LATIN.test(word)) return word;
  let key = word;
  for (let next = stem(key); next !== key; next = stem(key)) key = next;
  return canonicalWord(key);
}

function splitWords(text: string): Word[] {
  const words: Word[] = [];
  /** Words that a negation still reaches, of those to come. */
  let reach = 0;
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (segment === '%') words.push({ surface: segment, key: 'percent', negated: false });
    if (isWordLike !== true) {
      if (BREAK.test(segment)) reach = 0;
      continue;
    }
    if (CONTRACTION.test(segment)) {
      reach = NEGATION_REACH;
      continue;
    }
    if (NUMBER.test(segment)) {
      words.push({ surface: segment, key: plainNumber(segment), negated: reach > 0 });
      reach = Math.max(0, reach - 1);
      continue;
    }
    for (const part of segment.split(JOINTS)) {
      for (const surface of part.split(HUMPS)) {
        const key = surface.normalize('NFKD').replace(MARKS, '').toLowerCase();
        // What an apostrophe leaves behind: the s of "team's".
        if (key === '' || (key === 's' && part !== segment)) continue;
        // "Not only this but that" denies nothing.
        if (ONLY.has(key)) reach = 0;
        words.push({ surface, key, negated: reach > 0 });
        reach = NEGATIONS.has(key) ? NEGATION_REACH : Math.max(0, reach - 1);
      }
    }
  }
  return words;
}

/** 1,000 and 1000 are the same; 0,5 and 0.5 too. */
function plainNumber(text: string): string {
  const grouped = text.replace(/,(?=\d{3}(?:\D|$))/g, '');
  const value = Number(grouped.replace(',', '.'));
  return Number.isFinite(value) ? String(value) : text;
}

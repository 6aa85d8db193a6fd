import { readNumbers } from './numbers';
import type { Word } from './numbers';
import { stem } from './porter';
import { STOP_WORDS, canonicalWord } from './vocabulary';

/** Text beyond this is not looked at: an answer of several hours. Characters. */
const LONGEST_TEXT = 200_000;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
const MARKS = /\p{M}+/gu;
const LATIN = /^[a-z]+$/;
/** Inside code names: controlPlane, HTTPServer, query2sql stays. */
const HUMPS = /(?<=\p{Ll}|\d)(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
const JOINTS = /[_.'’]+/u;
const NUMBER = /^\d+(?:[.,]\d+)*$/;

/** The words that carry meaning, in order: no stop words; numbers, abbreviations and code names brought to one form. */
export function contentWords(text: string): Word[] {
  return readNumbers(splitWords(text.slice(0, LONGEST_TEXT)))
    .map(({ surface, key }) => ({ surface, key: canonicalWord(key) }))
    .filter(({ key }) => !STOP_WORDS.has(key))
    .map(({ surface, key }) => ({ surface, key: LATIN.test(key) ? canonicalWord(stem(key)) : key }));
}

function splitWords(text: string): Word[] {
  const words: Word[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (segment === '%') words.push({ surface: segment, key: 'percent' });
    if (isWordLike !== true) continue;
    if (NUMBER.test(segment)) {
      words.push({ surface: segment, key: plainNumber(segment) });
      continue;
    }
    for (const part of segment.split(JOINTS)) {
      for (const surface of part.split(HUMPS)) {
        const key = surface.normalize('NFKD').replace(MARKS, '').toLowerCase();
        // What an apostrophe leaves behind: the s of "team's".
        if (key !== '' && !(key === 's' && part !== segment)) words.push({ surface, key });
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

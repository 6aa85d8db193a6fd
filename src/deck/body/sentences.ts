import type { Span } from './inline';

const TERMINATOR = /[.!?\u2026\u3002\uff01\uff1f\u061f\u0964]/;
const FULL_WIDTH = /[\u3002\uff01\uff1f]/;
const CLOSER = /["'\u2019\u201d)\]*_`]/;
const OPENER = /["'\u2018\u201c([*_`~]/;
const LOWER = /\p{Ll}/u;
const ABBREVIATIONS = new Set(
  'e.g i.e eg ie vs cf approx resp ca al mr mrs ms dr prof st jr sr inc ltd co corp dept est incl'.split(' '),
);
/** Words that are abbreviations only before a number. */
const BEFORE_NUMBERS = new Set('no nos fig figs vol sec eq ch p pp'.split(' '));

/**
 * Where a paragraph's sentences begin and end. `kept` are spans that must stay whole (code, links, emphasis), in any
 * order. The sentences, with the white space between them, make up the text.
 */
export function splitSentences(text: string, kept: readonly Span[]): Span[] {
  const whole = kept.length > 1 ? [...kept].sort((a, b) => a.start - b.start) : kept;
  const sentences: Span[] = [];
  let start = skipSpace(text, 0);
  let next = 0;
  for (let at = start; at < text.length; at += 1) {
    while (next < whole.length && (whole[next]?.end ?? 0) <= at) next += 1;
    const span = whole[next];
    if (span && at >= span.start) {
      // The full stop in `**All done.** Next` is inside the emphasis; look at what follows it.
      const endsInside = TERMINATOR.test(text[span.end - 1] ?? '') || endsWithClosedTerminator(text, span);
      at = span.end - 1;
      if (!endsInside) continue;
    } else if (!isTerminator(text.charCodeAt(at))) continue;
    const end = endOfSentence(text, at);
    while (TERMINATOR.test(text[at + 1] ?? '')) at += 1;
    if (end === undefined || whole.slice(next, next + 2).some((kept) => kept.start < end && end < kept.end)) continue;
    if (isAbbreviation(text, start, at)) continue;
    sentences.push({ start, end });
    start = skipSpace(text, end);
    at = start - 1;
  }
  const end = text.trimEnd().length;
  if (end > start) sentences.push({ start, end });
  return sentences;
}

/** What TERMINATOR matches; most characters are told apart by their code alone. */
function isTerminator(code: number): boolean {
  return code === 46 || code === 33 || code === 63 || (code > 127 && TERMINATOR.test(String.fromCharCode(code)));
}

function endsWithClosedTerminator(text: string, span: Span): boolean {
  let at = span.end - 1;
  while (at > span.start && /[*_]/.test(text[at] ?? '')) at -= 1;
  return at < span.end - 1 && TERMINATOR.test(text[at] ?? '');
}

/** The end of the sentence whose terminator is at `at`, or undefined when no new sentence follows there. */
function endOfSentence(text: string, at: number): number | undefined {
  let end = at + 1;
  while (end < text.length && TERMINATOR.test(text[end] ?? '')) end += 1;
  while (end < text.length && CLOSER.test(text[end] ?? '')) end += 1;
  if (FULL_WIDTH.test(text[at] ?? '')) return end;
  let following = skipSpace(text, end);
  if (following === end || following >= text.length) return undefined;
  while (following < text.length && OPENER.test(text[following] ?? '')) following += 1;
  return LOWER.test(text[following] ?? '') && !/[`]/.test(text[following - 1] ?? '') ? undefined : end;
}

function isAbbreviation(text: string, start: number, at: number): boolean {
  if (text[at] !== '.') return false;
  let from = at;
  while (from > start && /[\p{L}.]/u.test(text[from - 1] ?? '')) from -= 1;
  const word = text.slice(from, at);
  const lower = word.toLowerCase();
  if (BEFORE_NUMBERS.has(lower)) return /\d/.test(text[skipSpace(text, at + 1)] ?? '');
  return ABBREVIATIONS.has(lower) || (/^(?:\p{Lu}\.)*\p{Lu}$/u.test(word) && word !== 'I');
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
  return at;
}

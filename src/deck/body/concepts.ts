import type { Span } from './inline';

/** A concept is a name; what has more words is a sentence with commas in it. */
const MAX_WORDS = 6;
const OPENING = '([{\u201c';
const CLOSING = ')]}\u201d';

/**
 * The concepts of a list that is written on one line: "Queues (Kafka), caching, and back-pressure." Undefined when the
 * text is no such list. `kept` are spans that must stay whole (code, links, emphasis), in any order.
 */
export function splitConcepts(text: string, kept: readonly Span[]): Span[] | undefined {
  const whole = [...kept].sort((a, b) => a.start - b.start);
  const cuts: number[] = [];
  let depth = 0;
  let quoted = false;
  let next = 0;
  for (let at = 0; at < text.length; at += 1) {
    while (next < whole.length && (whole[next]?.end ?? 0) <= at) next += 1;
    if (at >= (whole[next]?.start ?? Infinity)) continue;
    const character = text[at] ?? '';
    if (character === '"') quoted = !quoted;
    else if (OPENING.includes(character)) depth += 1;
    else if (CLOSING.includes(character)) depth = Math.max(0, depth - 1);
    else if ((character === ',' || character === ';') && depth === 0 && !quoted && isSpace(text[at + 1])) cuts.push(at);
  }
  if (cuts.length === 0) return undefined;
  const end = text.trimEnd().length;
  cuts.push(text[end - 1] === '.' ? end - 1 : end);
  const concepts: Span[] = [];
  let from = 0;
  for (const cut of cuts) {
    const concept = trimmed(text, from, cut);
    const words = text.slice(concept.start, concept.end).split(/\s+/).length;
    if (concept.start >= concept.end || words > MAX_WORDS) return undefined;
    concepts.push(concept);
    from = cut + 1;
  }
  return concepts;
}

/** The piece without the white space around it and an "and" in front. */
function trimmed(text: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && isSpace(text[start])) start += 1;
  while (end > start && isSpace(text[end - 1])) end -= 1;
  const and = /^(?:and|or|&)\s+(?=\S)/i.exec(text.slice(start, Math.min(end, start + 20)));
  return { start: start + (and?.[0].length ?? 0), end };
}

function isSpace(character: string | undefined): boolean {
  return character?.trim() === '';
}

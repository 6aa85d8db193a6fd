import { titleFromPath } from './assemble';
import { plainText } from './body';
import { decodeText } from './decode';
import { readHeading } from './dialects/native/heading';
import { startsQuestion } from './dialects/native/question';
import { splitLines } from './document';
import { readFrontMatter } from './front-matter';
import { repairDoubleEncoding } from './mojibake';
import type { Round } from './types';

/** A deck's names, its cards not read. */
export interface DeckGlance {
  readonly title: string;
  readonly rounds: readonly Omit<Round, 'range' | 'headingRange' | 'cards'>[];
}

/** Front matter stands in here, or there is none. */
const TOP = 100_000;
const LINE = /^(?:(#{1,2})[ \t]+(\S.*)|(`{3,}|~{3,}).*|(?:\*\*|__)\s*[Qq].*)$/gm;

/**
 * What a large file in the native form calls itself and its rounds, in a fraction of the time that reading it takes: to
 * be shown until `DeckParser` has read it. Undefined where the file has no heading with questions below it, or has to be
 * repaired first.
 */
export function glanceAtDeck(input: string | Uint8Array, path?: string): DeckGlance | undefined {
  const { text } = decodeText(input);
  const top = text.slice(0, TOP);
  if (repairDoubleEncoding(top) !== top) return undefined;
  const front = readFrontMatter(splitLines(top));
  const rounds: { heading?: string; cards: number }[] = [];
  let title: string | undefined;
  let fence = '';
  let from = 0;
  for (let line = 0; line < front.lines; line += 1) from = text.indexOf('\n', from) + 1;
  for (const [line, marks, heading = '', opens = ''] of text.slice(from).matchAll(LINE)) {
    if (opens !== '') {
      if (fence === '') fence = opens;
      else if (opens.startsWith(fence) && line.trimEnd() === opens) fence = '';
    } else if (fence !== '') {
      continue;
    } else if (marks === undefined) {
      if (!startsQuestion(line)) continue;
      // Questions before the first heading are a round without a name.
      if (rounds.length === 0) rounds.push({ cards: 0 });
      const last = rounds.at(-1);
      if (last !== undefined) last.cards += 1;
    } else if (marks === '#' && rounds.length === 0 && title === undefined) {
      title = plainText(heading.trim());
    } else {
      rounds.push({ heading: heading.trim(), cards: 0 });
    }
  }
  if (!rounds.some(({ cards }) => cards > 0)) return undefined;
  const name = front.meta.title ?? title ?? titleFromPath(path);
  const shown = rounds.flatMap(({ heading, cards }) => {
    if (heading === undefined) return [{ title: name }];
    const { ask, ...names } = readHeading(heading);
    return cards > 0 || ask || names.number !== undefined ? [names] : [];
  });
  return { title: name, rounds: shown };
}

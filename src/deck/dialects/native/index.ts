import { labelAt } from '../../body';
import { position, type SourceDocument } from '../../document';
import { problem } from '../../problem';
import type { Problem } from '../../types';
import type { DialectParser, DialectResult, DraftCard, DraftRound } from '../dialect';
import { ChunkCache } from './cache';
import { chunkStarts } from './chunks';
import type { ChunkEvent } from './chunk-parser';
import { startsQuestion } from './question';

/** Greenroom's own form: `## Round N: Name` and `**Q: question**`. */
export const native: DialectParser = {
  id: 'native',
  score,
  parse: (document) => parseNative(document, new ChunkCache()),
};

function score(document: SourceDocument): number {
  let rounds = false;
  for (const line of document.lines) {
    if (startsQuestion(line) && /(\*\*|__)\s*(<!--.*)?$/.test(line)) return 1;
    rounds ||=
      /^##\s.{0,20}\bround\s+\d/i.test(line.slice(0, 60)) || /^##\s.{0,60}\byou ask\b/i.test(line.slice(0, 90));
  }
  if (rounds) return 0.8;
  return document.path !== undefined && /(^|[\\/])deck\.md$/i.test(document.path) ? 0.3 : 0.05;
}

/** With a cache that is kept from one parse to the next, only chunks that changed are parsed. */
export function parseNative(document: SourceDocument, cache: ChunkCache): DialectResult {
  const { lines } = document;
  const starts = chunkStarts(lines, document.fences.free);
  const collector = new Collector(document);
  cache.begin();
  let ask = false;
  for (const [index, start] of starts.entries()) {
    const chunk = cache.get(lines.slice(start, starts[index + 1] ?? lines.length), start, ask);
    for (const event of chunk.events) collector.add(event);
    collector.problems.push(...chunk.problems);
    collector.dropped += chunk.dropped;
    ask = chunk.ask;
  }
  return collector.finish();
}

interface OpenRound {
  readonly draft: Omit<DraftRound, 'range' | 'cards'>;
  /** A heading says "Round": it is one even without cards. */
  readonly named: boolean;
  readonly cards: DraftCard[];
}

/** Puts the chunks' events together to rounds. */
class Collector {
  readonly problems: Problem[] = [];
  dropped = 0;
  #title: string | undefined;
  readonly #introduction: string[] = [];
  readonly #rounds: OpenRound[] = [];
  #titleHeading = false;

  constructor(readonly document: SourceDocument) {}

  add(event: ChunkEvent): void {
    switch (event.type) {
      case 'title':
        if (this.#title === undefined && this.#rounds.length === 0) {
          this.#title = event.text;
          this.#titleHeading = true;
        }
        break;
      case 'text':
        if (this.#rounds.length === 0) this.#introduction.push(introduction(event.text));
        else this.dropped += 1;
        break;
      case 'round': {
        // The title's own heading comes as both.
        if (this.#titleHeading) this.#titleHeading = false;
        else this.#open(event);
        break;
      }
      case 'card':
        this.#cards(event.card).push(event.card);
        break;
    }
  }

  finish(): DialectResult {
    const rounds: DraftRound[] = [];
    for (const [index, round] of this.#rounds.entries()) {
      const next = this.#rounds[index + 1]?.draft.headingRange.start.line ?? this.document.lines.length;
      const { line } = round.draft.headingRange.start;
      const range = this.document.rangeOfLines(line, next);
      if (round.cards.length > 0 || round.named) rounds.push({ ...round.draft, range, cards: round.cards });
      else this.dropped += 1;
      if (round.cards.length === 0 && round.named) {
        this.problems.push(
          problem('round-without-cards', round.draft.headingRange, {
            message: `"${round.draft.title}" has no questions. A question is a line of its own: **Q: …**`,
          }),
        );
      }
    }
    const introduction = this.#introduction.join('\n\n');
    return {
      ...(this.#title !== undefined && { title: this.#title }),
      ...(introduction && { introduction }),
      rounds,
      problems: this.problems,
      dropped: this.dropped,
    };
  }

  #open({ heading, range }: Extract<ChunkEvent, { type: 'round' }>): void {
    const { ask, ...names } = heading;
    const named = ask || names.number !== undefined;
    this.#rounds.push({ draft: { ...names, headingRange: range }, named, cards: [] });
  }

  /** The cards of the present round; cards before any heading get a round without a name. */
  #cards(card: DraftCard): DraftCard[] {
    const round = this.#rounds.at(-1);
    if (round) return round.cards;
    const start = position(card.range.start.line, card.range.start.column);
    const cards: DraftCard[] = [];
    this.#rounds.push({ draft: { title: '', headingRange: { start, end: start } }, named: false, cards });
    return cards;
  }
}

/** `**Usage**: text` is shown without its label. */
function introduction(paragraph: string): string {
  const newline = paragraph.indexOf('\n');
  const label = labelAt(paragraph, 0, newline < 0 ? paragraph.length : newline);
  return label?.text.toLowerCase() === 'usage' ? paragraph.slice(label.end).trim() : paragraph;
}

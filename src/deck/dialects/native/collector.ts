import { labelAt } from '../../body';
import { position, type SourceDocument } from '../../document';
import { problem } from '../../problem';
import type { Problem, Range } from '../../types';
import type { DialectResult, DraftRound } from '../dialect';
import type { ChunkEvent } from './chunk-parser';

interface RoundOf<C> extends Omit<DraftRound, 'cards'> {
  readonly cards: readonly C[];
}

interface Collected<C> extends Omit<DialectResult, 'rounds'> {
  readonly rounds: readonly RoundOf<C>[];
}

interface OpenRound<C> {
  readonly draft: Omit<RoundOf<C>, 'range' | 'cards'>;
  /** A heading says "Round": it is one even without cards. */
  readonly named: boolean;
  readonly cards: C[];
}

/** Puts the chunks' events together to rounds. */
export class Collector<C extends { readonly range: Range }> {
  readonly problems: Problem[] = [];
  dropped = 0;
  #title: string | undefined;
  readonly #introduction: string[] = [];
  readonly #rounds: OpenRound<C>[] = [];
  #titleHeading = false;

  constructor(readonly document: SourceDocument) {}

  add(event: ChunkEvent<C>): void {
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

  finish(): Collected<C> {
    const rounds: RoundOf<C>[] = [];
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

  #open({ heading, range }: Extract<ChunkEvent<C>, { type: 'round' }>): void {
    const { ask, ...names } = heading;
    const named = ask || names.number !== undefined;
    this.#rounds.push({ draft: { ...names, headingRange: range }, named, cards: [] });
  }

  /** The cards of the present round; cards before any heading get a round without a name. */
  #cards(card: C): C[] {
    const round = this.#rounds.at(-1);
    if (round) return round.cards;
    const start = position(card.range.start.line, card.range.start.column);
    const cards: C[] = [];
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

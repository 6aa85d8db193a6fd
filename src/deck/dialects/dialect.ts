import type { SourceDocument } from '../document';
import type { Card, Dialect, Problem, Range } from '../types';

/**
 * One way of writing questions down. A dialect only finds questions and their answers: ids, duplicates, counts and the
 * problems that concern the whole deck are worked out afterwards, the same for every dialect.
 *
 * All ranges are in the document's own lines and columns (the repaired text, where a file was double-encoded); they are
 * mapped to the stored file afterwards.
 */
export interface DialectParser {
  readonly id: Dialect;
  /**
   * How sure it is that the file is written in this dialect, 0 to 1, in one cheap pass: 0 never, up to 0.5 "could be",
   * above "looks like it", 1 certain. The highest score wins; of equals, the first in the table.
   */
  score(document: SourceDocument): number;
  /** Never throws, whatever the document holds. */
  parse(document: SourceDocument): DialectResult;
}

export interface DialectResult {
  readonly title?: string;
  readonly introduction?: string;
  readonly rounds: readonly DraftRound[];
  /** What only the dialect can see, such as an unclosed fence or a stray id; in any order. */
  readonly problems: readonly Problem[];
  /** Blocks that became no part of any card, round or introduction (a table of contents, back-to-top links …). */
  readonly dropped: number;
}

export interface DraftRound {
  /** Empty when the file has no round heading: it then takes the deck's title. */
  readonly title: string;
  readonly emoji?: string;
  readonly number?: number;
  readonly tag?: string;
  readonly range: Range;
  /** Without a heading, an empty range at the start of the first card. */
  readonly headingRange: Range;
  readonly cards: readonly DraftCard[];
}

/** A card before it has its id. */
export interface DraftCard extends Omit<Card, 'id'> {
  /** Where the explicit id's comment stands. */
  readonly idRange?: Range;
}

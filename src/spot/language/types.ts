import type { MeasureRef, SemanticQuery } from '../query/types';

/** A reading that a person settled on before: this phrase means this field. */
export interface Settled {
  readonly phrase: string;
  readonly of: MeasureRef;
}

export interface ParseRequest {
  /** "Now": an ISO date (a time after it is ignored). */
  readonly now: string;
  /** The conversation so far, oldest first: questions, or what they meant. */
  readonly follow?: readonly (string | SemanticQuery)[];
  readonly settled?: readonly Settled[];
}

/** A replacement for part of the question; offsets are UTF-16, the end is exclusive. */
export interface Suggestion {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What to show on the button. */
  readonly label: string;
}

export type PartKind = 'measure' | 'attribute' | 'value' | 'date' | 'number' | 'keyword' | 'filler';

/** What a part of the question was taken for. */
export interface Part {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly kind: PartKind;
  /** In words: "sum of sale_items.amount", "2025-07-01 … 2025-09-30". */
  readonly as: string;
  /** Other readings; replacing the part by `text` chooses one. */
  readonly alternatives?: readonly Suggestion[];
  /** For a measure or an attribute: the field that it names. */
  readonly of?: MeasureRef;
}

export type LanguageRefusalReason =
  'unknown-term' | 'ambiguous' | 'invalid-date' | 'cannot-slice' | 'too-complex' | 'invalid-query';

export interface Understood {
  readonly status: 'ok';
  readonly query: SemanticQuery;
  /** In the question's order; covers every word. */
  readonly interpretation: readonly Part[];
  /** What a reader should know about the reading: defaults that were taken. */
  readonly notes: readonly string[];
}

export interface Refused {
  readonly status: 'refused';
  readonly reason: LanguageRefusalReason;
  readonly message: string;
  /** The characters that it is about. */
  readonly start: number;
  readonly end: number;
  readonly suggestions: readonly Suggestion[];
}

export type ParseResult = Understood | Refused;

export interface Completion {
  readonly text: string;
  /** What the text replaces: from `start` to `end`. */
  readonly start: number;
  readonly end: number;
  readonly kind: 'measure' | 'attribute' | 'value' | 'keyword' | 'date';
  readonly detail: string;
}

export interface Explanation {
  /** Every part that could be read, in order. */
  readonly parts: readonly Part[];
  /** Why the whole would be refused, if it would. */
  readonly refusal?: Refused;
}

export interface LanguageOptions {
  /** Most completions offered at once; default 50. */
  readonly completions?: number;
}

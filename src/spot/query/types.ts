import type { Aggregation, DateBucket, FieldRef } from '../model/types';

/**
 * What a question means: plain JSON, written by the grammar or proposed by a planner, checked by `validateQuery`. It
 * names things of the model only; dates are resolved (no "last quarter" in here).
 *
 * How it is evaluated, in this order: filters on rows; each measure aggregated at its own grain for every combination
 * of the attributes; modifiers (share, cumulative …); conditions on measures; top or bottom; order; limit.
 */
export interface SemanticQuery {
  /** In the question's order; the result's first columns. */
  readonly attributes: readonly Attribute[];
  /** In the question's order; the result's further columns. */
  readonly measures: readonly Measure[];
  /** On rows. A fact that cannot reach a field used here cannot be asked (`cannot-slice`). */
  readonly filter?: Filter;
  /** On measures, after aggregation; all must hold. A condition's measure need not be shown. */
  readonly conditions?: readonly Condition[];
  readonly top?: Top;
  /** Before the fixed last resort: attributes ascending, NULLs last. */
  readonly order?: readonly Order[];
  readonly limit?: number;
}

/**
 * `via`: ids of joins (`ModelJoin.id`) that must lie on the way from a measure's table to the field's table. Only needed
 * where there are several ways.
 */
export type AttributeRef = FieldRef & { readonly via?: readonly string[] };

/** The date of each measure's own table, or else the model's default date. Several facts meet on it. */
export interface DefaultDate {
  readonly field: 'default_date';
}

export interface Attribute {
  readonly of: AttributeRef | DefaultDate;
  /** Required for `default_date`; only for dates. Without it a date is grouped by its exact value. */
  readonly bucket?: DateBucket;
  /** Column heading; by default the field's name, with the bucket ("sale date (month)"). */
  readonly label?: string;
}

export interface Measure {
  readonly of: MeasureRef;
  /**
   * Instead of the field's own. Not for aggregate formulas or counts. An attribute as a measure needs one: count,
   * count_distinct, min or max (and, if it is a number, any).
   */
  readonly aggregation?: Exclude<Aggregation, 'none'>;
  /** Only rows that satisfy this too: side by side (`web vs app`, `this year vs last year`). */
  readonly filter?: Filter;
  readonly modifier?: Modifier;
  readonly label?: string;
}

/** An attribute or measure column, a formula of any kind, or the number of rows of a table. */
export type MeasureRef = FieldRef | { readonly field: 'count'; readonly table: string };

/** Indices point into `attributes`. */
export type Modifier =
  /** Part of the same measure's value for the whole answer, or for each combination of `per`. A fraction: 0.25. */
  | { readonly kind: 'share'; readonly per?: readonly number[] }
  /** Running total along an attribute, separately for each combination of the others. Only for what adds up. */
  | { readonly kind: 'cumulative'; readonly along: number }
  /** Mean of the row and the `rows - 1` before it along an attribute, separately for each combination of the others. */
  | { readonly kind: 'moving_average'; readonly along: number; readonly rows: number }
  /** 1 is the largest (`descending`) or the smallest; ties share a rank; a missing value has none. */
  | { readonly kind: 'rank'; readonly direction: 'ascending' | 'descending'; readonly per?: readonly number[] }
  /** Value / value of the period before - 1. `along` must have a calendar bucket; a missing period is missing. */
  | { readonly kind: 'growth'; readonly along: number; readonly over: 'previous' | 'year' };

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** JSON only: dates are `YYYY-MM-DD`, timestamps `YYYY-MM-DD HH:MM:SS`. Decimals may be strings of digits, exactly. */
export type Scalar = string | number | boolean;

export interface FilterField {
  readonly of: AttributeRef | DefaultDate;
  /** `day of week = Monday`, `year = 2025-01-01` (a calendar bucket is compared by its first day). */
  readonly bucket?: DateBucket;
}

/** Text is compared without regard to case. NULL satisfies none of these but `is_null`; not even `not (…)`. */
export type Filter =
  | { readonly op: 'and' | 'or'; readonly all: readonly Filter[] }
  | { readonly op: 'not'; readonly filter: Filter }
  | { readonly op: ComparisonOperator; readonly on: FilterField; readonly value: Scalar }
  /** Both ends included. */
  | { readonly op: 'between'; readonly on: FilterField; readonly low: Scalar; readonly high: Scalar }
  | { readonly op: 'in' | 'not_in'; readonly on: FilterField; readonly values: readonly Scalar[] }
  | { readonly op: 'contains' | 'begins_with' | 'ends_with'; readonly on: FilterField; readonly value: string }
  | { readonly op: 'is_null' | 'is_not_null'; readonly on: FilterField }
  /** Half open: start <= date < end. At least one of them. The way to write every period. */
  | { readonly op: 'period'; readonly on: FilterField; readonly start?: string; readonly end?: string };

export interface Condition {
  readonly measure: Measure;
  readonly op: ComparisonOperator | 'between';
  readonly value: number | string;
  /** For `between`: the upper end, included. */
  readonly high?: number | string;
}

/** Ties break by the attributes, ascending, NULLs last; rows without a value come last either way. */
export interface Top {
  readonly n: number;
  readonly direction: 'top' | 'bottom';
  /** Need not be shown. */
  readonly by: Measure;
  /** Attributes within each of whose combinations n rows are kept; without it n in all. */
  readonly per?: readonly number[];
}

export interface Order {
  /** `attribute`, `measure`: indices of the question's; `by`: a measure that is not shown. NULLs last. */
  readonly key: { readonly attribute: number } | { readonly measure: number } | { readonly by: Measure };
  readonly direction: 'ascending' | 'descending';
}

export type RefusalReason =
  'unknown-term' | 'ambiguous' | 'cannot-slice' | 'not-permitted' | 'invalid-date' | 'too-complex' | 'invalid-query';

/** Why there is no answer. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** What was asked for and why it cannot be answered. */
  readonly message: string;
  /** What could be asked instead: names of fields or whole readings, best first. */
  readonly suggestions: readonly string[];
}

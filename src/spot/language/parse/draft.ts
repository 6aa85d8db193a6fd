import type { Aggregation, CyclicBucket, DateBucket } from '../../model/types';
import type { ComparisonOperator, Scalar } from '../../query/types';
import type { NameEntry } from '../lexicon/names';
import type { LanguageRefusalReason, PartKind, Suggestion } from '../types';
import type { Period } from '../time/periods';
import type { Relative } from '../time/expression';
import type { ColumnHit } from './terms';

/** UTF-16 offsets into the question. */
export interface Spot {
  readonly start: number;
  readonly end: number;
}

/** A name in the question with everything that it may mean. */
export interface NameChoice extends Spot {
  readonly text: string;
  readonly names: readonly NameEntry[];
}

export type Intent =
  | { readonly kind: 'share' | 'cumulative' | 'rank' }
  | { readonly kind: 'moving_average'; readonly rows: number }
  | { readonly kind: 'growth' };

export interface DraftMeasure extends Spot {
  readonly choice: NameChoice;
  readonly aggregation?: Exclude<Aggregation, 'none'>;
  readonly intent?: Intent;
}

export interface DraftGroup extends Spot {
  /** Absent: the default date. */
  readonly choice?: NameChoice;
  readonly bucket?: DateBucket;
  /** `monthly`: belongs to the date that the question names, if it names one. */
  readonly adverb?: boolean;
  /** After `top n … per` or `within`. */
  readonly inside: boolean;
}

export interface DraftTime extends Spot {
  readonly kind: 'time';
  readonly subject?: NameChoice;
  readonly periods: readonly Period[];
  readonly cycles: readonly { readonly bucket: CyclicBucket; readonly value: string }[];
  readonly relative?: Relative;
}

export interface DraftValue extends Spot {
  readonly kind: 'value';
  readonly text: string;
  /** Per value named: the columns that hold it. */
  readonly items: readonly (readonly ColumnHit[])[];
  /** `west region`: the column that stands beside it. */
  readonly near?: NameChoice;
  readonly negated: boolean;
}

/** What stands after an operator: a value of the column, a number, a date or a text. */
export type Operand =
  | { readonly kind: 'hits'; readonly hits: readonly ColumnHit[] }
  | { readonly kind: 'scalar'; readonly value: Scalar }
  | { readonly kind: 'period'; readonly period: Period };

export interface DraftTest extends Spot {
  readonly kind: 'test';
  readonly subject: NameChoice;
  readonly op:
    | ComparisonOperator
    | 'between'
    | 'in'
    | 'not_in'
    | 'contains'
    | 'begins_with'
    | 'ends_with'
    | 'is_null'
    | 'is_not_null';
  readonly operands: readonly Operand[];
}

export interface DraftCondition extends Spot {
  readonly kind: 'condition';
  readonly measure: DraftMeasure;
  readonly op: ComparisonOperator | 'between';
  readonly value: number | string;
  readonly high?: number | string;
}

export type DraftFilter =
  | DraftTime
  | DraftValue
  | DraftTest
  | DraftCondition
  | ({ readonly kind: 'and' | 'or'; readonly all: readonly DraftFilter[] } & Spot)
  | ({ readonly kind: 'not'; readonly filter: DraftFilter } & Spot);

export interface DraftOrder extends Spot {
  readonly key: { readonly measure: DraftMeasure } | { readonly group: DraftGroup };
  readonly direction?: 'ascending' | 'descending';
}

export interface DraftTop extends Spot {
  readonly n: number;
  readonly direction: 'top' | 'bottom';
  by?: DraftMeasure;
}

/** `a vs b`: the sides, in the question's order. */
export type DraftSides =
  | ({ readonly kind: 'time'; readonly sides: readonly DraftTime[] } & Spot)
  | ({ readonly kind: 'value'; readonly sides: readonly DraftValue[] } & Spot);

/** What a question says, before names are settled. */
export interface Draft {
  readonly measures: DraftMeasure[];
  readonly groups: DraftGroup[];
  readonly filters: DraftFilter[];
  readonly orders: DraftOrder[];
  /** `by revenue`, where there is no top n yet. */
  byMeasure?: DraftMeasure;
  top?: DraftTop;
  limit?: number;
  sides?: DraftSides;
  over?: { readonly bucket: DateBucket; readonly over: 'previous' | 'year' } & Spot;
  /** `as share`: of all measures. */
  as?: Intent;
  /** How it begins, as a follow-up. */
  readonly lead: { and: boolean; change: boolean; only: boolean; at?: Spot };
}

/** What a stretch of the question was taken for; `of` is settled later. */
export interface PartDraft extends Spot {
  readonly kind: PartKind;
  readonly as?: string;
  readonly choice?: NameChoice;
  readonly value?: DraftValue;
  readonly time?: DraftTime;
}

/** A question that cannot be read, with the place and what could be done. */
export class Refusal extends Error {
  constructor(
    readonly reason: LanguageRefusalReason,
    message: string,
    readonly spot: Spot,
    readonly suggestions: readonly Suggestion[] = [],
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

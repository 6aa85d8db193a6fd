import type { Aggregation, DateBucket } from '../../model/types';
import type { Attribute, ComparisonOperator, DefaultDate, Filter, MeasureRef } from '../../query/types';
import { refKey } from '../lexicon/names';
import type { Relative } from '../time/expression';
import type { Period } from '../time/periods';

/** A measure whose modifier does not know its columns yet. */
export interface PieceMeasure {
  readonly of: MeasureRef;
  readonly aggregation?: Exclude<Aggregation, 'none'>;
  readonly filter?: Filter;
  readonly intent?: PieceIntent;
}

export type PieceIntent =
  | {
      readonly kind: 'share' | 'rank';
      readonly direction?: 'ascending' | 'descending';
      readonly within?: readonly string[];
    }
  | { readonly kind: 'cumulative'; readonly along?: string }
  | { readonly kind: 'moving_average'; readonly rows: number; readonly along?: string }
  | { readonly kind: 'growth'; readonly over: 'previous' | 'year'; readonly along?: string };

export interface PieceCondition {
  readonly measure: PieceMeasure;
  readonly op: ComparisonOperator | 'between';
  readonly value: number | string;
  readonly high?: number | string;
}

export interface PieceTop {
  readonly n: number;
  readonly direction: 'top' | 'bottom';
  readonly by?: PieceMeasure;
  /** Attribute keys. */
  readonly per: readonly string[];
}

export interface PieceOrder {
  readonly key: { readonly measure: PieceMeasure } | { readonly attribute: string };
  readonly direction?: 'ascending' | 'descending';
}

export interface Against {
  readonly period: Period;
  readonly relative?: Relative;
  readonly subject: Attribute['of'];
}

/** A question with its names settled; what a follow-up changes. */
export interface Pieces {
  measures: PieceMeasure[];
  attributes: Attribute[];
  /** All must hold. */
  filters: Filter[];
  conditions: PieceCondition[];
  top?: PieceTop;
  orders: PieceOrder[];
  limit?: number;
  /** Side by side: each measure once per filter. */
  sides?: readonly Filter[];
  /** `vs last year` without a first side: the question's own time is the first. */
  against?: Against;
  /** `vs app` without a first side: the question's own value of that column is the first. */
  versus?: Filter;
  /** `as share`. */
  as?: PieceIntent;
}

export function ofKey(of: Attribute['of'] | MeasureRef): string {
  return of.field === 'default_date' ? 'default_date' : refKey(of);
}

/** Identifies a column of the answer. */
export function attributeKey(attribute: Attribute): string {
  return `${ofKey(attribute.of)}@${attribute.bucket ?? ''}`;
}

export const DEFAULT_DATE: DefaultDate = { field: 'default_date' };

const CALENDAR: ReadonlySet<DateBucket> = new Set<DateBucket>(['hour', 'day', 'week', 'month', 'quarter', 'year']);

export function isCalendar(bucket: DateBucket | undefined): boolean {
  return bucket !== undefined && CALENDAR.has(bucket);
}

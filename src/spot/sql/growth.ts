import type { CalendarBucket, Model } from '../model/types';
import { placeOf, samePlace } from '../query/places';
import type { Attribute, Filter, Modifier } from '../query/types';
import { ceilingOf, floorOf, moved } from './buckets';

type Period = Extract<Filter, { op: 'period' }>;
export type Growth = Extract<Modifier, { kind: 'growth' }>;

export interface Widened {
  readonly filters: readonly Filter[];
  /** Periods before this one were read for comparison only. */
  readonly from?: string;
}

/** A filter's parts that must all hold. */
export function conjuncts(filter: Filter | undefined): Filter[] {
  if (!filter) return [];
  return filter.op === 'and' ? filter.all.flatMap(conjuncts) : [filter];
}

/**
 * Growth of the first period shown needs the period before it, which the question's own dates leave out: the filters
 * are widened by it. What is shown stays what was asked for.
 */
export function widen(
  model: Model,
  tables: readonly string[],
  along: Attribute | undefined,
  growths: readonly Growth[],
  filters: readonly Filter[],
): Widened {
  const bucket = along?.bucket as CalendarBucket | undefined;
  if (!along || !bucket) return { filters };
  const isPeriod = (filter: Filter): filter is Period =>
    filter.op === 'period' &&
    tables.every((table) => {
      const [date, other] = [placeOf(model, table, along.of), placeOf(model, table, filter.on.of)];
      return 'place' in date && 'place' in other && samePlace(date.place, other.place);
    });
  const periods = filters.filter(isPeriod);
  const starts = periods.flatMap(({ start }) => (start === undefined ? [] : [start])).sort();
  const ends = periods.flatMap(({ end }) => (end === undefined ? [] : [end])).sort();
  const [start, end, on] = [starts.at(-1), ends[0], periods[0]?.on];
  if (start === undefined || on === undefined) return { filters };
  const first = floorOf(start, bucket, model.weekStart);
  const asked: Period = { op: 'period', on, start, ...(end === undefined ? {} : { end }) };
  const compared = [...new Set(growths.map(({ over }) => over))].map((over): Period => {
    const back = (text: string): string => moved(text, bucket, over, -1);
    const until = end === undefined ? first : back(ceilingOf(end, bucket, model.weekStart));
    return { op: 'period', on, start: back(first), end: until < first ? until : first };
  });
  return {
    filters: [...filters.filter((filter) => !isPeriod(filter)), { op: 'or', all: [asked, ...compared] }],
    from: first,
  };
}

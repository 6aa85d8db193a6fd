import { createHash } from 'node:crypto';
import type { Filter, Measure, SemanticQuery } from './types';

/** JSON with sorted keys: equal for equal data. `skip` names a key that does not count. */
export function stableJson(value: unknown, skip?: string): string {
  if (Array.isArray(value)) return `[${value.map((part) => stableJson(part, skip)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return value === undefined ? 'null' : JSON.stringify(value);
  const entries = Object.entries(value).filter(([key, part]) => part !== undefined && key !== skip);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${stableJson(part, skip)}`).join(',')}}`;
}

function byJson<T>(parts: readonly T[]): T[] {
  const unique = new Map(parts.map((part) => [stableJson(part), part] as const));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, part]) => part);
}

function canonicalFilter(filter: Filter): Filter {
  switch (filter.op) {
    case 'and':
    case 'or': {
      const { op } = filter;
      const parts = filter.all.map(canonicalFilter).flatMap((part) => (part.op === op ? part.all : [part]));
      const sorted = byJson(parts);
      const [only] = sorted;
      return sorted.length === 1 && only ? only : { op, all: sorted };
    }
    case 'not':
      return { op: 'not', filter: canonicalFilter(filter.filter) };
    case 'in':
    case 'not_in': {
      const values = byJson(filter.values);
      const [only] = values;
      if (values.length === 1 && only !== undefined)
        return { op: filter.op === 'in' ? '=' : '!=', on: filter.on, value: only };
      return { ...filter, values };
    }
    default:
      return filter;
  }
}

function canonicalMeasure(measure: Measure): Measure {
  return measure.filter ? { ...measure, filter: canonicalFilter(measure.filter) } : measure;
}

/**
 * One form for queries that mean the same: filters flattened, sorted and without repetition. Order of columns, labels
 * and everything else that shows in the answer stays.
 */
export function canonicalQuery(query: SemanticQuery): SemanticQuery {
  const { filter, conditions, top, order } = query;
  const narrowed = filter && canonicalFilter(filter);
  const idle = narrowed?.op === 'and' && narrowed.all.length === 0;
  return {
    attributes: query.attributes,
    measures: query.measures.map(canonicalMeasure),
    ...(narrowed === undefined || idle ? {} : { filter: narrowed }),
    ...(conditions && conditions.length > 0
      ? { conditions: byJson(conditions.map((one) => ({ ...one, measure: canonicalMeasure(one.measure) }))) }
      : {}),
    ...(query.limit === undefined ? {} : { limit: query.limit }),
    ...(top ? { top: { ...top, by: canonicalMeasure(top.by) } } : {}),
    ...(order
      ? { order: order.map((one) => ('by' in one.key ? { ...one, key: { by: canonicalMeasure(one.key.by) } } : one)) }
      : {}),
  };
}

/** Same for queries with the same canonical form: the query's part of a cache key. */
export function queryHash(query: SemanticQuery): string {
  return createHash('sha256')
    .update(stableJson(canonicalQuery(query)))
    .digest('hex');
}

import type { Attribute, Condition } from '../../../../src/spot/query';
import { DAY_NAMES, MONTH_NAMES, weekdayNumber } from './calendar';
import type { Value } from './world';

export function minusOne(value: Value): Value {
  return value === null ? null : Number(value) - 1;
}

export function ratio(value: Value, by: Value): Value {
  return value === null || by === null || Number(by) === 0 ? null : Number(value) / Number(by);
}

/** Numbers by size, text by code point (as the engine does), false before true. */
export function compare(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}

export function nullsLast(a: Value, b: Value, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return sign * compare(a, b);
}

export function holds(order: number, op: '=' | '!=' | '<' | '<=' | '>' | '>='): boolean {
  return { '=': order === 0, '!=': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[
    op
  ];
}

export function meets(value: Value, { op, value: bound, high }: Condition): boolean {
  if (value === null) return false;
  if (op === 'between') return compare(value, Number(bound)) >= 0 && compare(value, Number(high)) <= 0;
  return holds(compare(value, Number(bound)), op);
}

export function shown(key: Value, bucket: Attribute['bucket'], weekStart: string): Value {
  if (key === null) return null;
  if (bucket === 'month_of_year') return MONTH_NAMES[Number(key) - 1] ?? null;
  if (bucket === 'quarter_of_year') return `Q${String(key)}`;
  if (bucket === 'day_of_week') return DAY_NAMES[(Number(key) - 1 + weekdayNumber(weekStart) - 1) % 7] ?? null;
  return key;
}

export function aggregate(
  kind: string,
  group: { readonly values: readonly Value[]; readonly rows: number } | undefined,
): Value {
  const values = (group?.values ?? []).filter((value) => value !== null);
  const numbers = values.map(Number);
  const sum = numbers.reduce((total, value) => total + value, 0);
  const mean = sum / numbers.length;
  const spread = numbers.reduce((total, value) => total + (value - mean) ** 2, 0) / (numbers.length - 1);
  switch (kind) {
    case 'rows':
      return group?.rows ?? 0;
    case 'count':
      return values.length;
    case 'count_distinct':
      return new Set(values).size;
    case 'sum':
      return values.length === 0 ? null : sum;
    case 'average':
      return values.length === 0 ? null : mean;
    case 'stddev':
      return values.length < 2 ? null : Math.sqrt(spread);
    case 'variance':
      return values.length < 2 ? null : spread;
    case 'median': {
      const sorted = [...numbers].sort((a, b) => a - b);
      const middle = sorted.length >> 1;
      if (sorted.length === 0) return null;
      return sorted.length % 2 === 1
        ? (sorted[middle] ?? null)
        : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
    }
    default: {
      const [first, ...rest] = [...values].sort(compare);
      return (kind === 'min' ? first : (rest.at(-1) ?? first)) ?? null;
    }
  }
}

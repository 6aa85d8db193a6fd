import type { Model, ValueType } from '../model/types';
import { cyclicNumber, isCalendarBucket } from '../query/validate';
import type { Filter, FilterField, Scalar } from '../query/types';
import { bucketKey, bucketType, cyclicKey } from './buckets';
import { literal, numberParameter, textTest } from './expressions';
import { all, binary, call, constant, parameter, type Sql } from './tree';

/** A filter's field in SQL, before any bucket. */
export type FieldSql = (on: FilterField) => { readonly value: Sql; readonly type: ValueType };

const OPERATORS = { '=': '=', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;
const ISO = /^\d{4}-\d{2}-\d{2}( |$)/;

/** SQL for a filter. NULL where SQL says NULL, which satisfies nothing. */
export function filterSql(model: Model, filter: Filter, field: FieldSql): Sql {
  const build = (part: Filter): Sql => {
    switch (part.op) {
      case 'and':
      case 'or':
        return all(part.op === 'and' ? 'AND' : 'OR', part.all.map(build));
      case 'not':
        return { sql: 'not', operand: build(part.filter) };
      default:
        return leaf(model, part, field);
    }
  };
  return build(filter);
}

function leaf(model: Model, filter: Exclude<Filter, { op: 'and' | 'or' | 'not' }>, field: FieldSql): Sql {
  const { on } = filter;
  const raw = field(on);
  const plain = on.bucket === undefined ? raw.value : bucketKey(raw.value, on.bucket, model.weekStart);
  const type =
    on.bucket === undefined ? raw.type : isCalendarBucket(on.bucket) ? bucketType(on.bucket, raw.type) : 'number';
  switch (filter.op) {
    case 'is_null':
    case 'is_not_null':
      return { sql: 'is_null', operand: raw.value, negated: filter.op === 'is_not_null' };
    case 'contains':
    case 'begins_with':
    case 'ends_with':
      return textTest(filter.op, plain, parameter('text', filter.value));
    case 'period': {
      const { start, end } = filter;
      return all('AND', [
        ...(start === undefined ? [] : [binary('>=', plain, moment(start))]),
        ...(end === undefined ? [] : [binary('<', plain, moment(end))]),
      ]);
    }
    case 'between': {
      const compare = comparable(plain, type, [filter.low, filter.high]);
      const value = (one: Scalar): Sql => compare.value(scalar(model, one, on, type));
      return all('AND', [
        binary('>=', compare.operand, value(filter.low)),
        binary('<=', compare.operand, value(filter.high)),
      ]);
    }
    case 'in':
    case 'not_in': {
      const compare = comparable(plain, type, filter.values);
      const list = filter.values.map((one) => compare.value(scalar(model, one, on, type)));
      return { sql: 'in', operand: compare.operand, list, negated: filter.op === 'not_in' };
    }
    default: {
      const compare = comparable(plain, type, [filter.value]);
      return binary(OPERATORS[filter.op], compare.operand, compare.value(scalar(model, filter.value, on, type)));
    }
  }
}

/** Both sides such that text ignores case, and a day means the whole of it. */
function comparable(
  operand: Sql,
  type: ValueType,
  values: readonly Scalar[],
): { readonly operand: Sql; readonly value: (value: Sql) => Sql } {
  const texts = values.every((value) => typeof value === 'string');
  if (type === 'text' || (type === 'unknown' && texts && !values.every((value) => ISO.test(value)))) {
    return { operand: call('lower', operand), value: (value) => call('lower', value) };
  }
  if (type === 'timestamp' && values.every((value) => String(value).length === 10)) {
    return { operand: { sql: 'truncate', unit: 'day', operand }, value: (value) => value };
  }
  return { operand, value: (value) => value };
}

function moment(text: string): Sql {
  return parameter(text.length === 10 ? 'date' : 'timestamp', text);
}

function scalar(model: Model, value: Scalar, on: FilterField, type: ValueType): Sql {
  if (on.bucket !== undefined && !isCalendarBucket(on.bucket)) {
    return constant(cyclicKey(on.bucket, cyclicNumber(on.bucket, value) ?? 0, model.weekStart));
  }
  if (typeof value === 'boolean') return constant(value);
  if (type === 'number' || typeof value === 'number') return numberParameter(value);
  if (type === 'date' || type === 'timestamp' || (type === 'unknown' && ISO.test(value))) return moment(value);
  return literal(value, 'text');
}

/** What a filter says of a row that is not there, all of whose fields are NULL. */
export function onMissingRow(filter: Filter): boolean | null {
  switch (filter.op) {
    case 'and':
    case 'or': {
      const parts = filter.all.map(onMissingRow);
      const strong = filter.op === 'or';
      if (parts.includes(strong)) return strong;
      return parts.includes(null) ? null : !strong;
    }
    case 'not': {
      const inner = onMissingRow(filter.filter);
      return inner === null ? null : !inner;
    }
    case 'is_null':
      return true;
    case 'is_not_null':
      return false;
    default:
      return null;
  }
}

import type { ValueType } from '../../model/types';
import type { Dialect } from '../print';
import { aggregateWith, decimalType } from './common';

const PARTS: Readonly<Record<Parameters<Dialect['extract']>[0], string>> = {
  year: 'YEAR',
  quarter: 'QUARTER',
  month: 'MONTH',
  week: 'WEEK',
  day: 'DAY',
  hour: 'HOUR',
  day_of_week: 'ISODOW',
};

/** A union takes its column's type from its first parts: NULL without a type would be text. */
const NULLS: Readonly<Record<ValueType, string>> = {
  number: 'NUMERIC',
  text: 'TEXT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  unknown: 'NUMERIC',
};

/** PostgreSQL. Whole numbers would divide to whole numbers, so a dividend is made numeric first. */
export const postgres: Dialect = {
  name: 'postgres',
  types: { text: 'TEXT', double: 'DOUBLE PRECISION', integer: 'BIGINT', date: 'DATE', timestamp: 'TIMESTAMP' },
  numbered: true,
  placeholder: (index) => `$${index}`,
  typed(placeholder, { type, value }) {
    if (type === 'decimal') return `CAST(${placeholder} AS ${decimalType(String(value))})`;
    const name = {
      text: 'TEXT',
      integer: 'BIGINT',
      double: 'DOUBLE PRECISION',
      boolean: 'BOOLEAN',
      date: 'DATE',
      timestamp: 'TIMESTAMP',
    };
    return `CAST(${placeholder} AS ${name[type]})`;
  },
  quotient: (left, right) => `CAST(${left} AS NUMERIC) / ${right}`,
  missing: (type) => `CAST(NULL AS ${NULLS[type]})`,
  function(fn, args) {
    const [first = '', second = ''] = args;
    switch (fn) {
      case 'concat':
        return `(${args.map((arg) => `CAST(${arg} AS TEXT)`).join(' || ')})`;
      case 'position':
        return `strpos(${first}, ${second})`;
      case 'null_if':
        return `nullif(${first}, ${second})`;
      case 'mod':
        return `mod(CAST(${first} AS NUMERIC), nullif(${second}, 0))`;
      case 'sqrt':
        return `CASE WHEN ${first} >= 0 THEN sqrt(${first}) END`;
      case 'round':
        return args.length === 1
          ? `round(CAST(${first} AS NUMERIC))`
          : `round(CAST(${first} AS NUMERIC), CAST(${second} AS INTEGER))`;
      case 'left':
      case 'right':
        return `${fn}(${first}, CAST(${second} AS INTEGER))`;
      case 'substring':
        return `substring(${first}, CAST(${second} AS INTEGER), CAST(${args[2] ?? ''} AS INTEGER))`;
      case 'greatest':
      case 'least':
        return `CASE WHEN ${args.map((arg) => `${arg} IS NOT NULL`).join(' AND ')} THEN ${fn}(${args.join(', ')}) END`;
      case 'diff_days':
        return `(CAST(${first} AS DATE) - CAST(${second} AS DATE))`;
      case 'add_days':
        return `(CAST(${first} AS DATE) + CAST(${second} AS INTEGER))`;
      default:
        return `${fn}(${args.join(', ')})`;
    }
  },
  truncate: (unit, operand) =>
    unit === 'hour'
      ? `date_trunc('hour', CAST(${operand} AS TIMESTAMP))`
      : `CAST(date_trunc('${unit}', CAST(${operand} AS TIMESTAMP)) AS DATE)`,
  extract: (part, operand) => `CAST(EXTRACT(${PARTS[part]} FROM ${operand}) AS BIGINT)`,
  shift: (unit, count, operand, to) => `CAST(${operand} + INTERVAL '${count} ${unit}' AS ${to.toUpperCase()})`,
  aggregate: aggregateWith(
    (operand) => `percentile_cont(0.5) WITHIN GROUP (ORDER BY CAST(${operand} AS DOUBLE PRECISION))`,
  ),
};

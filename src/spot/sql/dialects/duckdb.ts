import type { Dialect } from '../print';
import { aggregateWith, decimalType } from './common';

const NAMES: Readonly<Partial<Record<Parameters<Dialect['function']>[0], string>>> = {
  null_if: 'nullif',
  power: 'pow',
};

const PARTS: Readonly<Record<Parameters<Dialect['extract']>[0], string>> = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  week: 'week',
  day: 'day',
  hour: 'hour',
  day_of_week: 'isodow',
};

/** DuckDB. `/` divides decimals as doubles; `median` of a decimal would round, so it is taken of doubles. */
export const duckdb: Dialect = {
  name: 'duckdb',
  types: { text: 'VARCHAR', double: 'DOUBLE', integer: 'BIGINT', date: 'DATE', timestamp: 'TIMESTAMP' },
  numbered: true,
  placeholder: (index) => `$${index}`,
  typed(placeholder, { type, value }) {
    if (type === 'decimal') return `CAST(${placeholder} AS ${decimalType(String(value))})`;
    const name = {
      text: 'VARCHAR',
      integer: 'BIGINT',
      double: 'DOUBLE',
      boolean: 'BOOLEAN',
      date: 'DATE',
      timestamp: 'TIMESTAMP',
    };
    return `CAST(${placeholder} AS ${name[type]})`;
  },
  quotient: (left, right) => `${left} / ${right}`,
  missing: () => 'NULL',
  function(fn, args) {
    switch (fn) {
      case 'concat':
        return `(${args.map((arg) => `CAST(${arg} AS VARCHAR)`).join(' || ')})`;
      case 'position':
        return `strpos(${args.join(', ')})`;
      case 'mod':
        return `mod(${args[0] ?? ''}, nullif(${args[1] ?? ''}, 0))`;
      case 'sqrt':
        return `CASE WHEN ${args[0] ?? ''} >= 0 THEN sqrt(${args[0] ?? ''}) END`;
      case 'greatest':
      case 'least':
        // The engine's own skip NULLs; other engines do not.
        return `CASE WHEN ${args.map((arg) => `${arg} IS NOT NULL`).join(' AND ')} THEN ${fn}(${args.join(', ')}) END`;
      case 'diff_days':
        return `date_diff('day', CAST(${args[1] ?? ''} AS DATE), CAST(${args[0] ?? ''} AS DATE))`;
      case 'add_days':
        return `(CAST(${args[0] ?? ''} AS DATE) + CAST(${args[1] ?? ''} AS INTEGER))`;
      case 'round':
        return args[1] === undefined
          ? `round(${args[0] ?? ''})`
          : `round(${args[0] ?? ''}, CAST(${args[1]} AS INTEGER))`;
      default:
        return `${NAMES[fn] ?? fn}(${args.join(', ')})`;
    }
  },
  truncate: (unit, operand) =>
    unit === 'hour'
      ? `date_trunc('hour', CAST(${operand} AS TIMESTAMP))`
      : unit === 'day'
        ? `CAST(${operand} AS DATE)`
        : `CAST(date_trunc('${unit}', ${operand}) AS DATE)`,
  extract: (part, operand) => `${PARTS[part]}(${operand})`,
  shift: (unit, count, operand, to) => `CAST(${operand} + INTERVAL (${count}) ${unit} AS ${to.toUpperCase()})`,
  aggregate: aggregateWith((operand) => `median(CAST(${operand} AS DOUBLE))`),
};

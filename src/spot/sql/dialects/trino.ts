import type { Dialect } from '../print';
import { aggregateWith, decimalType } from './common';

const PARTS: Readonly<Record<Parameters<Dialect['extract']>[0], string>> = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  week: 'week',
  day: 'day',
  hour: 'hour',
  day_of_week: 'day_of_week',
};

/** Trino. Placeholders are positional. It has no exact median: half of the values lie below the one that is given. */
export const trino: Dialect = {
  name: 'trino',
  types: { text: 'VARCHAR', double: 'DOUBLE', integer: 'BIGINT', date: 'DATE', timestamp: 'TIMESTAMP(6)' },
  numbered: false,
  placeholder: () => '?',
  typed(placeholder, { type, value }) {
    if (type === 'decimal') return `CAST(${placeholder} AS ${decimalType(String(value))})`;
    const name = {
      text: 'VARCHAR',
      integer: 'BIGINT',
      double: 'DOUBLE',
      boolean: 'BOOLEAN',
      date: 'DATE',
      timestamp: 'TIMESTAMP(6)',
    };
    return `CAST(${placeholder} AS ${name[type]})`;
  },
  quotient: (left, right) => `CAST(${left} AS DOUBLE) / ${right}`,
  missing: () => 'NULL',
  function(fn, args) {
    const [first = '', second = ''] = args;
    switch (fn) {
      case 'concat':
        return `(${args.map((arg) => `CAST(${arg} AS VARCHAR)`).join(' || ')})`;
      case 'position':
        return `strpos(${first}, ${second})`;
      case 'null_if':
        return `nullif(${first}, ${second})`;
      case 'mod':
        return `mod(${first}, nullif(${second}, 0))`;
      case 'sqrt':
        return `CASE WHEN ${first} >= 0 THEN sqrt(${first}) END`;
      case 'left':
        return `substr(${first}, 1, ${second})`;
      case 'right':
        return `substr(${first}, greatest(length(${first}) - ${second} + 1, 1))`;
      case 'substring':
        return `substr(${args.join(', ')})`;
      case 'diff_days':
        return `date_diff('day', CAST(${second} AS DATE), CAST(${first} AS DATE))`;
      case 'add_days':
        return `date_add('day', CAST(${second} AS BIGINT), CAST(${first} AS DATE))`;
      default:
        return `${fn}(${args.join(', ')})`;
    }
  },
  truncate: (unit, operand) =>
    unit === 'hour'
      ? `date_trunc('hour', CAST(${operand} AS TIMESTAMP(6)))`
      : `CAST(date_trunc('${unit}', ${operand}) AS DATE)`,
  extract: (part, operand) => `${PARTS[part]}(${operand})`,
  shift: (unit, count, operand, to) =>
    `CAST(date_add('${unit}', ${count}, ${operand}) AS ${to === 'date' ? 'DATE' : 'TIMESTAMP(6)'})`,
  aggregate: aggregateWith((operand) => `approx_percentile(CAST(${operand} AS DOUBLE), 0.5)`),
};

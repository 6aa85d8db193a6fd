import type { Parameter } from '../port';
import type { CalendarBucket, ValueType } from '../model/types';

/**
 * A SELECT as data. Built by the compiler, printed by a dialect. Identifiers are bare names (the printer quotes them),
 * values are parameters (the printer numbers them); there is no way to put text into SQL as it is.
 */
export type Sql =
  | { readonly sql: 'column'; readonly table: string; readonly name: string }
  | { readonly sql: 'parameter'; readonly parameter: Parameter }
  | { readonly sql: 'constant'; readonly value: null | boolean | number }
  /** NULL of a type, for engines that want to know. */
  | { readonly sql: 'missing'; readonly type: ValueType }
  | { readonly sql: 'binary'; readonly op: SqlOperator; readonly left: Sql; readonly right: Sql }
  | { readonly sql: 'not'; readonly operand: Sql }
  | { readonly sql: 'negative'; readonly operand: Sql }
  | { readonly sql: 'is_null'; readonly operand: Sql; readonly negated: boolean }
  /** Equal, NULL being equal to NULL. */
  | { readonly sql: 'same'; readonly left: Sql; readonly right: Sql }
  | { readonly sql: 'in'; readonly operand: Sql; readonly list: readonly Sql[]; readonly negated: boolean }
  | { readonly sql: 'in_query'; readonly operands: readonly Sql[]; readonly query: Query }
  | { readonly sql: 'value_of'; readonly query: Query }
  | {
      readonly sql: 'case';
      readonly branches: readonly { readonly when: Sql; readonly then: Sql }[];
      readonly otherwise?: Sql;
    }
  | { readonly sql: 'cast'; readonly operand: Sql; readonly to: SqlType }
  | { readonly sql: 'call'; readonly fn: SqlFunction; readonly args: readonly Sql[] }
  /** First moment of the period; a date, for hours a timestamp. */
  | { readonly sql: 'truncate'; readonly unit: CalendarBucket; readonly operand: Sql }
  | { readonly sql: 'extract'; readonly part: DatePart; readonly operand: Sql }
  /** The date (timestamp for hours) so many units later. */
  | {
      readonly sql: 'shift';
      readonly unit: 'hour' | 'day' | 'month' | 'year';
      readonly count: number;
      readonly operand: Sql;
      readonly to: 'date' | 'timestamp';
    }
  | { readonly sql: 'aggregate'; readonly fn: SqlAggregate; readonly operand?: Sql }
  | {
      readonly sql: 'window';
      readonly fn: 'sum' | 'average' | 'rank' | 'row_number';
      readonly operand?: Sql;
      readonly partition: readonly Sql[];
      readonly order: readonly SqlOrder[];
      /** Rows before (`all`: from the start) and after the current one. */
      readonly frame?: { readonly before: number | 'all'; readonly after: number };
    };

export type SqlOperator = '+' | '-' | '*' | '/' | '=' | '<>' | '<' | '<=' | '>' | '>=' | 'AND' | 'OR';
export type SqlType = 'text' | 'double' | 'integer' | 'date' | 'timestamp';
export type DatePart =
  'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'day_of_week'; /* Monday is 1, Sunday 7 */
export type SqlAggregate =
  'sum' | 'average' | 'count' | 'count_rows' | 'count_distinct' | 'min' | 'max' | 'median' | 'stddev' | 'variance';

/** Functions that every dialect must know; how it spells them is its own matter. */
export type SqlFunction =
  | 'lower'
  | 'upper'
  | 'trim'
  | 'length'
  | 'concat'
  | 'left'
  | 'right'
  | 'substring'
  | 'replace'
  /** Position of the second in the first, from 1; 0 when absent. */
  | 'position'
  | 'abs'
  | 'round'
  | 'floor'
  | 'ceil'
  | 'mod'
  | 'sqrt'
  | 'power'
  | 'greatest'
  | 'least'
  | 'coalesce'
  | 'null_if'
  | 'diff_days'
  | 'add_days';

export interface SqlOrder {
  readonly by: Sql | { readonly ordinal: number };
  readonly direction: 'ASC' | 'DESC';
}

export interface SelectColumn {
  readonly value: Sql;
  readonly as: string;
}

export interface Select {
  readonly query: 'select';
  readonly with?: readonly { readonly name: string; readonly query: Query }[];
  readonly distinct?: boolean;
  readonly columns: readonly SelectColumn[];
  readonly from?: From;
  /** All must hold. */
  readonly where?: readonly Sql[];
  /** Group by the first n columns. `undefined`: no grouping. */
  readonly groupBy?: number;
  readonly having?: readonly Sql[];
  readonly order?: readonly SqlOrder[];
  readonly limit?: number;
}

export interface Union {
  readonly query: 'union';
  readonly parts: readonly Select[];
}

export type Query = Select | Union;

export interface From {
  readonly first: Source;
  readonly joins: readonly Join[];
}

export type Source =
  /** A table as it is, or a common table expression. */
  | { readonly source: 'table'; readonly name: string; readonly alias: string }
  | { readonly source: 'query'; readonly query: Query; readonly alias: string };

export interface Join {
  readonly type: 'LEFT' | 'INNER';
  readonly source: Source;
  /** All must hold; none: every pair. */
  readonly on: readonly Sql[];
}

export const NULL: Sql = { sql: 'constant', value: null };

export function column(table: string, name: string): Sql {
  return { sql: 'column', table, name };
}

export function constant(value: number | boolean): Sql {
  return { sql: 'constant', value };
}

export function parameter(type: Parameter['type'], value: Parameter['value']): Sql {
  return { sql: 'parameter', parameter: { type, value } };
}

export function binary(op: SqlOperator, left: Sql, right: Sql): Sql {
  return { sql: 'binary', op, left, right };
}

export function call(fn: SqlFunction, ...args: readonly Sql[]): Sql {
  return { sql: 'call', fn, args };
}

/** One condition out of several. Balanced, so that long lists do not nest deeply. */
export function all(op: 'AND' | 'OR', parts: readonly Sql[]): Sql {
  const [first] = parts;
  if (!first) return constant(op === 'AND');
  if (parts.length === 1) return first;
  const middle = parts.length >> 1;
  return binary(op, all(op, parts.slice(0, middle)), all(op, parts.slice(middle)));
}

/** Division that gives NULL for a divisor of 0 and never drops decimals. */
export function divide(left: Sql, right: Sql): Sql {
  return binary('/', left, call('null_if', right, constant(0)));
}

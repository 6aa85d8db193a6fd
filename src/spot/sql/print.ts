import type { ValueType } from '../model/types';
import type { Parameter } from '../port';
import type { Join, Query, Select, Source, Sql, SqlAggregate, SqlOperator, SqlOrder, SqlType } from './tree';

/** What differs between engines. Everything else is printed the same way. */
export interface Dialect {
  readonly name: 'duckdb' | 'postgres' | 'trino';
  readonly types: Readonly<Record<SqlType, string>>;
  /** A placeholder; `index` counts from 1. */
  placeholder(index: number): string;
  /** Whether one value may be bound once and used in several places. */
  readonly numbered: boolean;
  /** A placeholder whose type the engine would otherwise have to guess. */
  typed(placeholder: string, parameter: Parameter): string;
  quotient(left: string, right: string): string;
  /** NULL as one branch's part of a column that another branch fills. */
  missing(type: ValueType): string;
  function(fn: Extract<Sql, { sql: 'call' }>['fn'], args: readonly string[]): string;
  truncate(unit: Extract<Sql, { sql: 'truncate' }>['unit'], operand: string): string;
  extract(part: Extract<Sql, { sql: 'extract' }>['part'], operand: string): string;
  shift(unit: string, count: number, operand: string, to: 'date' | 'timestamp'): string;
  aggregate(fn: SqlAggregate, operand: string): string;
}

export interface Printed {
  readonly sql: string;
  readonly params: readonly Parameter[];
}

/** SQL text for a query, with its values in the order of their placeholders. */
export function print(query: Query, dialect: Dialect): Printed {
  const printer = new Printer(dialect);
  const sql = printer.query(query, '');
  return { sql, params: printer.params };
}

const POWER: Readonly<Record<SqlOperator, number>> = {
  OR: 1,
  AND: 2,
  '=': 4,
  '<>': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
};
const NOT_POWER = 3;
const COMPARISON = 4;
const ATOM = 9;

export function quote(name: string): string {
  return `"${name.replaceAll('\0', '').replaceAll('"', '""')}"`;
}

class Printer {
  readonly params: Parameter[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(private readonly dialect: Dialect) {}

  query(query: Query, indent: string): string {
    if (query.query === 'union')
      return query.parts.map((part) => this.query(part, indent)).join(`\n${indent}UNION ALL\n`);
    return this.select(query, indent);
  }

  private select(select: Select, indent: string): string {
    const deeper = `${indent}  `;
    const lines: string[] = [];
    if (select.with && select.with.length > 0) {
      const parts = select.with.map(
        ({ name, query }) => `${quote(name)} AS (\n${this.query(query, deeper)}\n${indent})`,
      );
      lines.push(`${indent}WITH ${parts.join(', ')}`);
    }
    const columns = select.columns.map(({ value, as }) => this.named(value, as));
    lines.push(`${indent}SELECT ${select.distinct ? 'DISTINCT ' : ''}${columns.join(', ') || '1 AS "1"'}`);
    if (select.from) {
      lines.push(`${indent}FROM ${this.source(select.from.first, indent)}`);
      for (const join of select.from.joins) lines.push(this.join(join, indent));
    }
    const where = this.conjunction(select.where);
    if (where !== '') lines.push(`${indent}WHERE ${where}`);
    if (select.groupBy) {
      lines.push(`${indent}GROUP BY ${Array.from({ length: select.groupBy }, (_, i) => String(i + 1)).join(', ')}`);
    }
    const having = this.conjunction(select.having);
    if (having !== '') lines.push(`${indent}HAVING ${having}`);
    if (select.order && select.order.length > 0) lines.push(`${indent}ORDER BY ${this.order(select.order)}`);
    if (select.limit !== undefined) lines.push(`${indent}LIMIT ${select.limit}`);
    return lines.join('\n');
  }

  private named(value: Sql, as: string): string {
    const text = this.expression(value, 0);
    return value.sql === 'column' && value.name === as ? text : `${text} AS ${quote(as)}`;
  }

  private source(source: Source, indent: string): string {
    if (source.source === 'table') {
      return source.name === source.alias ? quote(source.name) : `${quote(source.name)} AS ${quote(source.alias)}`;
    }
    return `(\n${this.query(source.query, `${indent}  `)}\n${indent}) AS ${quote(source.alias)}`;
  }

  private join({ type, source, on }: Join, indent: string): string {
    const text = this.source(source, indent);
    if (on.length === 0 && type === 'INNER') return `${indent}CROSS JOIN ${text}`;
    return `${indent}${type === 'LEFT' ? 'LEFT ' : ''}JOIN ${text} ON ${this.conjunction(on) || 'TRUE'}`;
  }

  private conjunction(parts: readonly Sql[] | undefined): string {
    return (parts ?? []).map((part) => this.expression(part, POWER.AND)).join(' AND ');
  }

  private order(order: readonly SqlOrder[]): string {
    return order
      .map(({ by, direction }) => {
        const text = 'ordinal' in by ? String(by.ordinal) : this.expression(by, 0);
        return `${text} ${direction} NULLS LAST`;
      })
      .join(', ');
  }

  private bind(parameter: Parameter): string {
    const key = `${parameter.type} ${typeof parameter.value} ${String(parameter.value)}`;
    const known = this.dialect.numbered ? this.numbers.get(key) : undefined;
    if (known !== undefined) return this.dialect.typed(this.dialect.placeholder(known), parameter);
    this.params.push(parameter);
    this.numbers.set(key, this.params.length);
    return this.dialect.typed(this.dialect.placeholder(this.params.length), parameter);
  }

  /** `outer`: how tightly the surroundings bind; looser expressions get parentheses. */
  private expression(part: Sql, outer: number): string {
    const wrap = (text: string, power: number): string => (power < outer ? `(${text})` : text);
    switch (part.sql) {
      case 'column':
        return `${quote(part.table)}.${quote(part.name)}`;
      case 'parameter':
        return this.bind(part.parameter);
      case 'constant':
        if (part.value === null) return 'NULL';
        return typeof part.value === 'boolean' ? (part.value ? 'TRUE' : 'FALSE') : String(part.value);
      case 'missing':
        return this.dialect.missing(part.type);
      case 'binary':
        return this.binary(part, wrap);
      case 'not':
        return wrap(`NOT ${this.expression(part.operand, NOT_POWER + 1)}`, NOT_POWER);
      case 'negative':
        return `(-${this.expression(part.operand, ATOM)})`;
      case 'is_null':
        return wrap(
          `${this.expression(part.operand, COMPARISON + 1)} IS ${part.negated ? 'NOT ' : ''}NULL`,
          COMPARISON,
        );
      case 'same':
        return wrap(
          `${this.expression(part.left, COMPARISON + 1)} IS NOT DISTINCT FROM ${this.expression(part.right, COMPARISON + 1)}`,
          COMPARISON,
        );
      case 'in':
        return wrap(
          `${this.expression(part.operand, COMPARISON + 1)} ${part.negated ? 'NOT IN' : 'IN'} (${this.list(part.list)})`,
          COMPARISON,
        );
      case 'in_query': {
        const operands = this.list(part.operands);
        const left = part.operands.length === 1 ? operands : `(${operands})`;
        return wrap(`${left} IN (\n${this.query(part.query, '    ')}\n  )`, COMPARISON);
      }
      case 'value_of':
        return `(\n${this.query(part.query, '    ')}\n  )`;
      case 'case':
        return this.cases(part);
      case 'cast':
        return `CAST(${this.expression(part.operand, 0)} AS ${this.dialect.types[part.to]})`;
      case 'call':
        return this.dialect.function(
          part.fn,
          part.args.map((arg) => this.expression(arg, 0)),
        );
      case 'truncate':
        return this.dialect.truncate(part.unit, this.expression(part.operand, 0));
      case 'extract':
        return this.dialect.extract(part.part, this.expression(part.operand, 0));
      case 'shift':
        return this.dialect.shift(part.unit, part.count, this.expression(part.operand, POWER['+']), part.to);
      case 'aggregate':
        return part.operand ? this.dialect.aggregate(part.fn, this.expression(part.operand, 0)) : 'count(*)';
      case 'window':
        return this.window(part);
    }
  }

  private list(parts: readonly Sql[]): string {
    return parts.map((part) => this.expression(part, 0)).join(', ');
  }

  private binary(part: Extract<Sql, { sql: 'binary' }>, wrap: (text: string, power: number) => string): string {
    const power = POWER[part.op];
    const comparison = power === COMPARISON;
    const associative = part.op === 'AND' || part.op === 'OR' || part.op === '+' || part.op === '*';
    const left = this.expression(part.left, comparison ? power + 1 : power);
    const right = this.expression(part.right, associative && !comparison ? power : power + 1);
    return wrap(part.op === '/' ? this.dialect.quotient(left, right) : `${left} ${part.op} ${right}`, power);
  }

  private cases(part: Extract<Sql, { sql: 'case' }>): string {
    const branches = part.branches.map(
      ({ when, then }) => `WHEN ${this.expression(when, 0)} THEN ${this.expression(then, 0)}`,
    );
    const otherwise = part.otherwise ? ` ELSE ${this.expression(part.otherwise, 0)}` : '';
    return `CASE ${branches.join(' ')}${otherwise} END`;
  }

  private window(part: Extract<Sql, { sql: 'window' }>): string {
    const operand = part.operand ? this.expression(part.operand, 0) : '';
    const name = part.fn === 'average' ? 'avg' : part.fn;
    const inside: string[] = [];
    if (part.partition.length > 0) inside.push(`PARTITION BY ${this.list(part.partition)}`);
    if (part.order.length > 0) inside.push(`ORDER BY ${this.order(part.order)}`);
    if (part.frame) {
      const { before, after } = part.frame;
      const end = after === 0 ? 'CURRENT ROW' : `${after} FOLLOWING`;
      inside.push(`ROWS BETWEEN ${before === 'all' ? 'UNBOUNDED' : String(before)} PRECEDING AND ${end}`);
    }
    return `${name}(${operand}) OVER (${inside.join(' ')})`;
  }
}

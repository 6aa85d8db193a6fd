import type { Expression, ValueType } from '../model/types';
import {
  all,
  binary,
  call,
  constant,
  divide,
  NULL,
  parameter,
  type DatePart,
  type Sql,
  type SqlFunction,
} from './tree';

/** What an expression's names are in SQL. */
export interface Scope {
  column(table: string, column: string): Sql;
  formula(name: string): Sql;
  aggregate(node: Extract<Expression, { node: 'aggregate' | 'count' }>): Sql;
  window(node: Extract<Expression, { node: 'window' }>): Sql;
  /** Text is compared as it is: for row rules. Everywhere else case does not matter. */
  readonly exact: boolean;
}

const DATE_PARTS: ReadonlyMap<string, DatePart> = new Map([
  ['year', 'year'],
  ['quarter', 'quarter'],
  ['month', 'month'],
  ['week', 'week'],
  ['day', 'day'],
  ['hour', 'hour'],
  ['day_of_week', 'day_of_week'],
]);
const STARTS: ReadonlyMap<string, 'year' | 'quarter' | 'month'> = new Map([
  ['start_of_year', 'year'],
  ['start_of_quarter', 'quarter'],
  ['start_of_month', 'month'],
]);
const SAME_NAME: ReadonlySet<string> = new Set<SqlFunction>([
  'upper',
  'lower',
  'trim',
  'length',
  'concat',
  'left',
  'right',
  'substring',
  'replace',
  'abs',
  'round',
  'floor',
  'ceil',
  'mod',
  'sqrt',
  'power',
  'greatest',
  'least',
  'coalesce',
  'null_if',
  'diff_days',
  'add_days',
]);

/** A number as a parameter: whole ones as integers, others as decimals with all their digits. */
export function numberParameter(value: number | string): Sql {
  const text = String(value);
  if (/^-?\d{1,18}$/.test(text)) return parameter('integer', text);
  return /^-?\d{0,30}\.?\d{1,30}$/.test(text) ? parameter('decimal', text) : parameter('double', Number(text));
}

/** A value as a parameter of its own type. */
export function literal(value: string | number | boolean | null, type: ValueType): Sql {
  if (value === null) return NULL;
  if (typeof value === 'boolean') return constant(value);
  if (type === 'number' || typeof value === 'number') return numberParameter(value);
  if (type === 'date') return parameter('date', value);
  return type === 'timestamp' ? parameter('timestamp', value) : parameter('text', value);
}

function isText(expression: Expression): boolean {
  return expression.type === 'text';
}

/** SQL for a formula. Recursion is bounded by the parser's limits. */
export function toSql(expression: Expression, scope: Scope): Sql {
  switch (expression.node) {
    case 'literal':
      return literal(expression.value, expression.type);
    case 'placeholder':
      return NULL;
    case 'column':
      return scope.column(expression.table, expression.column);
    case 'formula':
      return scope.formula(expression.name);
    case 'aggregate':
    case 'count':
      return scope.aggregate(expression);
    case 'window':
      return scope.window(expression);
    case 'unary': {
      const operand = toSql(expression.operand, scope);
      return expression.op === 'not' ? { sql: 'not', operand } : { sql: 'negative', operand };
    }
    case 'binary':
      return binaryToSql(expression, scope);
    case 'in': {
      const fold = !scope.exact && (isText(expression.operand) || expression.list.some(isText));
      const value = (part: Expression): Sql => (fold ? call('lower', toSql(part, scope)) : toSql(part, scope));
      return {
        sql: 'in',
        operand: value(expression.operand),
        list: expression.list.map(value),
        negated: expression.negated,
      };
    }
    case 'is_null':
      return { sql: 'is_null', operand: toSql(expression.operand, scope), negated: expression.negated };
    case 'if': {
      const branches = expression.branches.map(({ when, then }) => ({
        when: toSql(when, scope),
        then: toSql(then, scope),
      }));
      const otherwise = expression.otherwise && toSql(expression.otherwise, scope);
      return otherwise ? { sql: 'case', branches, otherwise } : { sql: 'case', branches };
    }
    case 'call':
      return callToSql(expression, scope);
  }
}

function binaryToSql(expression: Extract<Expression, { node: 'binary' }>, scope: Scope): Sql {
  const { op } = expression;
  let left = toSql(expression.left, scope);
  let right = toSql(expression.right, scope);
  switch (op) {
    case 'and':
      return binary('AND', left, right);
    case 'or':
      return binary('OR', left, right);
    case '/':
      return divide(left, right);
    case '+':
    case '-':
    case '*':
      return binary(op, left, right);
    default:
      if (!scope.exact && (isText(expression.left) || isText(expression.right))) {
        [left, right] = [call('lower', left), call('lower', right)];
      }
      return binary(op === '!=' ? '<>' : op, left, right);
  }
}

function callToSql(expression: Extract<Expression, { node: 'call' }>, scope: Scope): Sql {
  const args = expression.args.map((arg) => toSql(arg, scope));
  const [first = NULL, second = NULL] = args;
  const part = DATE_PARTS.get(expression.name);
  if (part) return { sql: 'extract', part, operand: first };
  const start = STARTS.get(expression.name);
  if (start) return { sql: 'truncate', unit: start, operand: first };
  switch (expression.name) {
    case 'safe_divide':
      return divide(first, second);
    case 'to_text':
      return { sql: 'cast', operand: first, to: 'text' };
    case 'contains':
    case 'begins_with':
    case 'ends_with':
      return textTest(expression.name, first, second, scope.exact);
    default:
      return call(SAME_NAME.has(expression.name) ? (expression.name as SqlFunction) : 'coalesce', ...args);
  }
}

/** Without LIKE: nothing in the value is a wildcard. */
export function textTest(kind: 'contains' | 'begins_with' | 'ends_with', text: Sql, part: Sql, exact = false): Sql {
  const [whole, wanted] = exact ? [text, part] : [call('lower', text), call('lower', part)];
  if (kind === 'contains') return binary('>', call('position', whole, wanted), constant(0));
  const length = call('length', wanted);
  if (kind === 'begins_with') return binary('=', call('left', whole, length), wanted);
  // `right` of nothing differs between engines: the length is checked first.
  return all('AND', [binary('>=', call('length', whole), length), binary('=', call('right', whole, length), wanted)]);
}

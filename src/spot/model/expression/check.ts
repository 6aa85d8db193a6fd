import { hint } from '../nearest';
import type { BinaryOperator, Expression, FieldRef, Offsets, ValueType } from '../types';
import { AGGREGATES, aggregateType, aggregationFits, FUNCTIONS, WINDOWS } from './functions';
import type { Syntax } from './parser';
import { ExpressionError } from './tokens';

/** Row level: one row's values. Aggregate level: over rows, as in `sum([revenue]) / [orders]`. */
export type Level = 'row' | 'aggregate';

/** What a formula's names mean. Each method throws an ExpressionError for a name that means nothing (or too much). */
export interface Names {
  /** A column, a row-level formula, an aggregate formula or a count. */
  reference(table: string | undefined, name: string, level: Level, at: Offsets): Expression;
  /** An attribute or measure that a window runs along or groups by. */
  field(table: string | undefined, name: string, at: Offsets): FieldRef;
  /** The table at whose grain an aggregate's operand is evaluated. */
  grain(operand: Expression, at: Offsets): string;
  /** A measure's own aggregate, for `cumulative_sum([revenue], …)`. */
  measure(table: string | undefined, name: string, at: Offsets): Expression;
  /** Unset where placeholders are not allowed. */
  placeholder?(name: string, at: Offsets): Expression;
}

const ARITHMETIC: ReadonlySet<BinaryOperator> = new Set(['+', '-', '*', '/']);
const LOGIC: ReadonlySet<BinaryOperator> = new Set(['and', 'or']);
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

function fits(actual: ValueType, wanted: ValueType): boolean {
  if (actual === 'unknown' || wanted === 'unknown' || actual === wanted) return true;
  return isMoment(actual) && isMoment(wanted);
}

function isMoment(type: ValueType): boolean {
  return type === 'date' || type === 'timestamp';
}

/** The type of either, or undefined when they differ. */
function common(left: ValueType, right: ValueType): ValueType | undefined {
  if (left === 'unknown') return right;
  return fits(left, right) ? left : undefined;
}

export function isRealDate(text: string): boolean {
  if (!ISO_DATE.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Looks names up and checks types; throws an ExpressionError at the first thing that is wrong. */
export function checkExpression(syntax: Syntax, names: Names, level: Level): Expression {
  return new Checker(names).check(syntax, level);
}

class Checker {
  constructor(private readonly names: Names) {}

  check(syntax: Syntax, level: Level): Expression {
    const { at } = syntax;
    switch (syntax.node) {
      case 'number':
        return { node: 'literal', value: syntax.text, type: 'number', at };
      case 'text':
        return { node: 'literal', value: syntax.value, type: 'text', at };
      case 'constant':
        return { node: 'literal', value: syntax.value, type: syntax.value === null ? 'unknown' : 'boolean', at };
      case 'reference':
        return this.names.reference(syntax.table, syntax.name, level, at);
      case 'placeholder':
        if (this.names.placeholder) return this.names.placeholder(syntax.name, at);
        throw new ExpressionError(`{${syntax.name}} belongs in a policy's rule. In a formula, write [a column].`, at);
      case 'unary':
        return this.unary(syntax, level);
      case 'binary':
        return this.binary(syntax, level);
      case 'in':
        return this.membership(syntax, level);
      case 'is_null':
        return {
          node: 'is_null',
          operand: this.check(syntax.operand, level),
          negated: syntax.negated,
          type: 'boolean',
          at,
        };
      case 'if':
        return this.conditional(syntax, level);
      case 'call':
        return this.call(syntax, level);
    }
  }

  private wanted(expression: Expression, type: ValueType, what: string): Expression {
    if (fits(expression.type, type)) return expression;
    throw new ExpressionError(`${what} must be a ${type}, and this is a ${expression.type}.`, expression.at);
  }

  private unary(syntax: Extract<Syntax, { node: 'unary' }>, level: Level): Expression {
    const type = syntax.op === 'not' ? 'boolean' : 'number';
    const operand = this.wanted(this.check(syntax.operand, level), type, `What follows "${syntax.op}"`);
    return { node: 'unary', op: syntax.op, operand, type, at: syntax.at };
  }

  private binary(syntax: Extract<Syntax, { node: 'binary' }>, level: Level): Expression {
    const { op, at } = syntax;
    let left = this.check(syntax.left, level);
    let right = this.check(syntax.right, level);
    if (ARITHMETIC.has(op) || LOGIC.has(op)) {
      const type = LOGIC.has(op) ? 'boolean' : 'number';
      left = this.wanted(left, type, `The left side of "${op}"`);
      right = this.wanted(right, type, `The right side of "${op}"`);
      return { node: 'binary', op, left, right, type, at };
    }
    [left, right] = [asDate(left, right), asDate(right, left)];
    if (common(left.type, right.type) === undefined) {
      throw new ExpressionError(`A ${left.type} cannot be compared with a ${right.type}.`, at);
    }
    return { node: 'binary', op, left, right, type: 'boolean', at };
  }

  private membership(syntax: Extract<Syntax, { node: 'in' }>, level: Level): Expression {
    const operand = this.check(syntax.operand, level);
    if (syntax.list.length === 0) throw new ExpressionError('The list after "in" is empty.', syntax.at);
    const list = syntax.list.map((item) => {
      const value = asDate(this.check(item, level), operand);
      if (common(operand.type, value.type) !== undefined) return value;
      throw new ExpressionError(`A ${operand.type} cannot be compared with a ${value.type}.`, value.at);
    });
    return { node: 'in', operand, list, negated: syntax.negated, type: 'boolean', at: syntax.at };
  }

  private conditional(syntax: Extract<Syntax, { node: 'if' }>, level: Level): Expression {
    let type: ValueType = 'unknown';
    const value = (part: Syntax): Expression => {
      const checked = this.check(part, level);
      const both = common(type, checked.type);
      if (both === undefined) {
        throw new ExpressionError(`One result of this "if" is a ${type}, another a ${checked.type}.`, checked.at);
      }
      type = both;
      return checked;
    };
    const branches = syntax.branches.map(({ when, then }) => ({
      when: this.wanted(this.check(when, level), 'boolean', 'The condition of "if"'),
      then: value(then),
    }));
    const otherwise = syntax.otherwise && value(syntax.otherwise);
    return { node: 'if', branches, otherwise, type, at: syntax.at };
  }

  private call(syntax: Extract<Syntax, { node: 'call' }>, level: Level): Expression {
    const aggregation = AGGREGATES.get(syntax.name);
    if (aggregation) return this.aggregate(syntax, aggregation, level);
    const window = WINDOWS.get(syntax.name);
    if (window) return this.window(syntax, window, level);
    const signature = FUNCTIONS.get(syntax.name);
    if (!signature) {
      const all = [...FUNCTIONS.keys(), ...AGGREGATES.keys(), ...WINDOWS.keys()];
      throw new ExpressionError(`There is no function "${syntax.name}". ${hint(syntax.name, all)}`, syntax.at);
    }
    const given = syntax.args.length;
    const least = signature.args.length - (signature.optional ?? 0);
    if (given < least || (!signature.variadic && given > signature.args.length)) {
      const wanted = signature.args.join(', ') + (signature.variadic ? ', …' : '');
      throw new ExpressionError(
        `"${syntax.name}" takes (${wanted}): ${signature.help}. It has ${given} here.`,
        syntax.at,
      );
    }
    let same: ValueType = 'unknown';
    const args = syntax.args.map((part, index) => {
      const arg = this.check(part, level);
      const type = signature.args[Math.min(index, signature.args.length - 1)] ?? 'any';
      const what = `Argument ${index + 1} of "${syntax.name}"`;
      if (type === 'moment') return this.wanted(asDate(arg, { type: 'date' }), 'date', what);
      if (type !== 'any') return this.wanted(arg, type, what);
      if (signature.result === 'same') {
        const both = common(same, arg.type);
        if (both === undefined)
          throw new ExpressionError(`${what} is a ${arg.type}, the one before a ${same}.`, arg.at);
        same = both;
      }
      return arg;
    });
    const type = signature.result === 'same' ? same : signature.result;
    return { node: 'call', name: syntax.name, args, type, at: syntax.at };
  }

  private aggregate(
    syntax: Extract<Syntax, { node: 'call' }>,
    aggregation: Exclude<Extract<Expression, { node: 'aggregate' }>['aggregation'], 'none'>,
    level: Level,
  ): Expression {
    if (level === 'row') {
      throw new ExpressionError(
        `"${syntax.name}" works on many rows, but stands where one row's value is needed. Aggregates do not nest, and a row-level formula (with a table) holds none.`,
        syntax.at,
      );
    }
    const [first, ...more] = syntax.args;
    if (!first || more.length > 0) {
      throw new ExpressionError(`"${syntax.name}" takes one argument, such as ${syntax.name}([a column]).`, syntax.at);
    }
    const operand = this.check(first, 'row');
    if (!aggregationFits(aggregation, operand.type)) {
      throw new ExpressionError(`"${syntax.name}" needs a number, and this is a ${operand.type}.`, operand.at);
    }
    const table = this.names.grain(operand, syntax.at);
    return {
      node: 'aggregate',
      aggregation,
      operand,
      table,
      type: aggregateType(aggregation, operand.type),
      at: syntax.at,
    };
  }

  private window(
    syntax: Extract<Syntax, { node: 'call' }>,
    window: 'cumulative' | 'moving' | 'group',
    level: Level,
  ): Expression {
    if (level === 'row') {
      throw new ExpressionError(
        `"${syntax.name}" works on a result's rows; it cannot stand in a row-level formula.`,
        syntax.at,
      );
    }
    const [first, ...rest] = syntax.args;
    const usage = {
      cumulative: '([measure], [date])',
      moving: '([measure], before, after, [date])',
      group: '([measure], [attribute], …)',
    };
    const wrong = (at: Offsets): ExpressionError =>
      new ExpressionError(`"${syntax.name}" is written ${syntax.name}${usage[window]}.`, at);
    if (!first) throw wrong(syntax.at);
    const operand =
      first.node === 'reference'
        ? this.names.measure(first.table, first.name, first.at)
        : this.check(first, 'aggregate');
    this.wanted(operand, 'number', `The measure of "${syntax.name}"`);
    const counts = window === 'moving' ? rest.splice(0, 2).map((part) => wholeNumber(part, wrong)) : [];
    const by = rest.map((part) => {
      if (part.node !== 'reference') throw wrong(part.at);
      return this.names.field(part.table, part.name, part.at);
    });
    if (window !== 'group' && by.length !== 1) throw wrong(syntax.at);
    if (window === 'moving' && counts.length < 2) throw wrong(syntax.at);
    const [before = 0, after = 0] = counts;
    return { node: 'window', window, operand, by, before, after, type: 'number', at: syntax.at };
  }
}

function wholeNumber(part: Syntax, wrong: (at: Offsets) => ExpressionError): number {
  const value = part.node === 'number' ? Number(part.text) : Number.NaN;
  if (!Number.isInteger(value) || value < 0 || value > 10_000) throw wrong(part.at);
  return value;
}

/** A text literal beside a date is a date. */
function asDate(expression: Expression, beside: { readonly type: ValueType }): Expression {
  if (expression.node !== 'literal' || expression.type !== 'text' || !isMoment(beside.type)) return expression;
  if (typeof expression.value === 'string' && isRealDate(expression.value)) return { ...expression, type: 'date' };
  throw new ExpressionError(`"${String(expression.value)}" is not a date. Write it as 'YYYY-MM-DD'.`, expression.at);
}

import { aggregateType } from '../model/expression/functions';
import { reach } from '../model/graph';
import { childrenOf } from '../model/names';
import type { Expression, Model } from '../model/types';
import type { Measure } from './types';

const NOWHERE = { start: 0, end: 0 };

export type Leaf = Extract<Expression, { node: 'aggregate' | 'count' }>;

/**
 * A measure as an expression over aggregates: what a plain column, a row-level formula and an aggregate formula have in
 * common. The measure must have passed `validateQuery`.
 */
export function measureExpression(model: Model, { of, aggregation }: Pick<Measure, 'of' | 'aggregation'>): Expression {
  if (of.field === 'count') return { node: 'count', table: of.table, type: 'number', at: NOWHERE };
  if (of.field === 'formula') {
    const formula = model.formulas.get(of.formula);
    if (!formula) throw new Error(`There is no formula "${of.formula}".`);
    const { name, valueType: type, table } = formula;
    const operand: Expression = { node: 'formula', name, type, at: NOWHERE };
    if (formula.kind === 'aggregate' || table === undefined) return operand;
    return aggregate(operand, table, aggregation ?? formula.aggregation);
  }
  const table = model.nodes.get(of.table)?.table ?? of.table;
  const column = model.tables.get(table)?.columns.get(of.column);
  if (!column) throw new Error(`There is no column "${of.table}.${of.column}".`);
  const operand: Expression = { node: 'column', table, column: of.column, type: column.valueType, at: NOWHERE };
  return aggregate(operand, table, aggregation ?? column.aggregation);
}

function aggregate(operand: Expression, table: string, aggregation: Measure['aggregation'] | 'none'): Expression {
  if (aggregation === undefined || aggregation === 'none') throw new Error('A measure without an aggregation.');
  return {
    node: 'aggregate',
    aggregation,
    operand,
    table,
    type: aggregateType(aggregation, operand.type),
    at: NOWHERE,
  };
}

/** Aggregates that an expression is made of, through formulas. */
export function leavesOf(model: Model, expression: Expression): Leaf[] {
  if (expression.node === 'aggregate' || expression.node === 'count') return [expression];
  if (expression.node === 'formula') {
    const formula = model.formulas.get(expression.name);
    return formula ? leavesOf(model, formula.expression) : [];
  }
  return childrenOf(expression).flatMap((child) => leavesOf(model, child));
}

/** Functions over a result's rows that an expression holds, through formulas. */
export function windowsOf(model: Model, expression: Expression): Extract<Expression, { node: 'window' }>[] {
  if (expression.node === 'formula') {
    const formula = model.formulas.get(expression.name);
    return formula?.kind === 'aggregate' ? windowsOf(model, formula.expression) : [];
  }
  const inner = childrenOf(expression).flatMap((child) => windowsOf(model, child));
  return expression.node === 'window' ? [expression, ...inner] : inner;
}

/** The date over which a sum must not run, if its operand holds a count taken on dates. */
export function semiAdditiveOf(
  model: Model,
  leaf: Leaf,
): { readonly date: string; readonly take: 'last' | 'first' } | undefined {
  if (leaf.node === 'count' || leaf.aggregation !== 'sum') return undefined;
  const waiting: Expression[] = [leaf.operand];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    if (part.node === 'column' && part.table === leaf.table) {
      const found = model.tables.get(leaf.table)?.columns.get(part.column)?.semiAdditive;
      if (found) return found;
    }
    const formula = part.node === 'formula' ? model.formulas.get(part.name) : undefined;
    if (formula) waiting.push(formula.expression);
    waiting.push(...childrenOf(part));
  }
  return undefined;
}

/** Whether the parts' values add up to the whole's. */
export function addsUp(model: Model, expression: Expression): boolean {
  switch (expression.node) {
    case 'count':
      return true;
    case 'aggregate':
      if (expression.aggregation === 'count') return true;
      return expression.aggregation === 'sum' && semiAdditiveOf(model, expression) === undefined;
    case 'formula': {
      const formula = model.formulas.get(expression.name);
      return formula?.kind === 'aggregate' && addsUp(model, formula.expression);
    }
    case 'unary':
      return expression.op === '-' && addsUp(model, expression.operand);
    case 'binary': {
      const { op, left, right } = expression;
      if (op === '+' || op === '-') return addsUp(model, left) && addsUp(model, right);
      if (op === '*') {
        return (addsUp(model, left) && right.node === 'literal') || (left.node === 'literal' && addsUp(model, right));
      }
      return op === '/' && addsUp(model, left) && right.node === 'literal';
    }
    default:
      return false;
  }
}

/** Inner joins that a leaf's operand goes through: they drop rows, which is no other measure's business. */
export function innerJoinsOf(model: Model, leaf: Leaf): string[] {
  if (leaf.node === 'count') return [];
  const found = new Set<string>();
  const visit = (table: string, expression: Expression): void => {
    const climb = (node: string): void => {
      const way = reach(model, table, node);
      if (way.kind !== 'path') return;
      for (const { join } of way.path.steps) if (join.type === 'inner') found.add(join.id);
    };
    if (expression.node === 'column') climb(expression.table);
    const formula = expression.node === 'formula' ? model.formulas.get(expression.name) : undefined;
    if (formula?.table !== undefined) {
      climb(formula.table);
      visit(formula.table, formula.expression);
    }
    for (const child of childrenOf(expression)) visit(table, child);
  };
  visit(leaf.table, leaf.operand);
  return [...found].sort();
}

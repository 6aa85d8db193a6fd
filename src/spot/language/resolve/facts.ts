import { reach } from '../../model/index';
import { childrenOf } from '../../model/names';
import type { Expression, Model } from '../../model/types';
import type { MeasureRef } from '../../query/types';
import { fieldKey } from '../lexicon/values';

/** Tables whose rows a measure is made from; for a formula over aggregates, of all of them. */
export function factsOf(model: Model, of: MeasureRef): readonly string[] {
  if (of.field === 'count') return [of.table];
  if (of.field === 'column') return [of.table];
  const tables = new Set<string>();
  const seen = new Set<string>();
  const names = [of.formula];
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    const formula = model.formulas.get(name);
    if (!formula || seen.has(name)) continue;
    seen.add(name);
    if (formula.table !== undefined) tables.add(formula.table);
    else collect(formula.expression, tables, names);
  }
  return [...tables];
}

/** Adds the tables of an expression's aggregates, and the formulas that it goes on in. */
function collect(root: Expression, tables: Set<string>, formulas: string[]): void {
  const rest: Expression[] = [root];
  for (let node = rest.pop(); node; node = rest.pop()) {
    switch (node.node) {
      case 'column':
      case 'count':
        tables.add(node.table);
        break;
      case 'formula':
        formulas.push(node.name);
        break;
      case 'unary':
      case 'is_null':
      case 'aggregate':
      case 'window':
        rest.push(node.operand);
        break;
      case 'binary':
        rest.push(node.left, node.right);
        break;
      case 'in':
        rest.push(node.operand, ...node.list);
        break;
      case 'if':
        for (const { when, then } of node.branches) rest.push(when, then);
        if (node.otherwise) rest.push(node.otherwise);
        break;
      case 'call':
        rest.push(...node.args);
        break;
      case 'literal':
      case 'placeholder':
        break;
    }
  }
}

/** Whether every one of these tables can be sliced by a node's attributes. */
export function reaches(model: Model, facts: readonly string[], node: string | undefined): boolean {
  return node === undefined || facts.every((fact) => reach(model, fact, node).kind !== 'none');
}

/** The one column that a row-level formula is worked out from, by key; undefined when there are more, or none. */
export function madeFrom(model: Model, name: string): string | undefined {
  const columns = new Set<string>();
  const rest = [model.formulas.get(name)?.expression];
  for (let node = rest.pop(); node; node = rest.pop()) {
    if (node.node === 'column') columns.add(fieldKey({ field: 'column', table: node.table, column: node.column }));
    else if (node.node === 'formula') rest.push(model.formulas.get(node.name)?.expression);
    rest.push(...childrenOf(node));
  }
  const [only] = columns;
  return columns.size === 1 ? only : undefined;
}

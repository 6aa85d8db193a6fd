import { defaultDateOf } from '../model/graph';
import type { Expression, FieldRef, Model, Span } from '../model/types';
import type { Filter, Measure, MeasureRef, SemanticQuery } from '../query';

type Field = SemanticQuery['attributes'][number]['of'];

/** A column or formula that questions may name, and how many of the queries use it. */
export interface CoveredPart {
  readonly kind: 'column' | 'formula';
  /** Columns with their table in front. */
  readonly name: string;
  readonly span: Span;
  readonly uses: number;
}

/**
 * What of a model a list of queries uses, directly or inside of a formula, in the model's order. Hidden parts are no
 * part of it: nobody can ask for them.
 */
export function modelCoverage(model: Model, queries: readonly SemanticQuery[]): CoveredPart[] {
  const uses = new Map<string, number>();
  for (const query of queries) {
    for (const key of usedBy(model, query)) uses.set(key, (uses.get(key) ?? 0) + 1);
  }
  const columns = [...model.tables.values()].flatMap(({ key: table, columns: own }) =>
    [...own.values()]
      .filter(({ hidden }) => !hidden)
      .map(({ key, span }): CoveredPart => {
        const used = uses.get(keyOf(model, { field: 'column', table, column: key })) ?? 0;
        return { kind: 'column', name: `${table}.${key}`, span, uses: used };
      }),
  );
  const formulas = [...model.formulas.values()]
    .filter(({ hidden }) => !hidden)
    .map(({ name, span }): CoveredPart => {
      return { kind: 'formula', name, span, uses: uses.get(keyOf(model, { field: 'formula', formula: name })) ?? 0 };
    });
  return [...columns, ...formulas];
}

/** A role's column is its table's. */
function keyOf(model: Model, ref: FieldRef): string {
  if (ref.field === 'formula') return JSON.stringify([ref.formula]);
  return JSON.stringify([model.nodes.get(ref.table)?.table ?? ref.table, ref.column]);
}

function usedBy(model: Model, query: SemanticQuery): Set<string> {
  const found = new Set<string>();
  const formulas: string[] = [];
  const use = (ref: FieldRef): void => {
    const key = keyOf(model, ref);
    if (found.has(key)) return;
    found.add(key);
    if (ref.field === 'formula') formulas.push(ref.formula);
  };
  const measures = measuresOf(query);
  for (const { of } of measures) if (of.field !== 'count') use(of);
  const fields = query.attributes.map(({ of }) => of);
  for (const filter of [query.filter, ...measures.map((measure) => measure.filter)]) fields.push(...fieldsOf(filter));
  for (const of of fields) if (of.field !== 'default_date') use(of);
  for (let name = formulas.pop(); name !== undefined; name = formulas.pop()) {
    const formula = model.formulas.get(name);
    if (formula) eachReference(formula.expression, use);
  }
  if (fields.some(({ field }) => field === 'default_date')) {
    for (const { of } of measures) {
      const table = tableOf(model, of);
      const date = table === undefined ? model.defaultDate : defaultDateOf(model, table);
      if (date) use(date);
    }
  }
  return found;
}

function measuresOf({ measures, conditions = [], top, order = [] }: SemanticQuery): Measure[] {
  return [
    ...measures,
    ...conditions.map(({ measure }) => measure),
    ...(top ? [top.by] : []),
    ...order.flatMap(({ key }) => ('by' in key ? [key.by] : [])),
  ];
}

/** The table whose rows are counted; undefined for formulas over aggregates. */
function tableOf(model: Model, of: MeasureRef): string | undefined {
  if (of.field === 'formula') return model.formulas.get(of.formula)?.table;
  return model.nodes.get(of.table)?.table ?? of.table;
}

function fieldsOf(filter: Filter | undefined): Field[] {
  const fields: Field[] = [];
  const left = filter ? [filter] : [];
  for (let one = left.pop(); one; one = left.pop()) {
    if ('all' in one) left.push(...one.all);
    else if ('filter' in one) left.push(one.filter);
    else fields.push(one.on.of);
  }
  return fields;
}

function eachReference(expression: Expression, use: (ref: FieldRef) => void): void {
  const left: Expression[] = [expression];
  for (let one = left.pop(); one; one = left.pop()) {
    switch (one.node) {
      case 'column':
        use({ field: 'column', table: one.table, column: one.column });
        break;
      case 'formula':
        use({ field: 'formula', formula: one.name });
        break;
      case 'unary':
      case 'aggregate':
      case 'is_null':
        left.push(one.operand);
        break;
      case 'window':
        left.push(one.operand);
        one.by.forEach(use);
        break;
      case 'binary':
        left.push(one.left, one.right);
        break;
      case 'in':
        left.push(one.operand, ...one.list);
        break;
      case 'if':
        left.push(...one.branches.flatMap(({ when, then }) => [when, then]));
        if (one.otherwise) left.push(one.otherwise);
        break;
      case 'call':
        left.push(...one.args);
        break;
      case 'literal':
      case 'placeholder':
      case 'count':
        break;
    }
  }
}

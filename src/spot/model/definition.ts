import type { FieldRef, Model, Span } from './types';

/** Where model.yaml defines what a reference names: the column, the formula, or the table whose rows are counted. */
export function definitionOf(
  model: Model,
  ref: FieldRef | { readonly field: 'count'; readonly table: string },
): Span | undefined {
  if (ref.field === 'formula') return model.formulas.get(ref.formula)?.span;
  const table = model.tables.get(model.nodes.get(ref.table)?.table ?? ref.table);
  return ref.field === 'count' ? table?.span : table?.columns.get(ref.column)?.span;
}

import { defaultDateOf, reach, type Path, type Step } from '../model/graph';
import type { Model, ModelFormula, ValueType } from '../model/types';
import type { AttributeRef, DefaultDate } from './types';

/** A field as seen from one table's rows. */
export interface Place {
  readonly steps: readonly Step[];
  /** Key of the table that holds it. */
  readonly table: string;
  readonly target: { readonly column: string } | { readonly formula: ModelFormula };
  readonly valueType: ValueType;
  /** Ways that were not taken. */
  readonly others: readonly Path[];
}

export type Placed =
  | { readonly place: Place }
  /** The table has no date of its own and does not reach the model's default date. */
  | { readonly problem: 'no-date' }
  | { readonly problem: 'unreachable' }
  | { readonly problem: 'ambiguous'; readonly ways: readonly Path[] };

/** How a table's rows reach a field. The field must exist. */
export function placeOf(model: Model, table: string, of: AttributeRef | DefaultDate): Placed {
  if (of.field === 'default_date') {
    const date = defaultDateOf(model, table);
    if (!date) return { problem: 'no-date' };
    const placed = placeOf(model, table, date);
    return 'problem' in placed && placed.problem === 'unreachable' ? { problem: 'no-date' } : placed;
  }
  const formula = of.field === 'formula' ? model.formulas.get(of.formula) : undefined;
  const node = of.field === 'formula' ? formula?.table : of.table;
  if (node === undefined) return { problem: 'unreachable' };
  const way = reach(model, table, node, of.via);
  if (way.kind === 'none') return { problem: 'unreachable' };
  if (way.kind === 'ambiguous') return { problem: 'ambiguous', ways: way.paths };
  const { steps } = way.path;
  const shared = { steps, others: way.others };
  if (formula) return { place: { ...shared, table: node, target: { formula }, valueType: formula.valueType } };
  const key = of.field === 'column' ? of.column : '';
  const home = model.nodes.get(node)?.table ?? node;
  const valueType = model.tables.get(home)?.columns.get(key)?.valueType ?? 'unknown';
  return { place: { ...shared, table: home, target: { column: key }, valueType } };
}

/** The first step down with all before it: what fans a table's rows out. Undefined when nothing does. */
export function fanOf(place: Place): readonly Step[] | undefined {
  const first = place.steps.findIndex((step) => step.direction === 'down');
  return first < 0 ? undefined : place.steps.slice(0, first + 1);
}

export function stepKey(steps: readonly Step[]): string {
  return steps.map((step) => `${step.direction} ${step.from} ${step.join.id}`).join(' / ');
}

/** Whether two places are the same column or formula by the same way. */
export function samePlace(a: Place, b: Place): boolean {
  const name = ({ target }: Place): string => ('column' in target ? `c ${target.column}` : `f ${target.formula.name}`);
  return a.table === b.table && name(a) === name(b) && stepKey(a.steps) === stepKey(b.steps);
}

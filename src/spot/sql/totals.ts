import type { Model } from '../model/types';
import { leavesOf, measureExpression, windowsOf } from '../query/measures';
import { partsAddUp } from '../query/validate';
import type { SemanticQuery } from '../query/types';
import { compileQuery, type CompiledQuery, type CompileOptions } from './compile';

/** The check that a grouped answer's parts add up to the whole. */
export interface CompiledTotals extends CompiledQuery {
  /** Columns (from 0) to compare: the answer's, summed over its rows, with the single row's. */
  readonly compare: readonly { readonly answer: number; readonly total: number }[];
}

/**
 * The ungrouped totals of a grouped answer's additive measures, under the same filters. Undefined when there is nothing
 * to compare: no groups, groups that overlap, or an answer that is cut by conditions, top or limit.
 */
export function compileTotals(model: Model, query: SemanticQuery, options: CompileOptions): CompiledTotals | undefined {
  const { attributes, measures, conditions, top, limit, filter } = query;
  if (attributes.length === 0 || (conditions && conditions.length > 0) || top || limit !== undefined) return undefined;
  // Growth widens the dates that are read; what is shown is cut again afterwards, so the totals still agree.
  const compared = measures.flatMap((measure, index) => {
    const expression = measureExpression(model, measure);
    // Of several aggregates, one may be missing in a group, and with it the whole value: those do not add up.
    const single = leavesOf(model, expression).length === 1 && windowsOf(model, expression).length === 0;
    return measure.modifier === undefined && single && partsAddUp(model, query, measure) ? [{ measure, index }] : [];
  });
  if (compared.length === 0) return undefined;
  const totals: SemanticQuery = {
    attributes: [],
    measures: compared.map(({ measure }) => measure),
    ...(filter ? { filter } : {}),
  };
  const compiled = compileQuery(model, totals, options);
  if ('refusal' in compiled) return undefined;
  const compare = compared.map(({ index }, total) => ({ answer: attributes.length + index, total }));
  return { ...compiled, compare };
}

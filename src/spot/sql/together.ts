import type { Model } from '../model/types';
import type { SemanticQuery } from '../query/types';
import { buildTree, printQuery, type CompiledQuery } from './compile';
import type { Security } from './security';
import { column, constant, type Select } from './tree';

/**
 * Several queries of one column each as one statement: the number of the query, and its value as text. Undefined when
 * none of them may be asked; a query that may not be asked has no rows.
 */
export function compileTogether(
  model: Model,
  queries: readonly SemanticQuery[],
  { security }: { readonly security: Security },
): Pick<CompiledQuery, 'sql' | 'params' | 'tables'> | undefined {
  const parts = queries.flatMap((query, number): Select[] => {
    const tree = buildTree(model, query, security);
    if ('refusal' in tree) return [];
    const [only] = tree.columns;
    if (!only) return [];
    return [
      {
        query: 'select',
        columns: [
          { value: { sql: 'cast', operand: constant(number), to: 'integer' }, as: 'query' },
          { value: { sql: 'cast', operand: column('part', only.name), to: 'text' }, as: 'value' },
        ],
        from: { first: { source: 'query', query: tree.query, alias: 'part' }, joins: [] },
      },
    ];
  });
  return parts.length === 0 ? undefined : printQuery({ query: 'union', parts });
}

import type { SpotColumn, SpotSort } from '../../../protocol';

/** What another click on a heading does: numbers start with the largest, all else with the first; the third click ends it. */
export function nextSort(now: SpotSort | undefined, column: number, role: SpotColumn['role']): SpotSort | undefined {
  const first = role === 'measure';
  if (now?.column !== column) return { column, descending: first };
  return now.descending === first ? { column, descending: !first } : undefined;
}

import type { SpotColumn, SpotResult } from '../../../protocol';
import { isNumeric } from '../format/cell';
import { isNumberOnly } from '../state';

export type ChartKind = 'line' | 'area' | 'bar' | 'column' | 'scatter';

/** What of a result is drawn, and how it can be drawn; the first kind suits it best. Numbers are columns of the result. */
export interface ChartPlan {
  readonly kinds: readonly [ChartKind, ...ChartKind[]];
  /** The axis that goes through time, if there is one. */
  readonly time: number | undefined;
  /** Together they name a category, or where there is a time, a series. */
  readonly names: readonly number[];
  /** All of one unit; of a scatter the first two, whatever they count. */
  readonly measures: readonly [number, ...number[]];
  /** Every measure of the result: any of them can be the first. */
  readonly choices: readonly number[];
}

/**
 * How a result can be drawn: decided by its shape alone. Undefined when there is nothing to draw.
 * @param wanted the measure that comes first, where it is not the result's first
 */
export function planOf(result: SpotResult, wanted?: number): ChartPlan | undefined {
  if (result.status !== 'answered' || result.rowCount === 0 || isNumberOnly(result)) return undefined;
  const indexes = result.columns.map((_, at) => at);
  const column = (at: number): SpotColumn | undefined => result.columns[at];
  const choices = indexes.filter((at) => isMeasure(column(at)));
  const measures = [...choices].sort((a, b) => Number(b === wanted) - Number(a === wanted));
  const [first, second] = measures;
  if (first === undefined) return undefined;
  const time = indexes.find((at) => isTime(column(at)));
  const names = indexes.filter((at) => at !== time && column(at)?.role !== 'measure');
  const alike = measures.filter((at) => column(at)?.format === column(first)?.format);
  if (time !== undefined) {
    const drawn: readonly [number, ...number[]] = names.length > 0 ? [first] : [first, ...alike.slice(1)];
    // Areas of several series would hide one another.
    const one = names.length === 0 && drawn.length === 1;
    return { kinds: one ? ['line', 'area', 'column'] : ['line', 'column'], time, names, measures: drawn, choices };
  }
  if (second === undefined && names.length === 0) return undefined;
  if (second === undefined) return { kinds: ['bar', 'column'], time, names, measures: [first], choices };
  if (names.length === 0) return { kinds: ['scatter'], time, names, measures: [first, second], choices };
  return { kinds: ['scatter', 'bar', 'column'], time, names, measures: [first, second], choices };
}

/** The measures that a chart of this kind shows: bars one, as each has a scale of its own. */
export function drawnBy({ time, measures }: ChartPlan, kind: ChartKind): readonly number[] {
  return time === undefined && kind !== 'scatter' ? measures.slice(0, 1) : measures;
}

function isMeasure(column: SpotColumn | undefined): boolean {
  return column?.role === 'measure' && isNumeric(column);
}

/** A date on a line, not a day of the week. */
function isTime(column: SpotColumn | undefined): boolean {
  if (column === undefined || (column.type !== 'date' && column.type !== 'timestamp')) return false;
  return column.role !== 'measure' && column.bucket?.includes('_of_') !== true;
}

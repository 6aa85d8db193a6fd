import { readDecimal } from '../../../protocol';
import type { SpotCell, SpotResult } from '../../../protocol';

/** Where a bar beside its row begins and ends, as shares of the width. */
export interface Bar {
  readonly from: number;
  readonly to: number;
}

/** More rows than this are looked at in the chart. */
const MOST_ROWS = 60;

/**
 * Bars beside the rows of a short table with one measure: its sizes at a glance. Undefined for other results. Drawn with
 * doubles; the numbers themselves stand beside them.
 */
export function barsOf(result: SpotResult): ((cell: SpotCell | undefined) => Bar | undefined) | undefined {
  const measures = result.columns.flatMap(({ role }, at) => (role === 'measure' ? [at] : []));
  const [measure] = measures;
  if (measure === undefined || measures.length > 1 || result.columns.length < 2) return undefined;
  if (result.rowCount > MOST_ROWS || result.rowCount < 2) return undefined;
  const values = (result.page[measure] ?? []).map(sizeOf).filter((value) => value !== undefined);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  if (values.length === 0 || low === high) return undefined;
  return (cell) => {
    const value = sizeOf(cell ?? null);
    if (value === undefined) return undefined;
    return { from: (Math.min(0, value) - low) / (high - low), to: (Math.max(0, value) - low) / (high - low) };
  };
}

function sizeOf(cell: SpotCell): number | undefined {
  return readDecimal(cell) === undefined || !Number.isFinite(Number(cell)) ? undefined : Number(cell);
}

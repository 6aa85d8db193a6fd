/** A mark on a line, as far as this is concerned: milliseconds since 1970. */
interface Timed {
  readonly series: string;
  readonly time: number;
}

const FIXED: Readonly<Record<string, number>> = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 };
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

/**
 * Which stretch of its line each mark belongs to. A line does not go on over a period that is missing, nor over one that
 * has no value: nobody knows what lies between.
 * @param bucket of the time; without one only marks without a value part a line
 * @param holes marks that have a time and no value
 */
export function runsOf<T extends Timed>(
  points: readonly T[],
  bucket: string | undefined,
  holes: readonly Timed[],
): ReadonlyMap<T, number> {
  const marks = [...points.map((point) => ({ at: point, point })), ...holes.map((at) => ({ at, point: undefined }))];
  marks.sort((a, b) => a.at.time - b.at.time);
  const runs = new Map<T, number>();
  const before = new Map<string, { readonly run: number; readonly time: number; readonly isHole: boolean }>();
  for (const { at, point } of marks) {
    const last = before.get(at.series);
    const isHole = point === undefined;
    const parted = last !== undefined && !isHole && (last.isHole || at.time > after(last.time, bucket));
    const run = (last?.run ?? 0) + (parted ? 1 : 0);
    before.set(at.series, { run, time: at.time, isHole });
    if (point !== undefined) runs.set(point, run);
  }
  return runs;
}

/** When the next period begins. */
function after(time: number, bucket = ''): number {
  const fixed = FIXED[bucket];
  if (fixed !== undefined) return time + fixed;
  const months = MONTHS[bucket];
  if (months === undefined) return Infinity;
  const date = new Date(time);
  return date.setUTCMonth(date.getUTCMonth() + months);
}

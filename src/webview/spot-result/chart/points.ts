import { readDecimal } from '../../../protocol';
import type { SpotCell, SpotColumn, SpotLanguage, SpotResult } from '../../../protocol';
import { showCell } from '../format/cell';
import { timeOf } from '../format/date';
import { count, fill } from '../format/text';
import { drawnBy } from './plan';
import type { ChartKind, ChartPlan } from './plan';
import { runsOf } from './runs';

/** One mark. Positions are doubles; the texts say the numbers exactly. */
export interface Point {
  /** Milliseconds since 1970, where there is a time. */
  readonly time: number;
  readonly timeText: string;
  readonly category: string;
  readonly series: string;
  readonly value: number;
  readonly text: string;
  /** Of a scatter: the second measure. */
  readonly second: number;
  readonly secondText: string;
  readonly tip: string;
  /** Over time: the stretch of its line that it stands on, and whether it stands there alone. */
  readonly run: number;
  readonly alone: boolean;
}

export interface ChartData {
  readonly points: readonly Point[];
  /** In the order of the rows. */
  readonly categories: readonly string[];
  readonly series: readonly string[];
  /** What was left out. */
  readonly notes: readonly string[];
}

const MOST_BARS = 30;
const MOST_COLUMNS = 60;
const MOST_SERIES = 6;
const MOST_MARKS = 3_000;

/** Rows that a chart of this kind asks for. */
export function rowsFor(kind: ChartKind, plan: ChartPlan, rows: number): number {
  const most = plan.time !== undefined || kind === 'scatter' ? MOST_MARKS : kind === 'bar' ? MOST_BARS : MOST_COLUMNS;
  return Math.min(rows, most);
}

/** Turns the first rows into marks. @param page one array for each column of the result */
export function pointsOf(
  result: SpotResult,
  plan: ChartPlan,
  kind: ChartKind,
  page: readonly (readonly SpotCell[])[],
  language: SpotLanguage,
): ChartData {
  const rows = page[0]?.length ?? 0;
  const all = kind === 'scatter' ? scatter(result, plan, page, language) : lines(result, plan, page, language);
  const notes: string[] = [];
  const { strings } = language;
  if (rows < result.rowCount) notes.push(fill(strings.firstOf, count(rows), count(result.rowCount)));
  const { kept, total } = largestSeries(all.points);
  const series = kept ?? new Set(all.points.map((point) => point.series));
  if (kept !== undefined) notes.push(fill(strings.seriesOf, series.size, count(total)));
  if (all.skipped === 1) notes.push(strings.outOfReachOne);
  else if (all.skipped > 0) notes.push(fill(strings.outOfReach, count(all.skipped)));
  const drawn = kept === undefined ? all.points : all.points.filter((point) => kept.has(point.series));
  const points = plan.time === undefined ? drawn : inRuns(drawn, result.columns[plan.time]?.bucket, all.holes);
  const broken = points.some(({ run }) => run > 0);
  if (broken && (kind === 'line' || kind === 'area')) notes.push(strings.gaps);
  const categories = [...new Set(points.map(({ category }) => category))];
  return { points, categories, series: [...series], notes };
}

function inRuns(points: readonly Point[], bucket: string | undefined, holes: Marks['holes']): Point[] {
  const runs = runsOf(points, bucket, holes);
  const key = (point: Point): string => `${runs.get(point) ?? 0} ${point.series}`;
  const sizes = new Map<string, number>();
  for (const point of points) sizes.set(key(point), (sizes.get(key(point)) ?? 0) + 1);
  return points.map((point) => ({ ...point, run: runs.get(point) ?? 0, alone: sizes.get(key(point)) === 1 }));
}

interface Marks {
  readonly points: readonly Point[];
  /** Times at which a series has no value. */
  readonly holes: readonly { readonly series: string; readonly time: number }[];
  readonly skipped: number;
}

type Page = readonly (readonly SpotCell[])[];

/** What a mark has that its kind of chart does not use. */
const PLAIN = { time: 0, timeText: '', series: '', second: 0, secondText: '', run: 0, alone: false } as const;

function lines(result: SpotResult, plan: ChartPlan, page: Page, language: SpotLanguage): Marks {
  const points: Point[] = [];
  const holes: { series: string; time: number }[] = [];
  const name = new Names(result, page, language);
  let skipped = 0;
  for (let row = 0; row < (page[0]?.length ?? 0); row++) {
    const time = plan.time === undefined ? 0 : timeAt(page, plan.time, row);
    let drawn = false;
    for (const measure of drawnBy(plan, 'bar')) {
      const value = sizeOf(page[measure]?.[row]);
      if (time === undefined) continue;
      const column = result.columns[measure]?.name ?? '';
      const series = plan.time === undefined ? '' : plan.names.length > 0 ? name.of(plan.names, row) : column;
      if (value === undefined) {
        holes.push({ series, time });
        continue;
      }
      drawn = true;
      const timeText = plan.time === undefined ? '' : name.of([plan.time], row);
      const category = plan.time === undefined ? name.of(plan.names, row) : timeText;
      const text = name.text(measure, row);
      const tip = [category, ...(plan.time === undefined || series === column ? [] : [series]), `${column}: ${text}`];
      points.push({ ...PLAIN, time, timeText, category, series, value, text, tip: tip.join('\n') });
    }
    if (!drawn) skipped++;
  }
  return { points, holes, skipped };
}

function scatter(result: SpotResult, plan: ChartPlan, page: Page, language: SpotLanguage): Marks {
  const points: Point[] = [];
  const name = new Names(result, page, language);
  const [first, second = first] = plan.measures;
  let skipped = 0;
  for (let row = 0; row < (page[0]?.length ?? 0); row++) {
    const [value, other] = [sizeOf(page[first]?.[row]), sizeOf(page[second]?.[row])];
    if (value === undefined || other === undefined) {
      skipped++;
      continue;
    }
    const category = plan.names.length > 0 ? name.of(plan.names, row) : String(row + 1);
    const [text, secondText] = [name.text(first, row), name.text(second, row)];
    const names = [result.columns[first]?.name ?? '', result.columns[second]?.name ?? ''];
    const tip = [category, `${names[0] ?? ''}: ${text}`, `${names[1] ?? ''}: ${secondText}`].join('\n');
    points.push({ ...PLAIN, category, value, text, second: other, secondText, tip });
  }
  return { points, holes: [], skipped };
}

/** Texts of cells; two values never share one. */
class Names {
  private readonly taken = new Map<string, string>();

  constructor(
    private readonly result: SpotResult,
    private readonly page: Page,
    private readonly language: SpotLanguage,
  ) {}

  text(at: number, row: number): string {
    const column: SpotColumn | undefined = this.result.columns[at];
    const cell = this.page[at]?.[row] ?? null;
    return column === undefined ? '' : showCell(cell, column, this.language).text;
  }

  of(columns: readonly number[], row: number): string {
    const key = JSON.stringify(columns.map((at) => [at, this.page[at]?.[row] ?? null]));
    const text = columns.map((at) => this.text(at, row)).join(' · ');
    let name = text;
    for (let copy = 2; (this.taken.get(name) ?? key) !== key; copy++) name = `${text} (${copy})`;
    this.taken.set(name, key);
    return name;
  }
}

/** The series with the largest sums, where there are too many to tell apart. */
function largestSeries(points: readonly Point[]): { readonly kept: Set<string> | undefined; readonly total: number } {
  const sums = new Map<string, number>();
  for (const { series, value } of points) sums.set(series, (sums.get(series) ?? 0) + Math.abs(value));
  if (sums.size <= MOST_SERIES) return { kept: undefined, total: sums.size };
  const largest = [...sums].sort((a, b) => b[1] - a[1]).slice(0, MOST_SERIES);
  return { kept: new Set(largest.map(([series]) => series)), total: sums.size };
}

function timeAt(page: Page, column: number, row: number): number | undefined {
  const cell = page[column]?.[row];
  return typeof cell === 'string' ? timeOf(cell) : undefined;
}

function sizeOf(cell: SpotCell | undefined): number | undefined {
  if (cell === undefined || readDecimal(cell) === undefined) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}

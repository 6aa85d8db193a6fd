import type { SpotLanguage, SpotResult } from '../../../protocol';
import { count, fill } from '../format/text';
import { drawnBy } from './plan';
import type { ChartKind, ChartPlan } from './plan';
import type { ChartData, Point } from './points';

/** A chart in words, for those who do not see it: what is drawn, how much of it, the least and the largest value. */
export function describe(
  result: SpotResult,
  plan: ChartPlan,
  kind: ChartKind,
  data: ChartData,
  { strings }: SpotLanguage,
): string {
  const name = (at: number): string => result.columns[at]?.name ?? '';
  const measures = drawnBy(plan, kind);
  const by = [...(plan.time === undefined ? [] : [plan.time]), ...plan.names].map(name).join(', ');
  const of = measures.map(name).join(', ');
  const title = by === '' ? fill(strings.chartPlain, strings[kind], of) : fill(strings.chartOf, strings[kind], of, by);
  const [least, most] = extremes(data.points);
  const range =
    least === undefined || most === undefined ? '' : fill(strings.chartRange, told(least, data), told(most, data));
  return [`${title}.`, fill(strings.chartPoints, count(data.points.length)), range, ...data.notes].join(' ').trim();
}

function told({ text, category, series }: Point, data: ChartData): string {
  return `${text} (${data.series.length < 2 ? category : `${category}, ${series}`})`;
}

function extremes(points: readonly Point[]): readonly [Point | undefined, Point | undefined] {
  let [least, most] = [points[0], points[0]];
  for (const point of points) {
    if (least !== undefined && point.value < least.value) least = point;
    if (most !== undefined && point.value > most.value) most = point;
  }
  return [least, most];
}

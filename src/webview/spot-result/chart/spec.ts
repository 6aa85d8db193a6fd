import type { TopLevelSpec } from 'vega-lite';
import type { SpotResult } from '../../../protocol';
import type { ChartKind, ChartPlan } from './plan';
import type { ChartData } from './points';
import { MOST_CATEGORY_PX, MOST_LEGEND_PX, PX_PER_LETTER, legendColumns, roomForNumbers } from './room';
import type { ChartTheme } from './theme';
import { numberAxis, timeTicks } from './ticks';
import type { Axis, Tick } from './ticks';

/** Everything that a drawing depends on. */
export interface Drawing {
  readonly result: SpotResult;
  readonly plan: ChartPlan;
  readonly kind: ChartKind;
  readonly data: ChartData;
  readonly theme: ChartTheme;
  /** Pixels. */
  readonly width: number;
}

const HEIGHT_PX = 260;
const BAR_STEP_PX = 24;
/** Below this number of marks each one is drawn as a dot as well. */
const MOST_DOTS = 60;
const PX_PER_LABEL = 90;
const MOST_LETTERS = 20;
const DAY_MS = 86_400_000;

/** The chart as Vega-Lite has it. Texts come ready: the chart library formats no number and no date. */
export function specOf(drawing: Drawing): TopLevelSpec {
  const { theme, width, data } = drawing;
  const base = {
    width,
    autosize: { type: 'fit', contains: 'padding', resize: true },
    padding: { left: 4, right: 12, top: 4, bottom: 4 },
    background: 'transparent',
    data: { values: data.points.map((point) => ({ ...point })) },
    config: configOf(theme),
  } as const;
  switch (drawing.kind) {
    case 'bar':
      return { ...base, ...bars(drawing) };
    case 'column':
      return { ...base, height: HEIGHT_PX, ...columns(drawing) };
    case 'scatter':
      return { ...base, height: HEIGHT_PX + 40, ...dots(drawing) };
    case 'line':
    case 'area':
      return { ...base, height: HEIGHT_PX, ...lines(drawing) };
  }
}

type Part = Pick<Extract<TopLevelSpec, { layer: unknown }>, 'layer' | 'encoding' | 'title'> & { height?: number };

const TIP = { field: 'tip', type: 'nominal' } as const;

function bars({ data, theme, result, plan, width }: Drawing): Part {
  const { low, high } = numberAxis(valuesOf(data), true, undefined);
  const room = (high - low) * roomForNumbers(data, width);
  const value = {
    field: 'value',
    type: 'quantitative',
    scale: { domain: span(low < 0 ? low - room : low, high > 0 ? high + room : high), nice: false },
    axis: null,
  } as const;
  return {
    title: titleOf(nameOf(result, plan.measures[0])),
    height: data.categories.length * BAR_STEP_PX + 24,
    encoding: {
      y: { field: 'category', type: 'nominal', sort: null, axis: { title: null, labelLimit: MOST_CATEGORY_PX } },
    },
    layer: [
      {
        mark: { type: 'bar', color: theme.colors[0] ?? theme.foreground, cornerRadius: 2, height: 14 },
        encoding: { x: value, tooltip: TIP },
      },
      {
        mark: {
          type: 'text',
          align: { expr: 'datum.value < 0 ? "right" : "left"' },
          dx: { expr: 'datum.value < 0 ? -5 : 5' },
        },
        encoding: { x: value, text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}

function columns(drawing: Drawing): Part {
  const { data, result, plan } = drawing;
  const axis = numberAxis(valuesOf(data), true, formatOf(drawing));
  return {
    title: titleOf(nameOf(result, plan.measures[0])),
    encoding: {
      x: {
        field: 'category',
        type: 'nominal',
        sort: null,
        axis: { title: null, labelAngle: 0, labelLimit: MOST_LETTERS * PX_PER_LETTER, values: labelled(drawing) },
      },
      ...(data.series.length > 1 ? { xOffset: { field: 'series', sort: null } } : {}),
      y: numberScale('value', axis, null),
      color: seriesColor(drawing),
      tooltip: TIP,
    },
    layer: [{ mark: { type: 'bar', cornerRadiusEnd: 2 } }],
  };
}

/** Every category that there is room for, evenly. */
function labelled({ data, width }: Drawing): string[] {
  const letters = data.categories.reduce((most, { length }) => Math.max(most, length), 4);
  const room = Math.max(1, Math.floor(width / (Math.min(MOST_LETTERS, letters) * PX_PER_LETTER + 14)));
  const stride = Math.ceil(data.categories.length / room);
  return data.categories.filter((_, at) => at % stride === 0);
}

/** Of the series of a chart in high contrast; finer dots would dim their line. */
const DASHES = [
  [1, 0],
  [8, 4],
  [3, 3],
  [10, 3, 3, 3],
  [14, 5],
  [6, 3, 3, 3, 3, 3],
];

function lines(drawing: Drawing): Part {
  const { data, result, plan, kind, width, theme } = drawing;
  const values = valuesOf(data);
  const axis = numberAxis(values, kind === 'area' || reachesDown(values), formatOf(drawing));
  const ticks = timeTicks(data.points, Math.max(2, Math.floor(width / PX_PER_LABEL)));
  const many = data.points.length > MOST_DOTS;
  const dashed = theme.highContrast && data.series.length > 1;
  const stroke = { strokeWidth: 2, interpolate: 'linear' } as const;
  return {
    title: titleOf(data.series.length > 1 && plan.names.length === 0 ? '' : nameOf(result, plan.measures[0])),
    encoding: {
      // A number like any other: its ticks are the times that have marks.
      x: {
        field: 'time',
        type: 'quantitative',
        scale: { domain: timeSpan(data), nice: false, zero: false },
        axis: {
          title: null,
          values: ticks.map(({ at }) => at),
          labelExpr: chosen(ticks),
          grid: false,
        },
      },
      y: { ...numberScale('value', axis, null), ...(kind === 'area' ? { stack: null } : {}) },
      color: seriesColor(drawing),
    },
    layer: [
      {
        mark: kind === 'area' ? { type: 'area', line: stroke, opacity: 0.25 } : { type: 'line', ...stroke },
        encoding: {
          detail: { field: 'run' },
          ...(dashed ? { strokeDash: { field: 'series', legend: null, sort: null, scale: { range: DASHES } } } : {}),
        },
      },
      {
        // Without a dot, a mark between two gaps would not be seen.
        mark: { type: 'circle', size: many ? 90 : 36, opacity: many ? { expr: 'datum.alone ? 1 : 0' } : 1 },
        encoding: { tooltip: TIP },
      },
    ],
  };
}

function dots(drawing: Drawing): Part {
  const { data, result, plan, theme } = drawing;
  const [first, second = first] = plan.measures;
  const across = numberAxis(valuesOf(data), reachesDown(valuesOf(data)), result.columns[first]?.format);
  const seconds = data.points.map((point) => point.second);
  const up = numberAxis(seconds, reachesDown(seconds), result.columns[second]?.format);
  return {
    encoding: {
      x: numberScale('value', across, nameOf(result, first)),
      y: numberScale('second', up, nameOf(result, second)),
      tooltip: TIP,
    },
    layer: [
      {
        mark: {
          type: 'circle',
          size: 60,
          opacity: theme.highContrast ? 1 : 0.75,
          color: theme.colors[0] ?? theme.foreground,
        },
      },
    ],
  };
}

function numberScale(field: 'value' | 'second', { low, high, ticks }: Axis, title: string | null) {
  return {
    field,
    type: 'quantitative',
    scale: { domain: span(low, high), nice: false, zero: false },
    axis: {
      title,
      values: ticks.map(({ at }) => at),
      labelExpr: chosen(ticks),
      domain: title !== null,
      ticks: false,
      labelPadding: 6,
    },
  } as const;
}

/** From the first to the last time; a day around when they are the same. */
function timeSpan({ points }: ChartData): number[] {
  let [first, last] = [Infinity, -Infinity];
  for (const { time } of points) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  return first < last ? span(first, last) : span(first - DAY_MS, last + DAY_MS);
}

/** As Vega-Lite's types want it: a list that could be changed. */
function span(low: number, high: number): number[] {
  return [low, high];
}

function seriesColor({ data, theme, width }: Drawing) {
  if (data.series.length < 2) return { value: theme.colors[0] ?? theme.foreground };
  return {
    field: 'series',
    type: 'nominal',
    sort: null,
    scale: { domain: [...data.series], range: [...theme.colors] },
    legend: {
      title: null,
      orient: 'top',
      columns: legendColumns(data.series, width),
      labelLimit: MOST_LEGEND_PX,
      symbolType: 'circle',
      symbolOpacity: 1,
    },
  } as const;
}

/** Chooses a tick's text. The texts are written into the expression as constants, never as code. */
function chosen(ticks: readonly Tick[]): string {
  return ticks.reduceRight(
    (otherwise, { at, text }) => `datum.value === ${at} ? ${constant(text)} : ${otherwise}`,
    '""',
  );
}

function constant(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, ' ');
}

/** Lines keep zero in sight unless that would flatten them. */
function reachesDown(values: readonly number[]): boolean {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return (
    least * most <= 0 || Math.min(Math.abs(least), Math.abs(most)) < 0.6 * Math.max(Math.abs(least), Math.abs(most))
  );
}

function valuesOf({ points }: ChartData): number[] {
  return points.map(({ value }) => value);
}

function formatOf({ result, plan }: Drawing): string | undefined {
  return result.columns[plan.measures[0]]?.format;
}

function nameOf({ columns }: SpotResult, at: number): string {
  return columns[at]?.name ?? '';
}

function titleOf(text: string) {
  return { text, anchor: 'start', frame: 'bounds', offset: 8 } as const;
}

function configOf({ foreground, quiet, line, font, fontSize, highContrast }: ChartTheme) {
  return {
    font,
    view: { stroke: null },
    axis: {
      labelColor: quiet,
      titleColor: quiet,
      labelFontSize: fontSize,
      titleFontSize: fontSize,
      titleFontWeight: 'normal',
      gridColor: line,
      // There every line has the same strength: these must not be taken for data.
      ...(highContrast ? { gridDash: [1, 5] } : {}),
      domainColor: line,
      tickColor: line,
    },
    axisY: { tickColor: 'transparent', labelPadding: 6 },
    legend: { labelColor: foreground, labelFontSize: fontSize },
    title: { color: quiet, fontSize, fontWeight: 'normal' },
    text: { color: foreground, fontSize },
  } as const;
}

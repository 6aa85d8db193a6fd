import { readPattern } from '../format/pattern';
import { formatNumber } from '../format/number';

/** A place on an axis and what stands there. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly Tick[];
}

const STEPS = [1, 2, 2.5, 5, 10];
const WANTED = 5;
/** Ranges below this share of their values are as good as none. */
const FLAT = 1e-9;
const SMALLEST = 1e-280;

/** Round numbers from below the least to above the largest value. @param zero whether the axis has to hold zero */
export function numberAxis(values: readonly number[], zero: boolean, format: string | undefined): Axis {
  let [least, most] = zero ? [0, 0] : [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (!Number.isFinite(least) || !Number.isFinite(most)) [least, most] = [0, 1];
  const size = Math.max(Math.abs(least), Math.abs(most));
  // As good as one value: a range of its own size around it, or of 1 around nothing.
  if (most - least <= size * FLAT || size < SMALLEST) {
    const around = size < SMALLEST ? 1 : size / 2;
    [least, most] = [zero && least >= 0 ? least : least - around, most + around];
  }
  const step = stepFor(most - least);
  const from = Math.floor(least / step);
  const to = Math.ceil(most / step);
  // An index times the step, not a sum of steps: no error builds up.
  const ticks = Array.from({ length: Math.min(20, to - from + 1) }, (_, index) => (from + index) * step);
  const places = ticks.map((tick) => Number(tick.toPrecision(12)));
  return {
    low: Math.min(least, places[0] ?? least),
    high: Math.max(most, places.at(-1) ?? most),
    ticks: places.map((at) => ({ at, text: tickText(at, step, size, format) })),
  };
}

function stepFor(range: number): number {
  const rough = range / WANTED;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * (STEPS.find((step) => step * power >= rough * 0.999) ?? 10);
}

const SIZES = [
  { from: 1e12, power: 12, letter: 'T' },
  { from: 1e9, power: 9, letter: 'B' },
  { from: 1e6, power: 6, letter: 'M' },
  { from: 1e4, power: 3, letter: 'k' },
];

/** In the unit of the model's format, with as few digits as the step needs: `$20k`, `12.5%`. */
function tickText(at: number, step: number, most: number, format: string | undefined): string {
  const section = format === undefined ? undefined : readPattern(format)?.positive;
  const own = section?.power ?? 0;
  const size = own === 0 && most < 1e15 ? SIZES.find(({ from }) => most >= from) : undefined;
  const shift = own === 0 ? (size?.power ?? 0) : -own;
  const places = Math.min(12, Math.max(0, shift - Math.floor(Math.log10(step) + 1e-9) + (isWhole(step) ? 0 : 1)));
  const digits = `#,##0${places > 0 && at !== 0 ? `.${'0'.repeat(places)}` : ''}`;
  const shifted = formatNumber(`${at}e${-shift}`.replace(/e([+-]?\d+)e([+-]?\d+)$/, addPowers), digits) ?? String(at);
  const [, sign = '', text = ''] = /^(-?)(.*)$/.exec(shifted) ?? [];
  const suffix = (section?.suffix ?? '').trim();
  return `${sign}${(section?.prefix ?? '').trim()}${text}${at === 0 ? '' : (size?.letter ?? '')}${suffix}`;
}

/** Whether the first digit of a step is all of it: 20, not 25. */
function isWhole(step: number): boolean {
  const lead = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
  return Math.abs(lead - Math.round(lead)) < 1e-9;
}

function addPowers(_: string, first: string, second: string): string {
  return `e${Number(first) + Number(second)}`;
}

/** Times that have marks, at most so many, evenly apart; their texts are the marks' own. */
export function timeTicks(
  points: readonly { readonly time: number; readonly timeText: string }[],
  most: number,
): Tick[] {
  const texts = new Map<number, string>();
  for (const { time, timeText } of points) texts.set(time, timeText);
  const times = [...texts].sort((a, b) => a[0] - b[0]);
  const stride = Math.max(1, Math.ceil(times.length / Math.max(1, most)));
  return times.filter((_, at) => at % stride === 0).map(([at, text]) => ({ at, text }));
}

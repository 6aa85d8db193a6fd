import { MONTHS } from '../../calendar-names';
import type { Day, Unit } from './calendar';
import { add, civil, dayOf, inRange, iso, startOf } from './calendar';

/** Half open: from `start` up to, not including, `end`; a missing side is open. */
export interface Period {
  readonly start?: Day;
  readonly end?: Day;
  /** The calendar unit that it is one or several of, as it was said. */
  readonly unit?: Unit;
  readonly toDate?: boolean;
}

export interface Clock {
  readonly today: Day;
  /** 0 is Monday. */
  readonly weekStart: number;
}

/** `n` whole units, the first of which lies `offset` units from the one that holds today. */
export function units(clock: Clock, unit: Unit, offset: number, n: number): Period | undefined {
  const far = 4_000_000;
  if (Math.abs(offset) > far || n > far) return undefined;
  const current = startOf(unit, clock.today, clock.weekStart);
  const start = add(unit, current, offset);
  const end = add(unit, current, offset + n);
  return inRange(start) && inRange(end) ? { start, end, unit } : undefined;
}

/** From the unit's start to today, inclusive. */
export function toDate(clock: Clock, unit: Unit): Period {
  return { start: startOf(unit, clock.today, clock.weekStart), end: clock.today + 1, unit, toDate: true };
}

export function year(of: number): Period {
  return { start: dayOf(of, 1, 1), end: dayOf(of + 1, 1, 1), unit: 'year' };
}

export function quarter(of: number, number: number): Period {
  const start = dayOf(of, 3 * number - 2, 1);
  return { start, end: add('month', start, 3), unit: 'quarter' };
}

export function month(of: number, number: number): Period {
  const start = dayOf(of, number, 1);
  return { start, end: add('month', start, 1), unit: 'month' };
}

export function day(of: Day): Period {
  return { start: of, end: of + 1, unit: 'day' };
}

/** The period of the same shape, one `unit` earlier: what "this quarter vs last year" compares with. */
export function earlier(period: Period, unit: Unit): Period | undefined {
  if (period.start === undefined || period.end === undefined) return undefined;
  const start = add(unit, period.start, -1);
  const whole = period.unit !== undefined && period.unit !== 'day' && period.unit !== 'week' && period.toDate !== true;
  const end = whole ? add(unit, period.end, -1) : add(unit, period.end - 1, -1) + 1;
  return inRange(start) ? { ...period, start, end } : undefined;
}

/** A period the shortest way that a question may say it: `2025`, `Q3 2025`, `March 2025`, `2025-01-31`, `from … to …`. */
export function say(period: { readonly start?: Day | undefined; readonly end?: Day | undefined }): string {
  const { start, end } = period;
  if (start === undefined) return end === undefined ? '' : `before ${iso(end)}`;
  if (end === undefined) return `since ${iso(start)}`;
  const from = civil(start);
  if (from.year >= 1900 && from.year < 2200) {
    const named = [
      { period: year(from.year), name: String(from.year) },
      { period: quarter(from.year, Math.ceil(from.month / 3)), name: `Q${Math.ceil(from.month / 3)} ${from.year}` },
      { period: month(from.year, from.month), name: `${MONTHS[from.month - 1] ?? ''} ${from.year}` },
    ].find((candidate) => candidate.period.start === start && candidate.period.end === end);
    if (named) return named.name;
  }
  return end === start + 1 ? iso(start) : `from ${iso(start)} to ${iso(end - 1)}`;
}

import { indexOfName, MONTHS, QUARTERS, WEEKDAYS } from '../calendar-names';
import type { CalendarBucket, DateBucket, ValueType, Weekday } from '../model/types';
import { binary, call, constant, parameter, type DatePart, type Sql } from './tree';

const PARTS: Readonly<Record<Exclude<DateBucket, CalendarBucket>, DatePart>> = {
  hour_of_day: 'hour',
  day_of_week: 'day_of_week',
  day_of_month: 'day',
  week_of_year: 'week',
  month_of_year: 'month',
  quarter_of_year: 'quarter',
};

/** Days from Monday to the day on which weeks start. */
function weekOffset(weekStart: Weekday): number {
  return indexOfName(WEEKDAYS, weekStart);
}

function isCalendar(bucket: DateBucket): bucket is CalendarBucket {
  return !(bucket in PARTS);
}

function shiftDays(operand: Sql, count: number): Sql {
  return { sql: 'shift', unit: 'day', count, operand, to: 'date' };
}

/** What a date is grouped by: something that sorts as the calendar does. Names come on top (`bucketName`). */
export function bucketKey(operand: Sql, bucket: DateBucket, weekStart: Weekday): Sql {
  const offset = weekOffset(weekStart);
  if (isCalendar(bucket)) {
    if (bucket !== 'week' || offset === 0) return { sql: 'truncate', unit: bucket, operand };
    return shiftDays({ sql: 'truncate', unit: 'week', operand: shiftDays(operand, -offset) }, offset);
  }
  const part: Sql = { sql: 'extract', part: PARTS[bucket], operand };
  if (bucket !== 'day_of_week' || offset === 0) return part;
  return binary('+', call('mod', binary('+', part, constant(6 - offset)), constant(7)), constant(1));
}

/** The key of a part that is given by its usual number: Monday is 1, but Sunday may come first. */
export function cyclicKey(bucket: DateBucket, number: number, weekStart: Weekday): number {
  return bucket === 'day_of_week' ? ((number + 6 - weekOffset(weekStart)) % 7) + 1 : number;
}

/** Names by key, for parts that are shown by name. */
function names(bucket: DateBucket | undefined, weekStart: Weekday): readonly string[] | undefined {
  if (bucket === 'month_of_year') return MONTHS;
  if (bucket === 'quarter_of_year') return QUARTERS;
  if (bucket !== 'day_of_week') return undefined;
  const offset = weekOffset(weekStart);
  return [...WEEKDAYS.slice(offset), ...WEEKDAYS.slice(0, offset)];
}

/** What is shown for a key. */
export function bucketName(key: Sql, bucket: DateBucket | undefined, weekStart: Weekday): Sql {
  const shown = names(bucket, weekStart);
  if (!shown) return key;
  const branches = shown.map((name, index) => ({
    when: binary('=', key, constant(index + 1)),
    then: parameter('text', name),
  }));
  return { sql: 'case', branches };
}

export function isNamed(bucket: DateBucket | undefined): boolean {
  return names(bucket, 'monday') !== undefined;
}

/** Type of what is shown. */
export function bucketType(bucket: DateBucket | undefined, type: ValueType): ValueType {
  if (bucket === undefined) return type;
  if (isCalendar(bucket)) return bucket === 'hour' ? 'timestamp' : 'date';
  return isNamed(bucket) ? 'text' : 'number';
}

/** A key so many periods (or a year) earlier. */
export function earlier(key: Sql, bucket: CalendarBucket, over: 'previous' | 'year'): Sql {
  const to = bucket === 'hour' ? 'timestamp' : 'date';
  // A week has no same week a year ago but by count: 52 weeks keep the day of the week.
  if (over === 'year' && bucket === 'week') return { sql: 'shift', unit: 'day', count: -364, operand: key, to };
  if (over === 'year') return { sql: 'shift', unit: 'year', count: -1, operand: key, to };
  const steps = {
    hour: ['hour', 1],
    day: ['day', 1],
    week: ['day', 7],
    month: ['month', 1],
    quarter: ['month', 3],
    year: ['year', 1],
  } as const;
  const [unit, count] = steps[bucket];
  return { sql: 'shift', unit, count: -count, operand: key, to };
}

function utc(text: string): Date {
  return new Date(`${text.slice(0, 10)}T${text.length > 10 ? text.slice(11) : '00:00:00'}Z`);
}

function written(date: Date, bucket: CalendarBucket): string {
  const text = date.toISOString();
  return bucket === 'hour' ? `${text.slice(0, 10)} ${text.slice(11, 19)}` : text.slice(0, 10);
}

/** The start of the period that holds a moment. */
export function floorOf(text: string, bucket: CalendarBucket, weekStart: Weekday): string {
  const date = utc(text);
  if (bucket === 'hour') date.setUTCMinutes(0, 0, 0);
  else date.setUTCHours(0, 0, 0, 0);
  if (bucket === 'week') {
    const back = (date.getUTCDay() + 6 - weekOffset(weekStart)) % 7;
    date.setUTCDate(date.getUTCDate() - back);
  } else if (bucket === 'month') date.setUTCDate(1);
  else if (bucket === 'quarter') date.setUTCMonth(Math.floor(date.getUTCMonth() / 3) * 3, 1);
  else if (bucket === 'year') date.setUTCMonth(0, 1);
  return written(date, bucket);
}

/** The start of the first period that begins at a moment or after it. */
export function ceilingOf(text: string, bucket: CalendarBucket, weekStart: Weekday): string {
  const floor = floorOf(text, bucket, weekStart);
  return utc(floor).getTime() === utc(text).getTime() ? floor : moved(floor, bucket, 'previous', 1);
}

/** A period's start one period or one year earlier (`sign` -1) or later (1). */
export function moved(text: string, bucket: CalendarBucket, over: 'previous' | 'year', sign: 1 | -1): string {
  const date = utc(text);
  if (over === 'year' && bucket === 'week') date.setUTCDate(date.getUTCDate() + sign * 364);
  else if (over === 'year' || bucket === 'year') addMonths(date, sign * 12);
  else if (bucket === 'quarter') addMonths(date, sign * 3);
  else if (bucket === 'month') addMonths(date, sign);
  else if (bucket === 'hour') date.setUTCHours(date.getUTCHours() + sign);
  else date.setUTCDate(date.getUTCDate() + sign * (bucket === 'week' ? 7 : 1));
  return written(date, bucket);
}

function addMonths(date: Date, count: number): void {
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
}

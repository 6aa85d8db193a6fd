import type { DateBucket } from '../../../../src/spot/model';

export const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const DAY = 86_400_000;

/** Monday is 1. */
export function weekdayNumber(name: string): number {
  return DAY_NAMES.findIndex((day) => day.toLowerCase() === name.toLowerCase()) + 1;
}

function time(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11) || '00:00:00'}Z`);
}

function dateText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function isoWeek(at: number): number {
  const date = new Date(at);
  const thursday = at + (4 - (date.getUTCDay() || 7)) * DAY;
  const january = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - january) / DAY / 7) + 1;
}

/** The period or part that a moment falls into. */
export function bucketOf(text: string, bucket: DateBucket, weekStart: string): { readonly key: string | number } {
  const at = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const weekday = date.getUTCDay() || 7;
  const sinceStart = (weekday - weekdayNumber(weekStart) + 7) % 7;
  switch (bucket) {
    case 'hour':
      return { key: `${text.slice(0, 10)} ${text.slice(11, 13) || '00'}:00:00` };
    case 'day':
      return { key: dateText(at) };
    case 'week':
      return { key: dateText(at - sinceStart * DAY) };
    case 'month':
      return { key: dateText(Date.UTC(year, month, 1)) };
    case 'quarter':
      return { key: dateText(Date.UTC(year, month - (month % 3), 1)) };
    case 'year':
      return { key: dateText(Date.UTC(year, 0, 1)) };
    case 'hour_of_day':
      return { key: Number(text.slice(11, 13)) };
    case 'day_of_week':
      return { key: sinceStart + 1 };
    case 'day_of_month':
      return { key: date.getUTCDate() };
    case 'week_of_year':
      return { key: isoWeek(at) };
    case 'month_of_year':
      return { key: month + 1 };
    case 'quarter_of_year':
      return { key: Math.floor(month / 3) + 1 };
  }
}

/** The start of the period before, or of the same period a year before. */
export function previous(key: string, bucket: DateBucket, over: 'previous' | 'year'): string {
  const at = time(key);
  const date = new Date(at);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const stamp = (moment: number): string => new Date(moment).toISOString().slice(0, 19).replace('T', ' ');
  if (over === 'year') {
    if (bucket === 'week') return dateText(at - 364 * DAY);
    const back = month === 1 && day === 29 ? Date.UTC(year - 1, 1, 28) : Date.UTC(year - 1, month, day);
    return bucket === 'hour' ? stamp(back + (at % DAY)) : dateText(back);
  }
  switch (bucket) {
    case 'hour':
      return stamp(at - 3_600_000);
    case 'day':
      return dateText(at - DAY);
    case 'week':
      return dateText(at - 7 * DAY);
    case 'month':
      return dateText(Date.UTC(year, month - 1, day));
    case 'quarter':
      return dateText(Date.UTC(year, month - 3, day));
    default:
      return dateText(Date.UTC(year - 1, month, day));
  }
}

/** A day or a moment as results hold it. */
interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly time: string;
}

/**
 * Writes a date by its bucket: `Mar 2025`, `Q1 2025`, `2025`, `Week of Mar 3, 2025`, `Mar 3, 2025 14:00`. Text that is
 * no such date stays as it is.
 * @param weekOf the words around a week's first day, with `{0}`
 */
export function formatDate(text: string, bucket: string | undefined, locale: string, weekOf: string): string {
  const moment = readMoment(text);
  if (moment === undefined) return text;
  const { year, month, day, time } = moment;
  switch (bucket) {
    case 'year':
      return String(year);
    case 'quarter':
      return `Q${Math.ceil(month / 3)} ${year}`;
    case 'month':
      return inLocale(moment, locale, 'month');
    case 'week':
      return weekOf.replace('{0}', () => inLocale(moment, locale, 'day'));
    case 'hour':
      return `${inLocale(moment, locale, 'day')} ${time.slice(0, 5)}`;
    default:
      if (time !== '') return text.replace('T', ' ');
      return day === 0 ? text : inLocale(moment, locale, 'day');
  }
}

/** Milliseconds since 1970 of a date or timestamp, read as UTC; undefined for anything else. */
export function timeOf(text: string): number | undefined {
  const moment = readMoment(text);
  if (moment === undefined) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = moment.time.split(':').map(Number);
  const time = dayOf(moment) + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return Number.isFinite(time) ? time : undefined;
}

function readMoment(text: string): Moment | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)Z?)?$/.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', time = ''] = match;
  const moment = { year: Number(year), month: Number(month), day: Number(day), time };
  return moment.month >= 1 && moment.month <= 12 && moment.day >= 1 && moment.day <= 31 ? moment : undefined;
}

/** Not `Date.UTC`, which takes the years 0 to 99 for the last century. */
function dayOf({ year, month, day }: Moment): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function inLocale(moment: Moment, locale: string, unit: 'month' | 'day'): string {
  const key = `${locale} ${unit}`;
  const format = formats.get(key) ?? dateFormat(locale, unit);
  formats.set(key, format);
  return format.format(dayOf(moment));
}

function dateFormat(locale: string, unit: 'month' | 'day'): Intl.DateTimeFormat {
  const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', year: 'numeric', month: 'short' };
  if (unit === 'day') options.day = 'numeric';
  try {
    return new Intl.DateTimeFormat(locale, options);
  } catch {
    // The tag of a display language that this browser does not take.
    return new Intl.DateTimeFormat('en', options);
  }
}

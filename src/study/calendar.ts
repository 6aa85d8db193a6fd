export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;

/** Study days: local calendar days that begin at a set hour. A day is a number, counted from 1970-01-01. */
export interface Calendar {
  /** The study day of a moment (milliseconds since the epoch). */
  dayOf(at: number): number;
  /** The moment at which a study day begins. */
  startOf(day: number): number;
}

/**
 * Days by the local clock and not by 24 hours: a day on which clocks change has 23 or 25, and still begins at
 * `dayStartHour` (or, when that hour is skipped, just after).
 */
export function localCalendar(dayStartHour: number): Calendar {
  return {
    dayOf(at) {
      const local = new Date(at);
      const day = Date.UTC(local.getFullYear(), local.getMonth(), local.getDate()) / DAY_MS;
      return local.getHours() < dayStartHour ? day - 1 : day;
    },
    startOf(day) {
      const date = new Date(day * DAY_MS);
      return new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), dayStartHour).getTime();
    },
  };
}

/** YYYY-MM-DD. */
export function dayToText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The number of a day written YYYY-MM-DD (years 1970 to 9999), or undefined for anything else. */
export function dayFromText(text: string): number | undefined {
  if (!DATE.test(text)) return undefined;
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const date = Number(text.slice(8, 10));
  const before = DAYS_BEFORE_MONTH[month - 1];
  if (year < 1970 || before === undefined || date < 1) return undefined;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const after = (DAYS_BEFORE_MONTH[month] ?? 365) + (leap && month >= 2 ? 1 : 0);
  const dayOfYear = before + (leap && month > 2 ? 1 : 0) + date;
  if (dayOfYear > after) return undefined;
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - LEAP_DAYS_BEFORE_1970;
  return (year - 1970) * 365 + leapDays + dayOfYear - 1;
}

const LEAP_DAYS_BEFORE_1970 = 477;

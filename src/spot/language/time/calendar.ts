/** Days since 1970-01-01 in the proleptic Gregorian calendar; no time zones anywhere. */
export type Day = number;

export type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

export const FIRST_YEAR = 1;
export const LAST_YEAR = 9998;

function floorDivide(a: number, b: number): number {
  return Math.floor(a / b);
}

export function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The day of a date that exists. Years are counted from March, so that the leap day is the last of its year. */
export function dayOf(year: number, month: number, date: number): Day {
  const shifted = month > 2 ? year : year - 1;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = floorDivide(153 * monthFromMarch + 2, 5) + date - 1;
  const leaps = floorDivide(shifted, 4) - floorDivide(shifted, 100) + floorDivide(shifted, 400);
  return 365 * shifted + leaps + dayOfYear - 719_468;
}

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

/** The inverse of `dayOf`, by 400-year cycles of 146,097 days. */
export function civil(day: Day): CivilDate {
  const fromMarch = day + 719_468;
  const cycle = floorDivide(fromMarch, 146_097);
  const inCycle = fromMarch - cycle * 146_097;
  const yearInCycle = floorDivide(
    inCycle - floorDivide(inCycle, 1460) + floorDivide(inCycle, 36_524) - floorDivide(inCycle, 146_096),
    365,
  );
  const leaps = floorDivide(yearInCycle, 4) - floorDivide(yearInCycle, 100);
  const dayOfYear = inCycle - (365 * yearInCycle + leaps);
  const monthFromMarch = floorDivide(5 * dayOfYear + 2, 153);
  const date = dayOfYear - floorDivide(153 * monthFromMarch + 2, 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearInCycle + cycle * 400 + (month <= 2 ? 1 : 0), month, date };
}

/** The day, or undefined where there is no such date. */
export function validDay(year: number, month: number, date: number): Day | undefined {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return undefined;
  return date >= 1 && date <= daysInMonth(year, month) ? dayOf(year, month, date) : undefined;
}

export function iso(day: Day): string {
  const { year, month, date } = civil(day);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

/** Reads `YYYY-MM-DD` (a time after it is ignored); undefined where there is no such date. */
export function parseIso(text: string): Day | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T ])/.exec(text);
  return match ? validDay(Number(match[1]), Number(match[2]), Number(match[3])) : undefined;
}

/** 0 is Monday. */
export function weekdayOf(day: Day): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** First day of the unit that holds the day. `weekStart`: 0 is Monday. */
export function startOf(unit: Unit, day: Day, weekStart: number): Day {
  const { year, month } = civil(day);
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      return day - ((weekdayOf(day) - weekStart + 7) % 7);
    case 'month':
      return dayOf(year, month, 1);
    case 'quarter':
      return dayOf(year, month - ((month - 1) % 3), 1);
    case 'year':
      return dayOf(year, 1, 1);
  }
}

/** The same day `n` units on (back when negative); the last day of the month where the month is too short. */
export function add(unit: Unit, day: Day, n: number): Day {
  if (unit === 'day') return day + n;
  if (unit === 'week') return day + 7 * n;
  const months = n * (unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12);
  const { year, month, date } = civil(day);
  const total = year * 12 + (month - 1) + months;
  const toYear = floorDivide(total, 12);
  const toMonth = total - toYear * 12 + 1;
  return dayOf(toYear, toMonth, Math.min(date, daysInMonth(toYear, toMonth)));
}

/** Whether the day lies in the years that questions may name. */
export function inRange(day: Day): boolean {
  return day >= dayOf(FIRST_YEAR, 1, 1) && day <= dayOf(LAST_YEAR + 1, 1, 1);
}

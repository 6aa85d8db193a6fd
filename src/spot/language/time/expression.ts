import type { CyclicBucket } from '../../model/types';
import { decimalOf, smallNumber } from '../text/numbers';
import type { Token } from '../text/tokens';
import type { Unit } from './calendar';
import { validDay } from './calendar';
import type { Clock, Period } from './periods';
import { MONTHS, WEEKDAYS } from '../../calendar-names';
import { day, month, quarter, toDate, units, year } from './periods';

/** What a run of tokens says about time. `length`: tokens used. */
export type TimeExpression =
  | { readonly kind: 'period'; readonly length: number; readonly period: Period; readonly relative?: Relative }
  /** `in March`, `on Mondays`, `Q3`: of every year. */
  | { readonly kind: 'cyclic'; readonly length: number; readonly bucket: CyclicBucket; readonly value: string }
  | {
      readonly kind: 'invalid';
      readonly length: number;
      readonly from: number;
      readonly to: number;
      readonly why: string;
    };

/** `last year`: what a comparison may be moved by. */
export interface Relative {
  readonly unit: Unit;
  readonly n: number;
  readonly direction: 'last' | 'this' | 'next';
}

const UNITS: ReadonlyMap<string, Unit> = new Map([
  ['day', 'day'],
  ['week', 'week'],
  ['month', 'month'],
  ['quarter', 'quarter'],
  ['year', 'year'],
]);
const LAST: ReadonlySet<string> = new Set(['last', 'previous', 'past', 'prior', 'preceding']);
const THIS: ReadonlySet<string> = new Set(['this', 'current']);
const NEXT: ReadonlySet<string> = new Set(['next', 'coming', 'following']);
const TO_DATE: ReadonlyMap<string, Unit> = new Map([
  ['ytd', 'year'],
  ['qtd', 'quarter'],
  ['mtd', 'month'],
  ['wtd', 'week'],
]);
const DAYS: ReadonlyMap<string, number> = new Map([
  ['today', 0],
  ['yesterday', -1],
  ['tomorrow', 1],
]);

/** Words that open a time expression; shown by completion. */
export const TIME_OPENINGS: readonly string[] = [
  'today',
  'yesterday',
  'this week',
  'this month',
  'this quarter',
  'this year',
  'last 7 days',
  'last week',
  'last month',
  'last quarter',
  'last year',
  'next month',
  'next quarter',
  'year to date',
  'quarter to date',
  'month to date',
];

export function unitOf(token: Token | undefined): Unit | undefined {
  return token?.kind === 'word' ? UNITS.get(token.stem) : undefined;
}

/** A whole number of units, written in digits or as one word. */
export function countOf(token: Token | undefined): number | undefined {
  if (token?.kind === 'word') return smallNumber(token.text);
  if (token?.kind !== 'number' || !/^\d[\d,]*$/.test(token.text)) return undefined;
  const decimal = decimalOf(token.text);
  return decimal === undefined ? undefined : Number(decimal);
}

/** A year in digits, from 1900 to 2199: other numbers are amounts. */
export function yearOf(token: Token | undefined): number | undefined {
  return token?.kind === 'number' && /^(?:19|20|21)\d\d$/.test(token.text) ? Number(token.text) : undefined;
}

function monthOf(token: Token | undefined): { number: number; full: boolean } | undefined {
  if (token?.kind !== 'word' || token.text.length < 3) return undefined;
  const short = token.text === 'sept' ? 'sep' : token.text;
  const index = MONTHS.findIndex((name) => name.toLowerCase() === short || name.slice(0, 3).toLowerCase() === short);
  return index < 0 ? undefined : { number: index + 1, full: MONTHS[index]?.toLowerCase() === token.text };
}

function dateNumber(token: Token | undefined): number | undefined {
  const match = token && /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(token.text);
  return match ? Number(match[1]) : undefined;
}

/** The longest time expression that starts at token `i`, if any. */
export function timeAt(tokens: readonly Token[], i: number, clock: Clock): TimeExpression | undefined {
  const token = tokens[i];
  if (!token) return undefined;
  if (token.kind === 'date') return isoAt(token);
  return relativeAt(tokens, i, clock) ?? namedAt(tokens, i);
}

function period(length: number, value: Period | undefined, relative?: Relative): TimeExpression {
  if (!value) return invalid(length, 0, length, 'lies outside the years that can be asked for (1 to 9998)');
  return { kind: 'period', length, period: value, ...(relative ? { relative } : {}) };
}

function invalid(length: number, from: number, to: number, why: string): TimeExpression {
  return { kind: 'invalid', length, from, to, why };
}

function isoAt(token: Token): TimeExpression {
  const full = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(token.text);
  const short = /^(\d{4})-(\d{2})$/.exec(token.text);
  if (full) {
    const valid = validDay(Number(full[1]), Number(full[2]), Number(full[3]));
    return valid === undefined ? invalid(1, 0, 1, 'is not a date that exists') : period(1, day(valid));
  }
  if (short) {
    const exists = validDay(Number(short[1]), Number(short[2]), 1) !== undefined;
    return exists
      ? period(1, month(Number(short[1]), Number(short[2])))
      : invalid(1, 0, 1, 'is not a month that exists');
  }
  return invalid(1, 0, 1, 'can be read in two ways; write it as 2025-12-31');
}

function relativeAt(tokens: readonly Token[], i: number, clock: Clock): TimeExpression | undefined {
  const token = tokens[i];
  const word = token?.kind === 'word' ? token.text.replace(/'s$/, '') : undefined;
  const offset = word === undefined ? undefined : DAYS.get(word);
  if (offset !== undefined) return period(1, units(clock, 'day', offset, 1));
  const shorthand = word === undefined ? undefined : TO_DATE.get(word);
  if (shorthand) return period(1, toDate(clock, shorthand));
  const unit = unitOf(token);
  if (unit && tokens[i + 1]?.text === 'to' && tokens[i + 2]?.text === 'date') return period(3, toDate(clock, unit));
  const direction =
    word === undefined
      ? undefined
      : LAST.has(word)
        ? 'last'
        : THIS.has(word)
          ? 'this'
          : NEXT.has(word)
            ? 'next'
            : undefined;
  if (direction) return directedAt(tokens, i, clock, direction);
  const n = word === 'a' || word === 'an' ? 1 : countOf(token);
  const agoUnit = unitOf(tokens[i + 1]);
  if (n !== undefined && agoUnit && tokens[i + 2]?.text === 'ago') return period(3, units(clock, agoUnit, -n, 1));
  return undefined;
}

function directedAt(
  tokens: readonly Token[],
  i: number,
  clock: Clock,
  direction: Relative['direction'],
): TimeExpression | undefined {
  const counted = direction === 'this' ? undefined : countOf(tokens[i + 1]);
  const at = counted === undefined ? i + 1 : i + 2;
  const unit = unitOf(tokens[at]);
  if (!unit) return undefined;
  const length = at - i + 1;
  const n = counted ?? 1;
  if (n === 0) return invalid(length, 1, 2, 'is no length of time');
  if (direction === 'last') return period(length, units(clock, unit, -n, n), { unit, n, direction });
  if (direction === 'next') return period(length, units(clock, unit, 1, n), { unit, n, direction });
  const soFar = tokens[at + 1]?.text === 'so' && tokens[at + 2]?.text === 'far';
  const dated = tokens[at + 1]?.text === 'to' && tokens[at + 2]?.text === 'date';
  if (soFar || dated) return period(length + 2, toDate(clock, unit));
  return period(length, units(clock, unit, 0, 1), { unit, n, direction });
}

function namedAt(tokens: readonly Token[], i: number): TimeExpression | undefined {
  const token = tokens[i];
  return quarterAt(tokens, i) ?? dayMonthAt(tokens, i) ?? monthAt(tokens, i) ?? weekdayAt(token) ?? yearAt(tokens, i);
}

function weekdayAt(token: Token | undefined): TimeExpression | undefined {
  const value = token?.kind === 'word' ? WEEKDAYS.find((name) => name.toLowerCase() === token.stem) : undefined;
  return value === undefined ? undefined : { kind: 'cyclic', length: 1, bucket: 'day_of_week', value };
}

function yearAt(tokens: readonly Token[], i: number): TimeExpression | undefined {
  const of = yearOf(tokens[i]);
  return of === undefined ? undefined : period(1, year(of));
}

/** Where a year may follow: directly, or after `of` or a comma. */
function followingYear(tokens: readonly Token[], i: number): { year: number; at: number } | undefined {
  const skip = tokens[i]?.text === 'of' || tokens[i]?.text === ',' ? 1 : 0;
  const found = yearOf(tokens[i + skip]);
  return found === undefined ? undefined : { year: found, at: i + skip };
}

function quarterAt(tokens: readonly Token[], i: number): TimeExpression | undefined {
  const leading = yearOf(tokens[i]);
  const at = leading === undefined ? i : i + 1;
  const match = tokens[at]?.kind === 'word' ? /^q(\d{1,2})$/.exec(tokens[at].text) : null;
  if (!match) return undefined;
  const number = Number(match[1]);
  const after = leading === undefined ? followingYear(tokens, at + 1) : undefined;
  const length = (after?.at ?? at) - i + 1;
  if (number < 1 || number > 4) return invalid(length, at - i, at - i + 1, 'is not a quarter: there are Q1 to Q4');
  const of = leading ?? after?.year;
  if (of !== undefined) return period(length, quarter(of, number));
  return { kind: 'cyclic', length, bucket: 'quarter_of_year', value: `Q${number}` };
}

/** `31 Dec 2025`, `31st of December 2025`, `December 31, 2025`. */
function dayMonthAt(tokens: readonly Token[], i: number): TimeExpression | undefined {
  const first = dateNumber(tokens[i]);
  const gap = first !== undefined && tokens[i + 1]?.text === 'of' ? 2 : 1;
  const monthIndex = first === undefined ? i : i + gap;
  const name = monthOf(tokens[monthIndex]);
  if (!name) return undefined;
  const date = first ?? dateNumber(tokens[i + 1]);
  if (date === undefined) return undefined;
  const last = first === undefined ? i + 1 : monthIndex;
  const after = followingYear(tokens, last + 1);
  const length = (after?.at ?? last) - i + 1;
  if (!after) return invalid(length, 0, length, 'needs its year');
  const valid = validDay(after.year, name.number, date);
  return valid === undefined ? invalid(length, 0, length, 'is not a date that exists') : period(length, day(valid));
}

function monthAt(tokens: readonly Token[], i: number): TimeExpression | undefined {
  const leading = yearOf(tokens[i]);
  const at = leading === undefined ? i : i + 1;
  const name = monthOf(tokens[at]);
  if (!name) return undefined;
  if (leading !== undefined) return name.full ? period(2, month(leading, name.number)) : undefined;
  const after = followingYear(tokens, at + 1);
  if (after) return period(after.at - i + 1, month(after.year, name.number));
  if (!name.full) return undefined;
  return { kind: 'cyclic', length: 1, bucket: 'month_of_year', value: MONTHS[name.number - 1] ?? '' };
}

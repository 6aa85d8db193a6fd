import { DAY_MS, MINUTE_MS } from '../calendar';

type IntervalUnit = 'minute' | 'hour' | 'day' | 'month' | 'year';

const MONTH_DAYS = 30.4375;
const SHORT: Readonly<Record<IntervalUnit, string>> = { minute: 'min', hour: 'h', day: 'd', month: 'mo', year: 'y' };

/** An interval in the unit that a person would use, for `Intl.NumberFormat` with `style: 'unit'`. */
export function intervalParts(ms: number): { readonly value: number; readonly unit: IntervalUnit } {
  const minutes = Math.max(1, Math.round(ms / MINUTE_MS));
  if (minutes < 60) return { value: minutes, unit: 'minute' };
  if (ms < DAY_MS) return { value: Math.round(minutes / 60), unit: 'hour' };
  const days = Math.round(ms / DAY_MS);
  if (days < 31) return { value: days, unit: 'day' };
  const months = days / MONTH_DAYS;
  return months < 12 ? { value: tenths(months), unit: 'month' } : { value: tenths(months / 12), unit: 'year' };
}

/** "10 min", "8 d", "2 mo". With a locale, in its language and as short as it allows. */
export function formatInterval(ms: number, locale?: string): string {
  const { value, unit } = intervalParts(ms);
  if (locale === undefined) return `${value} ${SHORT[unit]}`;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(
    value,
  );
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

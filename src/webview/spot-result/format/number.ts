import { readDecimal } from '../../../protocol';
import type { Decimal, SpotCell } from '../../../protocol';
import { readPattern } from './pattern';
import type { Pattern, Section } from './pattern';

/**
 * Writes a number in a spreadsheet's format, from its digits: nothing goes through a double on the way. Rounds half
 * away from zero. Undefined when the cell is no number or the format is none for numbers.
 */
export function formatNumber(cell: SpotCell, format: string): string | undefined {
  const pattern = known(format);
  const value = readDecimal(cell);
  return pattern === undefined || value === undefined ? undefined : write(value, pattern);
}

const patterns = new Map<string, Pattern | undefined>();
const MOST_PATTERNS = 500;

/** A column's format is read once, not once for each cell. */
function known(format: string): Pattern | undefined {
  if (!patterns.has(format)) {
    if (patterns.size >= MOST_PATTERNS) patterns.clear();
    patterns.set(format, readPattern(format));
  }
  return patterns.get(format);
}

function write(value: Decimal, { positive, negative, zero }: Pattern): string {
  const own = value.negative ? (negative ?? positive) : positive;
  const digits = rounded(value, own);
  // What rounds to nothing is no longer negative.
  if (/^0*$/.test(digits)) return fill(digits, zero ?? positive);
  const sign = value.negative && negative === undefined ? '-' : '';
  return sign + fill(digits, own);
}

/** All digits down to the last place that the section shows, without a point. */
function rounded({ digits, scale }: Decimal, { mostFraction, power }: Section): string {
  const drop = scale - power - mostFraction;
  if (drop <= 0) return digits + '0'.repeat(-drop);
  if (drop > digits.length) return '';
  const kept = digits.slice(0, digits.length - drop);
  if (digits.charAt(digits.length - drop) < '5') return kept;
  return (BigInt(kept) + 1n).toString();
}

function fill(digits: string, section: Section): string {
  const { prefix, suffix, hasNumber, leastWhole, leastFraction, mostFraction, grouped } = section;
  if (!hasNumber) return prefix;
  const all = digits.padStart(mostFraction, '0');
  const whole = all
    .slice(0, all.length - mostFraction)
    .replace(/^0+/, '')
    .padStart(leastWhole, '0');
  const fraction = withoutZeros(all.slice(all.length - mostFraction), leastFraction);
  return `${prefix}${grouped ? inGroups(whole) : whole}${fraction === '' ? '' : `.${fraction}`}${suffix}`;
}

function withoutZeros(fraction: string, least: number): string {
  let end = fraction.length;
  while (end > least && fraction[end - 1] === '0') end--;
  return fraction.slice(0, end);
}

/** `1234567` becomes `1,234,567`. */
export function inGroups(whole: string): string {
  const first = whole.length % 3;
  const groups = first === 0 ? [] : [whole.slice(0, first)];
  for (let at = first; at < whole.length; at += 3) groups.push(whole.slice(at, at + 3));
  return groups.join(',');
}

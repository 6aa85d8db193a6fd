import type { SpotCell, SpotColumn } from './spot-result';

/** A number without rounding: `digits` times ten to the power of `-scale`. No leading zeros; zero has no digits. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  /** Places after the point; negative where zeros follow the digits. */
  readonly scale: number;
}

/** Beyond this power of ten a number is shown as it was written. */
const FURTHEST = 2_000;

/** Reads a number as results hold it: digits with an optional point and power of ten. Anything else is undefined. */
export function readDecimal(cell: SpotCell): Decimal | undefined {
  if (typeof cell !== 'number' && typeof cell !== 'string') return undefined;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?$/.exec(String(cell));
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const scale = fraction.length - Number(power);
  if (Math.abs(scale) > FURTHEST + fraction.length) return undefined;
  const digits = withoutLeadingZeros(whole + fraction);
  return { negative: sign === '-' && digits !== '', digits, scale: digits === '' ? 0 : scale };
}

/** Numbers by size, exactly. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.digits === '' || b.digits === '') return signOf(a) - signOf(b);
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  return (a.negative ? -1 : 1) * compareSizes(a, b);
}

/**
 * The rows' order by one column, as indexes: stable, NULLs last either way. Both ends sort with it, so that a result
 * sorts the same however many rows it has.
 */
export function sortedRows(cells: readonly SpotCell[], type: SpotColumn['type'], descending: boolean): number[] {
  const keys = cells.map((cell) => (cell === null ? null : keyOf(cell, type)));
  const direction = descending ? -1 : 1;
  return cells
    .map((_, row) => row)
    .sort((left, right) => {
      const a = keys[left] ?? null;
      const b = keys[right] ?? null;
      if (a === null || b === null) return a === b ? left - right : a === null ? 1 : -1;
      const order = direction * compareKeys(a, b);
      return order === 0 ? left - right : order;
    });
}

type Key = string | number | Decimal;

function keyOf(cell: string | number | boolean, type: SpotColumn['type']): Key {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (type === 'integer' || type === 'decimal' || type === 'double') return readDecimal(cell) ?? infinite(cell);
  return cell.toLowerCase();
}

/** `NaN` sorts above all numbers, as the engine has it. */
function infinite(text: string): Key {
  if (text === '-Infinity') return -Infinity;
  if (text === 'Infinity') return Infinity;
  return text;
}

function compareKeys(a: Key, b: Key): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b || 0;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'string') return 1;
  if (typeof b === 'string') return -1;
  return compareMixed(a, b);
}

function compareMixed(a: number | Decimal, b: number | Decimal): number {
  if (a === Infinity || b === -Infinity) return 1;
  if (b === Infinity || a === -Infinity) return -1;
  const left = typeof a === 'number' ? readDecimal(a) : a;
  const right = typeof b === 'number' ? readDecimal(b) : b;
  return left === undefined || right === undefined ? 0 : compareDecimals(left, right);
}

function compareSizes(a: Decimal, b: Decimal): number {
  const length = a.digits.length - a.scale - (b.digits.length - b.scale);
  if (length !== 0) return length;
  const longest = Math.max(a.digits.length, b.digits.length);
  const left = a.digits.padEnd(longest, '0');
  const right = b.digits.padEnd(longest, '0');
  return left < right ? -1 : left > right ? 1 : 0;
}

function signOf({ digits, negative }: Decimal): number {
  return digits === '' ? 0 : negative ? -1 : 1;
}

function withoutLeadingZeros(digits: string): string {
  let from = 0;
  while (digits[from] === '0') from++;
  return digits.slice(from);
}

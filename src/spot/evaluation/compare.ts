import type { Cell } from '../port';
import { TOLERANCE } from '../runtime/agent/sums';

export interface Comparison {
  readonly equal: boolean;
  /** The first difference, in words. */
  readonly reason?: string;
}

type Row = readonly Cell[];

const DECIMAL = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/;

/** Compares answers by value: columns by position, rows as a multiset unless ordered. */
export function compareRows(expected: readonly Row[], actual: readonly Row[], ordered: boolean): Comparison {
  const width = expected[0]?.length;
  const other = actual[0]?.length;
  if (expected.length !== actual.length) {
    return { equal: false, reason: `${expected.length} rows were expected and there are ${actual.length}` };
  }
  if (width !== other)
    return { equal: false, reason: `${width ?? 0} columns were expected and there are ${other ?? 0}` };
  return ordered ? compareInOrder(expected, actual) : compareSets(expected, actual);
}

function compareInOrder(expected: readonly Row[], actual: readonly Row[]): Comparison {
  const at = expected.findIndex((row, index) => !sameRow(row, actual[index] ?? []));
  if (at < 0) return { equal: true };
  return { equal: false, reason: `row ${at + 1} should be ${show(expected[at])} and is ${show(actual[at])}` };
}

/**
 * Rows are paired by what can be compared exactly; within a group of rows that agree on that, by their numbers in
 * order, so that a difference in the last digit cannot pair the wrong rows.
 */
function compareSets(expected: readonly Row[], actual: readonly Row[]): Comparison {
  const groups = new Map<string, { readonly wanted: Row[]; readonly found: Row[] }>();
  const groupOf = (row: Row): { readonly wanted: Row[]; readonly found: Row[] } => {
    const key = JSON.stringify(row.map(exactPart));
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { wanted: [], found: [] }));
    return group;
  };
  for (const row of expected) groupOf(row).wanted.push(row);
  for (const row of actual) groupOf(row).found.push(row);
  for (const { wanted, found } of groups.values()) {
    const left = [...found].sort(byNumbers);
    for (const row of wanted.sort(byNumbers)) {
      const at = left.findIndex((one) => sameRow(row, one));
      if (at < 0) return { equal: false, reason: `a row ${show(row)} is missing` };
      left.splice(at, 1);
    }
    const [extra] = left;
    if (extra) return { equal: false, reason: `there is a row ${show(extra)} too many` };
  }
  return { equal: true };
}

function byNumbers(a: Row, b: Row): number {
  for (const [index, cell] of a.entries()) {
    const difference = Number(cell) - Number(b[index]);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return 0;
}

/** Numbers are compared afterwards. */
function exactPart(cell: Cell): Cell {
  return isNumber(cell) ? '#' : instant(cell);
}

function isNumber(cell: Cell): cell is string | number {
  return typeof cell === 'number' || (typeof cell === 'string' && DECIMAL.test(cell));
}

/** A day is its first moment; trailing zeros of a fraction say nothing. */
function instant(cell: Cell): Cell {
  return typeof cell === 'string' && /^\d{4}-\d{2}-\d{2} 00:00:00(?:\.0+)?$/.test(cell) ? cell.slice(0, 10) : cell;
}

function sameRow(a: Row, b: Row): boolean {
  return a.length === b.length && a.every((cell, index) => sameCell(cell, b[index] ?? null));
}

export function sameCell(a: Cell, b: Cell): boolean {
  if (a === b) return true;
  if (!isNumber(a) || !isNumber(b)) return instant(a) === instant(b);
  if (typeof a === 'string' && typeof b === 'string') {
    if (plain(a) === plain(b)) return true;
    // Two exact numbers with the same decimals differ; of a quotient, engines keep different numbers of decimals.
    if (decimals(a) === decimals(b)) return false;
  }
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= TOLERANCE * Math.max(Math.abs(x), Math.abs(y));
}

function decimals(text: string): number {
  const dot = text.indexOf('.');
  return dot < 0 ? 0 : text.length - dot - 1;
}

/** Without zeros that mean nothing. */
function plain(text: string): string {
  const [, sign = '', integer = '0', fraction = ''] = DECIMAL.exec(text) ?? [];
  const digits = fraction === '' ? integer : `${integer}.${fraction}`;
  return /[1-9]/.test(digits) ? sign + digits : digits;
}

function show(row: Row | undefined): string {
  return JSON.stringify(row ?? []).slice(0, 300);
}

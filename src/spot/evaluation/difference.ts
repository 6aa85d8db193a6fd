import type { Cell } from '../port';
import type { CaseResult, Outcome } from './harness';

export interface Difference {
  readonly expected: string;
  readonly actual: string;
}

type Row = readonly Cell[];

/** Wider cells are cut in both texts. */
const WIDEST = 80;
/** Numbers of engines agree to about this many digits. */
const DIGITS = 12;

/**
 * Two texts that a line-by-line comparison of a failed case can be made from: tables with the same column widths, in the
 * same order unless the case is about order, equal values written alike.
 */
export function differenceOf({ golden, expected, actual }: CaseResult): Difference {
  const ordered = golden.expect.kind !== 'refused' && golden.expect.ordered;
  const [wanted, found] = [cellsOf(expected, ordered), cellsOf(actual, ordered)];
  const width = Math.max(...[...wanted, ...found].map((row) => row.length), 0);
  const named = actual.columns?.length === width ? actual.columns : undefined;
  const headings = Array.from({ length: width }, (_, index) => named?.[index] ?? `column ${index + 1}`).map(short);
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...[...wanted, ...found].map((row) => row[index]?.length ?? 0)),
  );
  const text = (outcome: Outcome, rows: readonly (readonly string[])[]): string => {
    if (outcome.refused !== undefined) return `refused: ${outcome.refused}\n`;
    if (!outcome.rows) return 'no rows\n';
    const lines = [headings, widths.map((each) => '-'.repeat(each)), ...rows].map((row) => line(row, widths));
    const more = (outcome.count ?? rows.length) - rows.length;
    const counted = `${outcome.count ?? rows.length} rows${more > 0 ? `, ${more} of them not shown` : ''}`;
    return `${[...lines, counted].join('\n')}\n`;
  };
  return { expected: text(expected, wanted), actual: text(actual, found) };
}

function cellsOf({ rows = [] }: Outcome, ordered: boolean): string[][] {
  const cells = rows.map((row: Row) => row.map(cellText));
  if (ordered) return cells;
  return cells
    .map((row) => ({ row, key: JSON.stringify(row) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ row }) => row);
}

function cellText(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'number') return short(numberText(cell));
  if (typeof cell !== 'string') return short(String(cell));
  if (/^-?\d+\.\d+$/.test(cell)) return short(decimalText(cell));
  return short(cell.replace(/^(\d{4}-\d{2}-\d{2}) 00:00:00(?:\.0+)?$/, '$1').replace(/\s/g, ' '));
}

function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(DIGITS)));
}

/** A decimal keeps the digits that mean something, as far as all engines have them. */
function decimalText(text: string): string {
  const plain = text.replace(/0+$/, '').replace(/\.$/, '');
  const digits = plain.replace(/[-.]/g, '').length;
  return digits > DIGITS && plain.includes('.') ? numberText(Number(plain)) : plain;
}

const short = (text: string): string => (text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text);

function line(row: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, index) => (row[index] ?? '').padEnd(width))
    .join(' | ')
    .trimEnd();
}

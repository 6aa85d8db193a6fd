import type { Rows } from './spot';

/** How two results differ, in words; undefined when they hold the same rows, whatever their order (numbers to 1e-9). */
export function difference(expected: Rows, actual: Rows): string | undefined {
  if (actual.length !== expected.length) {
    const known = new Set(actual.map(([key]) => text(key)));
    const missing = expected.map(([key]) => text(key)).filter((key) => !known.has(key));
    return `${actual.length} rows for ${expected.length}; missing: ${missing.slice(0, 3).join(', ')}`;
  }
  const [left, right] = [sorted(expected), sorted(actual)];
  for (const [index, row] of left.entries()) {
    const other = right[index] ?? [];
    const at = row.findIndex((cell, column) => !sameCell(cell, other[column]));
    if (at >= 0) return `${row.join(', ')} against ${other.join(', ')}`;
  }
  return undefined;
}

function sorted(rows: Rows): Rows {
  return [...rows].sort((a, b) => (text(a[0]) < text(b[0]) ? -1 : 1));
}

function sameCell(a: unknown, b: unknown): boolean {
  if (a === null || b === null || b === undefined) return a === (b ?? null);
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return text(a) === text(b);
  return Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
}

function text(cell: unknown): string {
  return typeof cell === 'string' ? cell : JSON.stringify(cell ?? null);
}

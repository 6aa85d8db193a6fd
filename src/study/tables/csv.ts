/** Text is always quoted, so that no text reads as a number, a date or nothing; undefined is an empty field. */
export type CsvCell = string | number | Bare | undefined;

/** What must not be quoted though it is no number: a date, a time. */
export interface Bare {
  readonly bare: string;
}

/** Characters that are handed out at once, at least. */
const CHUNK = 64 * 1024;

/** CSV (RFC 4180, lines end in `\n`) in pieces of about 64 KB: header, then a line for each row. */
export function* csvText(
  columns: readonly string[],
  rows: Iterable<readonly CsvCell[]>,
): Generator<string, void, undefined> {
  let piece = csvLine(columns.map((name) => ({ bare: name })));
  for (const row of rows) {
    piece += csvLine(row);
    if (piece.length < CHUNK) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(field).join(',')}\n`;
}

function field(cell: CsvCell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  return typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : cell.bare;
}

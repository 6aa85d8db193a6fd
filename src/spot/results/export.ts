import type { Cell } from '../port';

export type ExportForm = 'csv' | 'markdown' | 'json';

export interface ExportColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * A result as text, its values exact. CSV is RFC 4180's, where an empty text is quoted and a missing value is not;
 * JSON is one array of objects, NULL being null; Markdown is a table.
 */
export function exportRows(
  form: ExportForm,
  columns: readonly ExportColumn[],
  rows: Iterable<readonly Cell[]>,
): string {
  switch (form) {
    case 'csv':
      return csv(columns, rows);
    case 'markdown':
      return markdown(columns, rows);
    case 'json':
      return json(columns, rows);
  }
}

function csv(columns: readonly ExportColumn[], rows: Iterable<readonly Cell[]>): string {
  const lines = [columns.map(({ name }) => csvCell(name)).join(',')];
  for (const row of rows) lines.push(columns.map((_, at) => csvCell(row[at] ?? null)).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const NUMERIC: ReadonlySet<string> = new Set(['integer', 'decimal', 'double']);

function markdown(columns: readonly ExportColumn[], rows: Iterable<readonly Cell[]>): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const lines = [
    line(columns.map(({ name }) => markdownCell(name))),
    line(columns.map(({ type }) => (NUMERIC.has(type) ? '---:' : '---'))),
  ];
  for (const row of rows) lines.push(line(columns.map((_, at) => markdownCell(row[at] ?? null))));
  return `${lines.join('\n')}\n`;
}

function markdownCell(cell: Cell): string {
  if (cell === null) return '';
  return String(cell)
    .replace(/[\\`*_{}[\]<>|~&]/g, (character) =>
      character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`,
    )
    .replace(/\r\n|[\r\n]/g, '<br>');
}

function json(columns: readonly ExportColumn[], rows: Iterable<readonly Cell[]>): string {
  const keys = uniqueNames(columns).map((name) => JSON.stringify(name));
  const lines: string[] = [];
  for (const row of rows)
    lines.push(`  {${keys.map((key, at) => `${key}: ${JSON.stringify(row[at] ?? null)}`).join(', ')}}`);
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}

/** SQL may call two columns the same; an object cannot. */
function uniqueNames(columns: readonly ExportColumn[]): string[] {
  const seen = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let count = 2; seen.has(unique); count += 1) unique = `${name} (${count})`;
    seen.add(unique);
    return unique;
  });
}

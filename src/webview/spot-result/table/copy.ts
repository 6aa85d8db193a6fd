import type { SpotCell } from '../../../protocol';

/**
 * Cells as spreadsheets take them from the clipboard: tabs and lines, values as they are, with quotes around those that
 * hold either. @param columns one array for each column
 */
export function asTabs(columns: readonly (readonly SpotCell[])[], headings: readonly string[] = []): string {
  const rows = columns[0]?.length ?? 0;
  const lines = headings.length > 0 ? [headings.map(quoted).join('\t')] : [];
  for (let row = 0; row < rows; row++) lines.push(columns.map((cells) => quoted(cells[row] ?? null)).join('\t'));
  return lines.join('\n');
}

function quoted(cell: SpotCell): string {
  const text = cell === null ? '' : String(cell);
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

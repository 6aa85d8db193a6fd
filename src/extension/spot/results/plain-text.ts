import type { SpotCell, SpotResult } from '../../../protocol';

const ROWS = 20;
const WIDTH = 40;

/** A result for where it cannot be drawn: the first rows, what was checked, or why there is no answer. */
export function plainText(result: SpotResult): string {
  return result.status === 'answered' ? answered(result) : unanswered(result);
}

function unanswered({ status, message = '', suggestions }: SpotResult): string {
  const words = suggestions.map(({ text }) => text);
  return [`${status}: ${message}`, ...(words.length > 0 ? [`Try: ${words.join(', ')}`] : [])].join('\n');
}

function answered({ columns, page, rowCount, checks, notes, cost, cache }: SpotResult): string {
  const count = Math.min(ROWS, page[0]?.length ?? 0);
  const texts = columns.map(({ name }, at) => [name, ...(page[at] ?? []).slice(0, count).map(shown)].map(cut));
  const widths = texts.map((cells) => Math.max(...cells.map((cell) => cell.length)));
  const numeric = columns.map(({ type }) => ['integer', 'decimal', 'double'].includes(type));
  const line = (row: number): string =>
    texts
      .map((cells, at) => {
        const cell = cells[row] ?? '';
        return numeric[at] === true ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0);
      })
      .join('  ')
      .trimEnd();
  const more = rowCount > count ? [`… ${rowCount - count} more rows`] : [];
  return [
    ...Array.from({ length: count + 1 }, (_, row) => line(row)),
    ...more,
    '',
    ...checks.map(({ passed, detail }) => `${passed ? '✓' : '✗'} ${detail}`),
    ...notes,
    `${rowCount} ${rowCount === 1 ? 'row' : 'rows'} · ${cost.milliseconds.toFixed(0)} ms · ${cache}`,
  ].join('\n');
}

const shown = (cell: SpotCell): string => (cell === null ? '—' : String(cell).replace(/\p{Cc}/gu, ' '));

const cut = (text: string): string => (text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text);

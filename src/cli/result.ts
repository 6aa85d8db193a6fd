import type { Answer, Cell } from '../spot';

/** An answer as the command line's JSON has it. */
export function answerJson(answer: Answer): Record<string, unknown> {
  const { interpretation, suggestions, columns, ...rest } = answer;
  return {
    ...rest,
    columns: columns.map(({ name, type, format }) => ({ name, type, ...(format === undefined ? {} : { format }) })),
    ...(suggestions ? { suggestions: suggestions.map(({ text }) => text) } : {}),
    interpretation: interpretation.map(({ text, start, end, as, kind }) => ({ text, start, end, as, kind })),
  };
}

/** 0 answered, 3 refused or blocked, 1 failed. */
export function exitCode({ status }: Answer): number {
  return status === 'answered' ? 0 : status === 'failed' ? 1 : 3;
}

/** An answer for a person: what was understood, the table, the checks. What went wrong goes to stderr, on one line. */
export function printAnswer(answer: Answer): void {
  const understood = answer.interpretation.filter(({ kind, as }) => kind !== 'filler' && as !== '');
  if (answer.status !== 'answered') {
    const { status, reason, message = '', suggestions = [] } = answer;
    console.error(`${status} (${reason ?? ''}): ${message.replace(/\s+/g, ' ').trim()}`);
    if (suggestions.length > 0) console.error(`try: ${suggestions.map(({ text }) => text).join(', ')}`);
    return;
  }
  for (const { text, as } of understood) console.log(`${text}: ${as}`);
  if (understood.length > 0) console.log('');
  for (const line of table(answer)) console.log(line);
  console.log('');
  for (const { name, passed, detail } of answer.checks) console.log(`${passed ? '✓' : '✗'} ${name}: ${detail}`);
  for (const note of answer.notes) console.log(`note: ${note}`);
  const { rows, milliseconds } = answer.cost;
  console.log(`${rows} ${rows === 1 ? 'row' : 'rows'} · ${milliseconds.toFixed(0)} ms · ${answer.cache}`);
}

const MAX_WIDTH = 60;
const NUMERIC: ReadonlySet<string> = new Set(['integer', 'decimal', 'double']);

function table({ columns, rows }: Answer): string[] {
  const text = [columns.map(({ name }) => shown(name)), ...rows.map((row) => row.map(shown))];
  const widths = columns.map((_, at) => text.reduce((most, row) => Math.max(most, width(row[at] ?? '')), 0));
  const lines = text.map((row) =>
    row
      .map((cell, at) => {
        const space = ' '.repeat(Math.max(0, (widths[at] ?? 0) - width(cell)));
        return NUMERIC.has(columns[at]?.type ?? '') ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
  return [lines[0] ?? '', widths.map((size) => '─'.repeat(size)).join('  '), ...lines.slice(1)];
}

/** On one line; nothing in a value moves the cursor or colours the terminal. */
function shown(cell: Cell): string {
  if (cell === null) return '—';
  // Fifteen digits are what a double is sure of: 0.3, not 0.30000000000000004.
  const value = typeof cell === 'number' && !Number.isInteger(cell) ? Number(cell.toPrecision(15)) : cell;
  const text = String(value).replace(/\p{Cc}/gu, ' ');
  const characters = Array.from(text);
  return characters.length > MAX_WIDTH ? `${characters.slice(0, MAX_WIDTH - 1).join('')}…` : text;
}

function width(text: string): number {
  return Array.from(text).length;
}

import { readDecimal } from '../../../protocol';
import type { SpotCell, SpotColumn, SpotLanguage } from '../../../protocol';
import { formatDate } from './date';
import { formatNumber, inGroups } from './number';
import { fill, visible } from './text';

/** How a cell is shown. */
export interface ShownCell {
  readonly text: string;
  /** It stands for a value that is not there. */
  readonly absent: boolean;
  /** All of it, or more exactly, where the text does not say it. */
  readonly title?: string;
}

/** Longer cells are cut in the table; copying takes all. */
const LONGEST = 240;
const LONGEST_TITLE = 2_000;

const NUMBERS: ReadonlySet<SpotColumn['type']> = new Set(['integer', 'decimal', 'double']);

export function isNumeric({ type }: SpotColumn): boolean {
  return NUMBERS.has(type);
}

/** Formatted by the model's format, the column's bucket or its type. */
export function showCell(cell: SpotCell, column: SpotColumn, language: SpotLanguage): ShownCell {
  const { strings } = language;
  if (cell === null) {
    const text = fill(strings.noValue, column.name);
    return column.role === 'measure' ? { text: '—', absent: true, title: text } : { text, absent: true };
  }
  if (cell === '') return { text: strings.empty, absent: true };
  if (isNumeric(column)) return showNumber(cell, column);
  if (typeof cell === 'string' && (column.type === 'date' || column.type === 'timestamp')) {
    const text = formatDate(cell, column.bucket, language.locale, strings.weekOf);
    return text === cell ? { text, absent: false } : { text, absent: false, title: cell };
  }
  return showText(String(cell));
}

function showNumber(cell: string | number | boolean, column: SpotColumn): ShownCell {
  const raw = String(cell);
  const text = (column.format === undefined ? undefined : formatNumber(cell, column.format)) ?? plain(cell, column);
  return text === raw || text.replaceAll(',', '') === raw
    ? { text, absent: false }
    : { text, absent: false, title: raw };
}

/** Beside numbers of five digits and more, one of four digits is no year: all of them are shown alike. */
export function alike(column: SpotColumn, cells: readonly SpotCell[]): SpotColumn {
  const { type, role, format } = column;
  if (type !== 'integer' || role !== 'measure' || format !== undefined) return column;
  return cells.some((cell) => /\d{5}/.test(String(cell))) ? { ...column, format: '#,##0' } : column;
}

/** Without a format: a measure in groups of thousands, an attribute (a year, a number of a store) as it is. */
function plain(cell: string | number | boolean, { type, role }: SpotColumn): string {
  const value = readDecimal(typeof cell === 'boolean' ? null : cell);
  if (value === undefined) return visible(String(cell));
  const whole = value.digits.length - value.scale;
  if (type === 'double' && whole <= MOST_WHOLE && whole > -MOST_WHOLE) {
    return formatNumber(cell, role === 'measure' ? rounding(whole) : '0.####') ?? String(cell);
  }
  if (!/e/i.test(String(cell))) {
    const [, sign = '', whole = '', rest = ''] = /^([+-]?)(\d*)(.*)$/.exec(String(cell)) ?? [];
    // Four digits may well be a year.
    const grouped = role === 'measure' && (type !== 'integer' || whole.length > 4);
    return grouped ? `${sign}${inGroups(whole)}${rest}` : String(cell);
  }
  return String(cell);
}

/** Doubles beyond this many digits before the point, or zeros after it, keep their power of ten. */
const MOST_WHOLE = 15;

/** Four places, or four digits where the number is smaller than that. @param whole its digits before the point */
function rounding(whole: number): string {
  const places = whole > 0 ? 4 : 4 - whole;
  return `#,##0.${'#'.repeat(places)}`;
}

function showText(text: string): ShownCell {
  const cut = text.length > LONGEST;
  const shown = visible(cut ? cutAt(text, LONGEST) : text);
  if (!cut && shown === text) return { text, absent: false, title: text };
  return { text: cut ? `${shown}…` : shown, absent: false, title: text.slice(0, LONGEST_TITLE) };
}

/** Not between the halves of a character. */
function cutAt(text: string, length: number): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length;
  return text.slice(0, end);
}

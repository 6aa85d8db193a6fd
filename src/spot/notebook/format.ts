import type { CellKind, SpotNotebook, SpotNotebookCell } from './types';
import { readFrontMatter } from './settings';

/**
 * The text of `.spot` files. Above each cell stands a line such as `%% spot`, `%% sql user=gita` or `%% markdown`; a line
 * of a cell that looks like one has a backslash before it. Front matter between two lines `---` may come first, and a
 * file without any such line is one cell.
 *
 * Any text is a notebook, and printing what was parsed gives the same text, byte for byte.
 */
export function parseNotebook(text: string): SpotNotebook {
  const { settings, lines, starts } = cut(text);
  const eol = /^[^\r\n]*\r\n/.test(text) ? '\r\n' : '\n';
  const cells = starts.map((start, index) => {
    const last = index === starts.length - 1;
    const raw = lines.slice(start, starts[index + 1] ?? lines.length).join('');
    const cell = readCell(raw);
    return printCell(cell, eol, last) === raw ? cell : { ...cell, raw };
  });
  return { settings, cells, head: lines.slice(0, starts[0] ?? lines.length).join(''), eol };
}

/** Lines, and where in them each cell begins. */
function cut(text: string): Pick<SpotNotebook, 'settings'> & { lines: readonly string[]; starts: readonly number[] } {
  const lines = splitLines(text);
  const { settings, lines: frontMatter } = readFrontMatter(lines);
  let first = frontMatter;
  while (first < lines.length && isBlank(lines[first] ?? '')) first += 1;
  const starts = lines.flatMap((line, index) => (index >= first && separatorOf(line) ? [index] : []));
  // Text before the first separator is a cell without one.
  if (first < lines.length && starts[0] !== first) starts.unshift(first);
  return { settings, lines, starts };
}

/** Where the text of each cell stands in a notebook's file; offsets are UTF-16, the end is exclusive. */
export function cellPlaces(text: string): { readonly kind: CellKind; readonly start: number; readonly end: number }[] {
  const { lines, starts } = cut(text);
  const offsets = [0];
  for (const line of lines) offsets.push((offsets.at(-1) ?? 0) + line.length);
  return starts.map((line, index) => {
    const opening = separatorOf(lines[line] ?? '');
    const start = offsets[opening ? line + 1 : line] ?? text.length;
    return { kind: opening?.kind ?? 'spot', start, end: offsets[starts[index + 1] ?? lines.length] ?? text.length };
  });
}

/** The text of a notebook. Cells that were not changed keep the way in which they were written. */
export function printNotebook({ cells, head, eol }: Pick<SpotNotebook, 'cells' | 'head' | 'eol'>): string {
  const start = head !== '' && cells.length > 0 && !/[\r\n]$/.test(head) ? head + eol : head;
  const [first] = cells;
  const text = printCells(cells, start, eol);
  // A line `---` in a later cell may end what the first cell, without a line of its own, seems to begin.
  if (!first || frontMatterOf(text) === frontMatterOf(start)) return text;
  const { kind, options, text: asked } = first;
  return printCells([{ kind, options, text: asked }, ...cells.slice(1)], start, eol);
}

function printCells(cells: readonly SpotNotebookCell[], start: string, eol: string): string {
  let text = start;
  cells.forEach((cell, index) => {
    const last = index === cells.length - 1;
    text += keepsRaw(cell, text, last) ? (cell.raw ?? '') : printCell(cell, eol, last);
  });
  return text;
}

const frontMatterOf = (text: string): number => readFrontMatter(splitLines(text)).lines;

/** Whether the way in which the cell was written still says what it holds, here. */
function keepsRaw({ raw, kind, text, options }: SpotNotebookCell, before: string, last: boolean): boolean {
  if (raw === undefined || (!last && !/[\r\n]$/.test(raw))) return false;
  const [opening = '', ...more] = splitLines(raw);
  // Without a line of its own it must come first, after a head that it cannot be taken for a part of.
  if (!separatorOf(opening) && !standsAlone(before, raw)) return false;
  if (more.some((line) => separatorOf(line))) return false;
  const read = readCell(raw);
  return read.kind === kind && read.text === text && read.options === options;
}

function standsAlone(head: string, raw: string): boolean {
  const lines = splitLines(head + raw);
  let first = readFrontMatter(lines).lines;
  while (first < lines.length && isBlank(lines[first] ?? '')) first += 1;
  return lines.slice(0, first).join('') === head && !lines.slice(first).some((line) => separatorOf(line));
}

function readCell(raw: string): SpotNotebookCell {
  const lines = splitLines(raw);
  const opening = separatorOf(lines[0] ?? '');
  const body = (opening ? lines.slice(1) : lines).map(unescape).join('');
  // One line end ends the text, a second one is the blank line before the next cell.
  const text = body.replace(/\r\n?/g, '\n').replace(/\n{1,2}$/, '');
  return { kind: opening?.kind ?? 'spot', options: opening?.options ?? '', text };
}

function printCell({ kind, options, text }: SpotNotebookCell, eol: string, last: boolean): string {
  const separator = `%% ${kind}${options === '' ? '' : ` ${options}`}`;
  const body = text.split('\n').map(escape).join(eol);
  // A text that ends in a line end needs both: one of them would be taken for its own.
  const end = last ? (text === '' ? '' : text.endsWith('\n') ? eol + eol : eol) : eol + eol;
  return separator + eol + body + end;
}

interface Separator {
  readonly kind: CellKind;
  readonly options: string;
}

const SEPARATOR = /^%%[ \t]+(spot|sql|markdown|code)(?![^ \t])/;

function separatorOf(line: string): Separator | undefined {
  const bare = withoutLineEnd(line);
  const [opening, kind] = SEPARATOR.exec(bare) ?? [];
  if (opening === undefined) return undefined;
  return { kind: kind as CellKind, options: bare.slice(opening.length).trim() };
}

/** A separator, or one that was escaped before. */
const looksLikeSeparator = (line: string): boolean => separatorOf(line.replace(/^\\+/, '')) !== undefined;

const escape = (line: string): string => (looksLikeSeparator(line) ? `\\${line}` : line);

const unescape = (line: string): string => (line.startsWith('\\') && looksLikeSeparator(line) ? line.slice(1) : line);

/** Each with its line end. */
function splitLines(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

const withoutLineEnd = (line: string): string => line.replace(/[\r\n]+$/, '');

const isBlank = (line: string): boolean => line.trim() === '';

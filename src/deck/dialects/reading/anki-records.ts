/** What the lines at the top of an export say. Columns count from 0. */
export interface AnkiHeader {
  readonly separator: string;
  readonly html: boolean;
  /** The deck that all notes belong to. */
  readonly deck?: string;
  /** The fields' names, by column. */
  readonly names: readonly (string | undefined)[];
  readonly columns: {
    readonly guid?: number;
    readonly notetype?: number;
    readonly deck?: number;
    readonly tags?: number;
  };
  /** How many lines the header has. */
  readonly lines: number;
}

/** Offsets in the document's text; quotes around the field are outside of it. */
export interface AnkiField {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const SEPARATORS: ReadonlyMap<string, string> = new Map([
  ['tab', '\t'],
  ['comma', ','],
  ['semicolon', ';'],
  ['pipe', '|'],
  ['colon', ':'],
  ['space', ' '],
  ['\\t', '\t'],
]);
const HEADER =
  /^\ufeff?#((?:notetype|deck|tags|guid) column|separator|html|tags|columns|notetype|deck|if matches)\s?:?(.*)$/i;
/** Notes with more fields than this are not flashcards. */
const MAX_FIELDS = 200;

export function readHeader(lines: readonly string[]): AnkiHeader {
  const columns: { guid?: number; notetype?: number; deck?: number; tags?: number } = {};
  let separator = '\t';
  let html = true;
  let deck: string | undefined;
  let names: string | undefined;
  let count = 0;
  for (const line of lines) {
    const header = HEADER.exec(line);
    if (header === null && line.trim() !== '') break;
    count++;
    const [, key = '', raw = ''] = header ?? [];
    const value = raw.trim();
    const column = Number.parseInt(value, 10) - 1;
    switch (key.toLowerCase()) {
      case 'separator':
        separator = SEPARATORS.get(value.toLowerCase()) ?? (value || raw || '\t');
        break;
      case 'html':
        html = value.toLowerCase() !== 'false';
        break;
      case 'deck':
        if (value !== '') deck = value;
        break;
      case 'columns':
        names = raw.replace(/^ /, '');
        break;
      case 'guid column':
        if (column >= 0) columns.guid = column;
        break;
      case 'notetype column':
        if (column >= 0) columns.notetype = column;
        break;
      case 'deck column':
        if (column >= 0) columns.deck = column;
        break;
      case 'tags column':
        if (column >= 0) columns.tags = column;
        break;
      default:
        break;
    }
  }
  return {
    separator,
    html,
    ...(deck === undefined ? {} : { deck }),
    names: names === undefined ? [] : names.split(separator).map((name) => name.trim() || undefined),
    columns,
    lines: count,
  };
}

/**
 * Reads the records: fields between separators, a field in quotes with line ends and doubled quotes in it. A quote that
 * is never closed is text. Lines that start with `#` are comments.
 */
export function readRecords(
  text: string,
  { separator }: AnkiHeader,
  from: number,
): { records: AnkiField[][]; comments: number } {
  const records: AnkiField[][] = [];
  let comments = 0;
  let fields: AnkiField[] = [];
  let quotesClose = true;
  let at = from;
  let separatorAt = -1;
  let lineEndAt = -1;
  while (at < text.length) {
    if (fields.length === 0 && (text.charAt(at) === '\n' || text.charAt(at) === '#')) {
      if (text.charAt(at) === '#') comments++;
      at = endOfLine(text, at) + 1;
      continue;
    }
    const quoted = quotesClose && text.charAt(at) === '"' ? readQuoted(text, at, separator) : undefined;
    // When one quote is never closed, none behind it needs to be looked for.
    if (quoted === 'unclosed') quotesClose = false;
    let field: AnkiField;
    if (typeof quoted === 'object') {
      field = quoted;
      at = quoted.end + 1;
    } else {
      // Each is looked for once and remembered, or a file without one of them would be searched again for each field.
      if (separatorAt < at) separatorAt = indexOrEnd(text, separator, at);
      if (lineEndAt < at) lineEndAt = endOfLine(text, at);
      const end = Math.min(separatorAt, lineEndAt);
      field = { value: text.slice(at, end), start: at, end };
      at = end;
    }
    if (fields.length < MAX_FIELDS) fields.push(field);
    if (text.startsWith(separator, at)) {
      at += separator.length;
      if (at < text.length) continue;
      fields.push({ value: '', start: at, end: at });
    }
    records.push(fields);
    fields = [];
    at++;
  }
  if (fields.length > 0) records.push(fields);
  return { records, comments };
}

function readQuoted(text: string, at: number, separator: string): AnkiField | 'unclosed' | undefined {
  const start = at + 1;
  let doubled = false;
  for (let quote = text.indexOf('"', start); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    const next = text.charAt(quote + 1);
    if (next === '"') {
      doubled = true;
      quote++;
      continue;
    }
    // A quote in the middle of a field's text: then the first one was text as well.
    if (next !== '' && next !== '\n' && !text.startsWith(separator, quote + 1)) return undefined;
    const value = text.slice(start, quote);
    return { value: doubled ? value.replaceAll('""', '"') : value, start, end: quote };
  }
  return 'unclosed';
}

function endOfLine(text: string, from: number): number {
  return indexOrEnd(text, '\n', from);
}

function indexOrEnd(text: string, searched: string, from: number): number {
  const found = text.indexOf(searched, from);
  return found < 0 ? text.length : found;
}

import type { Parameter } from '../../../spot';
import { Failure } from '../worker/failure';
import { tokens, type Token } from './lexer';
import type { TableUse } from './tree';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Replacements in a statement's text, by where they stand in the original. */
export class Edits {
  private readonly list: Edit[] = [];
  private readonly bytes: Buffer;

  constructor(readonly original: string) {
    this.bytes = Buffer.from(original, 'utf8');
  }

  replace(token: Token, text: string): void {
    this.list.push({ start: token.start, end: token.end, text });
  }

  /** Replaces a table's name, qualified or not, at the byte offset that the parser reported. */
  replaceName(use: TableUse, text: string): void {
    if (!(use.location >= 0 && use.location < this.bytes.length))
      throw new Failure('forbidden', `The table ${use.name} cannot be found in the statement's text.`);
    const start = this.indexOf(use.location);
    const parts = Number(use.catalog !== '') + Number(use.schema !== '') + 1;
    // The name's own tokens only: names of up to three parts with dots between.
    const window = this.original.slice(start, start + 4096);
    const end = tokens(window)[parts * 2 - 2]?.end ?? 0;
    this.list.push({ start, end: start + end, text });
  }

  apply(): string {
    let sql = '';
    let at = 0;
    for (const edit of this.sorted()) {
      sql += this.original.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return sql + this.original.slice(at);
  }

  sorted(): readonly Edit[] {
    return this.list.sort((a, b) => a.start - b.start);
  }

  private indexOf(byte: number): number {
    return characters(this.bytes, byte);
  }
}

/** The offset in characters (UTF-16) of an offset in bytes (UTF-8), which is what DuckDB reports. */
export function characters(text: string | Buffer, byte: number): number {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  return bytes.subarray(0, byte).toString('utf8').length;
}

/** Maps a byte offset of the edited text to an offset in the original. */
export function byteMap(sql: string, edits: Edits): (byte: number) => number | undefined {
  return (byte) => {
    if (!(byte >= 0 && byte < 2 ** 32)) return undefined;
    const offset = characters(sql, byte);
    let moved = 0;
    for (const edit of edits.sorted()) {
      const start = edit.start + moved;
      if (offset < start) break;
      if (offset < start + edit.text.length) return edit.start;
      moved += edit.text.length - (edit.end - edit.start);
    }
    return Math.min(offset - moved, edits.original.length);
  };
}

/**
 * Numbers a text's parameters anew, in the order of their first use after those in `used`, and adds their values there:
 * several texts with parameters of their own become one, and no number is left out (DuckDB can bind no gaps).
 * Returns the new number of each old one. Refuses names, and numbers without a value.
 */
export function renumber(
  sql: string,
  edits: Edits,
  given: readonly Parameter[],
  used: Parameter[],
): Map<string, string> {
  const numbers = new Map<string, string>();
  let asked = 0;
  for (const token of tokens(sql)) {
    if (token.type !== 'parameter' && token.type !== 'question') continue;
    const text = sql.slice(token.start, token.end);
    const name = token.type === 'question' ? String(++asked) : text.slice(1);
    const position = Buffer.byteLength(sql.slice(0, token.start));
    if (!/^[1-9]\d*$/.test(name))
      throw new Failure('syntax', `Parameters are written $1, $2, …: ${text} is not one.`, { position });
    const value = given[Number(name) - 1];
    if (!value) throw new Failure('bind', `There is no value for the parameter ${text}.`, { position });
    const number = numbers.get(name) ?? String(used.push(value));
    numbers.set(name, number);
    edits.replace(token, `$${number}`);
  }
  return numbers;
}

/** The text with the semicolons after its last statement blanked out, so that it can stand in brackets. */
export function lastSemicolons(sql: string): string {
  const found = tokens(sql);
  let last = found.length;
  while (last > 0 && found[last - 1]?.type === 'semicolon') last -= 1;
  const start = found[last]?.start;
  return start === undefined ? sql : sql.slice(0, start) + sql.slice(start).replaceAll(';', ' ');
}

/**
 * The text with plain spaces between its tokens. DuckDB takes others (pasted from a web page, say) for spaces too, but
 * then reports offsets in a text that it has changed.
 */
export function plainSpaces(sql: string): string {
  if (!/[^\S \t\r\n]/.test(sql)) return sql;
  let text = '';
  let at = 0;
  for (const token of tokens(sql)) {
    text += sql.slice(at, token.start).replace(/[^\S\r\n]/g, ' ') + sql.slice(token.start, token.end);
    at = token.end;
  }
  return text + sql.slice(at).replace(/[^\S\r\n]/g, ' ');
}

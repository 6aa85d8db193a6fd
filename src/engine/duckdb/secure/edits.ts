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

/** Writes every parameter as `$n`, counted on from `offset`; refuses names and numbers without a value. */
export function renumber(sql: string, edits: Edits, offset: number, count: number): void {
  let asked = 0;
  for (const token of tokens(sql)) {
    if (token.type !== 'parameter' && token.type !== 'question') continue;
    const text = sql.slice(token.start, token.end);
    const number = token.type === 'question' ? ++asked : Number(text.slice(1));
    if (!Number.isSafeInteger(number) || number < 1)
      throw new Failure('syntax', `Parameters are written $1, $2, …: ${text} is not one.`, {
        position: Buffer.byteLength(sql.slice(0, token.start)),
      });
    if (number > count)
      throw new Failure('bind', `There is no value for the parameter ${text}.`, {
        position: Buffer.byteLength(sql.slice(0, token.start)),
      });
    edits.replace(token, `$${number + offset}`);
  }
}

/** The text with the semicolons after its last statement blanked out, so that it can stand in brackets. */
export function lastSemicolons(sql: string): string {
  const found = tokens(sql);
  let last = found.length;
  while (last > 0 && found[last - 1]?.type === 'semicolon') last -= 1;
  const start = found[last]?.start;
  return start === undefined ? sql : sql.slice(0, start) + sql.slice(start).replaceAll(';', ' ');
}

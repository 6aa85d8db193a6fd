import { cellPlaces } from '../notebook';
import type { Model } from '../model';
import { Source, type Stretch } from './source';
import type { SpotText } from './types';

/** SQL in a file. Where it stands, and the table that it makes, if it is one's source. */
interface SqlText extends Stretch {
  readonly table?: string;
}

/**
 * Where SQL text mentions a column by its key: outside its literals and comments, and only where it speaks of the
 * column's table, or makes it. Whether the word means that column nobody can tell without the engine.
 */
export function sqlMentions(file: SpotText, table: string, column: string): Stretch[] {
  const word = new RegExp(wordOf(column), 'giu');
  const ofTable = wordOf(table);
  return sqlIn(file).flatMap((sql) => {
    const text = blanked(file.text.slice(sql.start, sql.end));
    if (sql.table !== table && !ofTable.test(text)) return [];
    return [...text.matchAll(word)].map(({ 0: found, index }) => ({
      start: sql.start + index,
      end: sql.start + index + found.length,
    }));
  });
}

/** Where model.yaml says what a table's rows come from. */
export function sourceOf(text: string, model: Model, table: string): Stretch | undefined {
  const source = new Source(text);
  const tables = source.entries(source.entries(source.root).get('tables')?.value);
  const parts = source.entries(tables.get(table)?.value);
  const kind = model.tables.get(table)?.source.type;
  const entry = parts.get(kind === 'file' ? 'source' : (kind ?? 'source'));
  return entry && source.key(entry);
}

function sqlIn({ kind, text }: SpotText): SqlText[] {
  if (kind === 'notebook') return cellPlaces(text).filter((cell) => cell.kind === 'sql');
  const source = new Source(text);
  if (kind === 'model') {
    return source.list(source.entries(source.root).get('tables')?.value).flatMap(({ key, value }) => {
      const at = source.inside(source.entries(value).get('sql')?.value);
      return at ? [{ ...at, table: key }] : [];
    });
  }
  if (kind !== 'suite') return [];
  return source.items(source.root).flatMap((item) => {
    const expected = source.entries(item).get('expect');
    return (expected && source.inside(source.entries(expected.value).get('sql')?.value)) ?? [];
  });
}

function wordOf(name: string): RegExp {
  return new RegExp(
    `(?<![\\p{L}\\p{N}_])${name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![\\p{L}\\p{N}_])`,
    'iu',
  );
}

/** The same length, with blanks for literals and comments. Linear in the text. */
function blanked(sql: string): string {
  let kept = '';
  const opening = /'|--|\/\*/g;
  for (let at = 0; at < sql.length;) {
    opening.lastIndex = at;
    const mark = opening.exec(sql);
    if (!mark) return kept + sql.slice(at);
    const closing = mark[0] === "'" ? "'" : mark[0] === '--' ? '\n' : '*/';
    const close = sql.indexOf(closing, mark.index + mark[0].length);
    const end = close < 0 ? sql.length : close + closing.length;
    kept += sql.slice(at, mark.index) + ' '.repeat(end - mark.index);
    at = end;
  }
  return kept;
}

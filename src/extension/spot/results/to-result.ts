import type { SpotCell, SpotColumn, SpotPart, SpotResult } from '../../../protocol';
import type { Answer, Part } from '../../../spot';

/** What was asked, by whom, and what the answer is called from here on. */
export interface Asked {
  readonly id: string;
  readonly language: 'spot' | 'sql';
  readonly text: string;
  readonly user?: string | undefined;
  readonly vote?: 'up' | 'down' | undefined;
}

/** Rows that go with a result; the others are asked for. */
const PAGE_ROWS = 200;
/** Characters that the first page may have, unless its first row alone has more. */
const PAGE_CHARACTERS = 500_000;

/** An answer as it is shown: plain JSON with the first page of its rows. */
export function toSpotResult(answer: Answer, { id, language, text, user, vote }: Asked): SpotResult {
  const { status, reason, message, start, end, description, sql, now, tenant } = answer;
  return {
    version: 1,
    id,
    language,
    status,
    text,
    ...present({ reason, message, start, end, tenant, user, now, description, sql, vote }),
    suggestions: answer.suggestions ?? [],
    parts: answer.interpretation.flatMap(toPart),
    columns: columnsOf(answer),
    page: pageOf(answer.rows, answer.columns.length, 0, firstRows(answer.rows)),
    rowCount: answer.rows.length,
    params: answer.params.map(({ value }) => value),
    checks: answer.checks,
    trace: answer.trace,
    notes: answer.notes,
    cache: answer.cache,
    cost: answer.cost,
  };
}

/** Rows from `start`, at most `count`, as one array per column; in another order where `order` names rows. */
export function pageOf(
  rows: Answer['rows'],
  columns: number,
  start: number,
  count: number,
  order?: readonly number[],
): SpotCell[][] {
  const end = Math.min(rows.length, start + count);
  const page: SpotCell[][] = Array.from({ length: columns }, () => []);
  for (let at = Math.max(0, start); at < end; at += 1) {
    const row = rows[order?.[at] ?? at];
    page.forEach((column, index) => column.push(row?.[index] ?? null));
  }
  return page;
}

function firstRows(rows: Answer['rows']): number {
  let characters = 0;
  for (let at = 0; at < Math.min(rows.length, PAGE_ROWS); at += 1) {
    for (const cell of rows[at] ?? []) characters += typeof cell === 'string' ? cell.length : 8;
    if (at > 0 && characters > PAGE_CHARACTERS) return at;
  }
  return PAGE_ROWS;
}

/** Attributes come first, as the question has them; SQL tells no roles, so types must do. */
function columnsOf({ columns, query }: Answer): SpotColumn[] {
  return columns.map(({ name, type, format }, index) => {
    const attribute = query?.attributes[index];
    const measure = query ? index >= query.attributes.length : ['integer', 'decimal', 'double'].includes(type);
    const time = !measure && (type === 'date' || type === 'timestamp');
    return {
      name,
      type,
      role: measure ? 'measure' : time ? 'time' : 'attribute',
      ...present({ format, bucket: attribute?.bucket }),
    };
  });
}

function toPart({ text, start, end, as, kind, alternatives, of }: Part): SpotPart[] {
  if (kind === 'filler' || as === '') return [];
  const others = (alternatives ?? []).map((other) => ({ text: other.text, as: other.label }));
  return [{ text, start, end, as, kind, alternatives: others, ...(of ? { definition: true } : {}) }];
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}

import {
  DuckDBDateValue,
  DuckDBTimestampValue,
  DuckDBTypeId as Id,
  type DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Cell, Column, ColumnType } from '../../../spot';
import { Failure } from './failure';

/** A cell longer than this (characters) is an error: a page must stay small enough to pass on and to show. */
export const MAX_CELL = 1_000_000;

const TYPES: ReadonlyMap<Id, ColumnType> = new Map<Id, ColumnType>([
  [Id.VARCHAR, 'text'],
  [Id.ENUM, 'text'],
  [Id.UUID, 'text'],
  [Id.SQLNULL, 'other'],
  [Id.BOOLEAN, 'boolean'],
  ...[Id.TINYINT, Id.SMALLINT, Id.INTEGER, Id.BIGINT, Id.HUGEINT, Id.BIGNUM].map((id) => [id, 'integer'] as const),
  ...[Id.UTINYINT, Id.USMALLINT, Id.UINTEGER, Id.UBIGINT, Id.UHUGEINT].map((id) => [id, 'integer'] as const),
  [Id.DECIMAL, 'decimal'],
  [Id.FLOAT, 'double'],
  [Id.DOUBLE, 'double'],
  [Id.DATE, 'date'],
  [Id.TIMESTAMP, 'timestamp'],
  [Id.TIMESTAMP_S, 'timestamp'],
  [Id.TIMESTAMP_MS, 'timestamp'],
  [Id.TIMESTAMP_NS, 'timestamp'],
  [Id.TIMESTAMP_TZ, 'timestamp'],
  [Id.TIME, 'time'],
  [Id.TIME_TZ, 'time'],
  [Id.TIME_NS, 'time'],
  [Id.INTERVAL, 'interval'],
]);

/** Types that only the engine itself can write as it writes them; read as CAST(… AS VARCHAR). */
const NESTED: ReadonlySet<Id> = new Set([
  Id.LIST,
  Id.STRUCT,
  Id.MAP,
  Id.ARRAY,
  Id.UNION,
  Id.VARIANT,
  Id.GEOMETRY,
  Id.BIT,
  Id.BLOB,
]);

export function isNested(type: DuckDBType): boolean {
  return NESTED.has(type.typeId);
}

export function column(name: string, type: DuckDBType): Column {
  return { name, type: TYPES.get(type.typeId) ?? 'other', engineType: type.toString() };
}

/** Reads a column of some rows of a chunk; `size` is told about characters read. */
export function readCells(
  chunk: DuckDBDataChunk,
  index: number,
  from: number,
  to: number,
  size: (characters: number) => void,
): Cell[] {
  const vector = chunk.getColumnVector(index);
  const read = reader(vector.type.typeId);
  const cells: Cell[] = [];
  for (let row = from; row < to; row++) {
    const value = vector.getItem(row);
    const cell = value === null ? null : read(value);
    if (typeof cell === 'string') {
      if (cell.length > MAX_CELL)
        throw new Failure(
          'runtime',
          `A value of the result is ${cell.length} characters long; at most ${MAX_CELL} can be shown. Take a part of it, such as left(…, 1000).`,
        );
      size(cell.length);
    }
    cells.push(cell);
  }
  return cells;
}

type NonNull = Exclude<DuckDBValue, null>;

function reader(id: Id): (value: NonNull) => Cell {
  switch (id) {
    case Id.DOUBLE:
      return (value) => double(Number(value));
    case Id.FLOAT:
      return (value) => double(shortest(Number(value)));
    case Id.TIMESTAMP_TZ:
      return (value) => utc(value);
    case Id.DATE:
      return (value) => (value instanceof DuckDBDateValue ? date(value) : value.toString());
    case Id.BOOLEAN:
      return (value) => Boolean(value);
    default:
      return (value) => {
        if (typeof value === 'number' || typeof value === 'string') return value;
        if (typeof value === 'bigint') return integer(value);
        return value.toString();
      };
  }
}

function integer(value: bigint): Cell {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** JSON and editors know no infinities: they travel as their names. */
function double(value: number): Cell {
  return Number.isFinite(value) ? value : String(value);
}

/** The shortest decimal that is the same 32-bit number: 0.1, not 0.10000000149011612. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}

function date(value: DuckDBDateValue): string {
  if (value.isFinite) return value.toString();
  return value.days < 0 ? '-infinity' : 'infinity';
}

function utc(value: NonNull): string {
  const { micros } = value as { micros: bigint };
  const text = new DuckDBTimestampValue(micros).toString();
  return text.includes('infinity') ? text : `${text}Z`;
}

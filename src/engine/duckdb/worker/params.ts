import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  HUGEINT,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
  type DuckDBPreparedStatement,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Parameter } from '../../../spot';
import { Failure } from './failure';

/** Binds exactly: no value goes through a double or through SQL text. */
export function bindAll(statement: DuckDBPreparedStatement, params: readonly Parameter[]): void {
  const values: DuckDBValue[] = [];
  const types: DuckDBType[] = [];
  for (const [index, param] of params.entries()) {
    const [value, type] = bound(param, index + 1);
    values.push(value);
    types.push(type);
  }
  if (params.length > 0) statement.bind(values, types);
}

function bound(param: Parameter, position: number): [DuckDBValue, DuckDBType] {
  const { type, value } = param;
  const text = String(value);
  switch (type) {
    case 'text':
      return [value === null ? null : text, VARCHAR];
    case 'boolean':
      if (value !== null && typeof value !== 'boolean') throw wrong(param, position);
      return [value, BOOLEAN];
    case 'double':
      return [value === null ? null : double(value, param, position), DOUBLE];
    case 'integer':
      return value === null ? [null, BIGINT] : integer(text, param, position);
    case 'decimal':
      return value === null ? [null, DECIMAL(18, 3)] : decimal(text, param, position);
    case 'date':
      return [value === null ? null : new DuckDBDateValue(days(text, param, position)), DATE];
    case 'timestamp':
      if (value === null) return [null, TIMESTAMP];
      return timestamp(text, param, position);
  }
}

function double(value: string | number | boolean, param: Parameter, position: number): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') throw wrong(param, position);
  const number = Number(value);
  if (Number.isNaN(number) && value !== 'NaN') throw wrong(param, position);
  return number;
}

function integer(text: string, param: Parameter, position: number): [DuckDBValue, DuckDBType] {
  if (!/^[+-]?\d{1,39}$/.test(text)) throw wrong(param, position);
  const value = BigInt(text.replace('+', ''));
  if (BigInt.asIntN(64, value) === value) return [value, BIGINT];
  if (BigInt.asIntN(128, value) === value) return [value, HUGEINT];
  throw wrong(param, position);
}

function decimal(text: string, param: Parameter, position: number): [DuckDBValue, DuckDBType] {
  const match = /^([+-]?)(\d{0,38})(?:\.(\d{0,38}))?$/.exec(text);
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  const digits = whole.replace(/^0+/, '') + fraction;
  if (!match || whole + fraction === '' || digits.length > 38) throw wrong(param, position);
  const value = BigInt(`${sign === '-' ? '-' : ''}${digits === '' ? '0' : digits}`);
  const width = Math.max(digits.length, fraction.length, 1);
  return [new DuckDBDecimalValue(value, width, fraction.length), DECIMAL(width, fraction.length)];
}

function timestamp(text: string, param: Parameter, position: number): [DuckDBValue, DuckDBType] {
  const match = /^(\d{4,6}-\d\d-\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?(Z?)$/.exec(text);
  if (!match) throw wrong(param, position);
  const [, date = '', hours = '0', minutes = '0', seconds = '0', fraction = '', zone] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) throw wrong(param, position);
  const ofDay = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const micros = (BigInt(days(date, param, position)) * 86_400n + BigInt(ofDay)) * 1_000_000n;
  const exact = micros + BigInt(fraction.padEnd(6, '0'));
  return zone === 'Z' ? [new DuckDBTimestampTZValue(exact), TIMESTAMPTZ] : [new DuckDBTimestampValue(exact), TIMESTAMP];
}

/** Days since 1970-01-01; the day must exist. */
function days(text: string, param: Parameter, position: number): number {
  const [, year = '', month = '', day = ''] = /^(\d{4,6})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const exists = year !== '' && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!exists) throw wrong(param, position);
  return date.getTime() / 86_400_000;
}

function wrong({ type, value }: Parameter, position: number): Failure {
  return new Failure('bind', `The value of $${position} is not of the type ${type}: ${String(value).slice(0, 80)}`);
}

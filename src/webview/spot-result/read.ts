import type { SpotColumn, SpotResult } from '../../protocol';

/** A result that can be drawn, or what is wrong with it. */
export type Read =
  | { readonly result: SpotResult }
  | { readonly problem: 'foreign' }
  | { readonly problem: 'broken'; readonly where: string };

/**
 * Looks at a result of unknown origin: a notebook's output may come from another version, from another tool or from
 * somebody who means ill. What passes can be drawn without further checks.
 */
export function readResult(value: unknown): Read {
  if (!isRecord(value)) return { problem: 'broken', where: 'not an object' };
  if (value['version'] !== 1) return { problem: 'foreign' };
  const where = firstProblem(value);
  return where === undefined ? { result: value as unknown as SpotResult } : { problem: 'broken', where };
}

const STATUSES: readonly unknown[] = ['answered', 'refused', 'blocked', 'failed'];
const ROLES: readonly unknown[] = ['attribute', 'measure', 'time'];

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isBoolean: Check = (value) => typeof value === 'boolean';
const isCell: Check = (value) => value === null || isText(value) || isBoolean(value) || typeof value === 'number';
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) && Object.entries(checks).every(([key, check]) => check(own(value, key)));

const isColumn = shape({
  name: isText,
  type: isText,
  format: maybe(isText),
  role: (value) => ROLES.includes(value),
  bucket: maybe(isText),
});

const CHECKS: Readonly<Record<string, Check>> = {
  id: isText,
  language: (value) => value === 'spot' || value === 'sql',
  status: (value) => STATUSES.includes(value),
  text: isText,
  reason: maybe(isText),
  message: maybe(isText),
  start: maybe(isNumber),
  end: maybe(isNumber),
  tenant: maybe(isText),
  user: maybe(isText),
  now: maybe(isText),
  description: maybe(isText),
  sql: maybe(isText),
  suggestions: listOf(shape({ text: isText, start: maybe(isNumber), end: maybe(isNumber) })),
  parts: listOf(
    shape({
      text: isText,
      start: isNumber,
      end: isNumber,
      as: isText,
      kind: isText,
      alternatives: listOf(shape({ text: isText, as: isText })),
    }),
  ),
  columns: listOf(isColumn),
  page: listOf(listOf(isCell)),
  rowCount: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  params: listOf(isCell),
  checks: listOf(shape({ name: isText, passed: isBoolean, detail: isText })),
  trace: listOf(shape({ step: isText, ms: isNumber, detail: isText })),
  notes: listOf(isText),
  cache: (value) => value === 'hit' || value === 'miss',
  cost: shape({ queries: isNumber, milliseconds: isNumber, statements: isNumber, rows: isNumber }),
  vote: maybe((value) => value === 'up' || value === 'down'),
};

function firstProblem(value: Record<string, unknown>): string | undefined {
  const broken = Object.entries(CHECKS).find(([key, check]) => !check(own(value, key)))?.[0];
  if (broken !== undefined) return broken;
  const columns = value['columns'] as readonly SpotColumn[];
  return isPage(value['page'], columns.length) ? undefined : 'page';
}

/** Whether this is a page of a result with so many columns: as many lists of cells, all of one length. */
export function isPage(value: unknown, columns: number): value is SpotResult['page'] {
  if (!Array.isArray(value) || value.length !== columns) return false;
  const [first] = value as unknown[][];
  return value.every((cells) => Array.isArray(cells) && cells.length === first?.length && cells.every(isCell));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

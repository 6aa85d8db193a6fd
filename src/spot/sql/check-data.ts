import type { ColumnType, LoadedTable, SqlEngine } from '../port';
import { fieldsOf } from '../model/fields';
import { hint } from '../model/nearest';
import { recheckFormulas } from '../model/recheck';
import type { Model, ModelColumn, ModelDiagnostic, ModelTable, Span, ValueType } from '../model/types';
import { duckdb } from './dialects/duckdb';
import { print } from './print';
import { binary, column, constant, parameter, type Select, type Sql } from './tree';

const VALUE_TYPES: Readonly<Record<ColumnType, ValueType>> = {
  text: 'text',
  integer: 'number',
  decimal: 'number',
  double: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  time: 'unknown',
  interval: 'unknown',
  other: 'unknown',
};

export interface CheckedModel {
  /** The model with every column's type as the data has it. Present also when there are errors. */
  readonly model: Model;
  readonly diagnostics: readonly ModelDiagnostic[];
}

/** A uniqueness that the model promises. */
interface Uniqueness {
  readonly table: string;
  readonly columns: readonly string[];
  readonly span: Span;
  readonly message: string;
}

/**
 * Compares a model with the data that an engine has loaded: columns that do not exist, types that do not fit, keys that
 * are not unique, joins that would multiply rows. One query in all, over all tenants' rows. `loaded` is the engine's
 * load report.
 */
export async function checkModelAgainstData(
  model: Model,
  engine: Pick<SqlEngine, 'run'>,
  loaded: readonly LoadedTable[],
  { path }: { readonly path: string },
): Promise<CheckedModel> {
  const diagnostics: ModelDiagnostic[] = [];
  const report = (span: Span, message: string): void => {
    diagnostics.push({ severity: 'error', message, file: path, span });
  };
  const data = new Map(loaded.map((table) => [table.name, table]));
  const missing = new Set<string>();
  const tables = new Map<string, ModelTable>();
  for (const table of model.tables.values()) tables.set(table.key, typed(table, data.get(table.key), missing, report));
  const bare = { ...model, tables };
  const formulas = recheckFormulas(bare, report);
  const retyped = { ...bare, formulas };
  const promises = promisesOf(model).filter(
    ({ table, columns }) => data.has(table) && !columns.some((key) => missing.has(`${table}.${key}`)),
  );
  for (const broken of await brokenPromises(promises, engine)) report(broken.span, broken.message);
  diagnostics.sort((a, b) => a.span.line - b.span.line || a.span.column - b.span.column);
  return { model: { ...retyped, fields: fieldsOf(retyped) }, diagnostics };
}

function typed(
  table: ModelTable,
  found: LoadedTable | undefined,
  missing: Set<string>,
  report: (span: Span, message: string) => void,
): ModelTable {
  if (!found) {
    report(table.span, `The data has no table "${table.key}". Check its "source", "sql" or "table".`);
    return table;
  }
  const real = new Map(found.columns.map((one) => [one.name, one]));
  const columns = new Map<string, ModelColumn>();
  for (const [key, one] of table.columns) {
    const column = real.get(key);
    if (!column) {
      missing.add(`${table.key}.${key}`);
      report(one.span, `The data of table "${table.key}" has no column "${key}". ${hint(key, real.keys())}`);
      columns.set(key, one);
      continue;
    }
    const valueType = VALUE_TYPES[column.type];
    const mustBeDate = table.date === key || one.bucket !== undefined;
    if (mustBeDate && valueType !== 'date' && valueType !== 'timestamp') {
      report(
        one.span,
        `Column "${key}" is used as a date, but holds ${column.engineType}. Convert it in the table's "sql".`,
      );
    }
    if (
      one.kind === 'measure' &&
      valueType !== 'number' &&
      !['count', 'count_distinct', 'min', 'max', 'none'].includes(one.aggregation)
    ) {
      report(
        one.span,
        `Column "${key}" holds ${column.engineType}, which has no ${one.aggregation}. Use count, count_distinct, min or max.`,
      );
    }
    columns.set(key, { ...one, valueType });
  }
  return { ...table, columns };
}

function promisesOf(model: Model): Uniqueness[] {
  const promises: Uniqueness[] = [];
  for (const { key, primaryKey, span } of model.tables.values()) {
    if (primaryKey.length === 0) continue;
    const names = primaryKey.join(', ');
    promises.push({
      table: key,
      columns: primaryKey,
      span,
      message: `The primary key of "${key}" (${names}) is not unique: the same key stands in several rows. Add the columns that tell them apart.`,
    });
  }
  for (const { from, to, on, cardinality, span } of model.joins) {
    const [start, end] = [model.nodes.get(from)?.table, model.nodes.get(to)?.table];
    if (start === undefined || end === undefined) continue;
    const ends = on.map(([, other]) => other);
    const names = `${end}.${ends.join(', ')}`;
    const covered = (model.tables.get(end)?.primaryKey ?? []).every((key) => ends.includes(key));
    if (!covered || (model.tables.get(end)?.primaryKey.length ?? 0) === 0) {
      const message = `The join from "${from}" to "${to}" is many-to-one, but ${names} is not unique: rows of "${from}" would be counted more than once. Join on a unique key, or turn the join round.`;
      promises.push({ table: end, columns: ends, span, message });
    }
    if (cardinality === 'one_to_one') {
      const starts = on.map(([mine]) => mine);
      const message = `The join from "${from}" to "${to}" is one-to-one, but ${start}.${starts.join(', ')} is not unique. Say "cardinality: many_to_one".`;
      promises.push({ table: start, columns: starts, span, message });
    }
  }
  return promises;
}

async function brokenPromises(promises: readonly Uniqueness[], engine: Pick<SqlEngine, 'run'>): Promise<Uniqueness[]> {
  if (promises.length === 0) return [];
  const parts = promises.map(({ table, columns }, index): Select => {
    const keys = columns.map((key) => column(table, key));
    // A key with a NULL in it joins to nothing, so it may stand in many rows.
    const present = keys.map((key): Sql => ({ sql: 'is_null', operand: key, negated: true }));
    const repeated: Select = {
      query: 'select',
      columns: keys.map((value, at) => ({ value, as: `key ${at + 1}` })),
      from: { first: { source: 'table', name: table, alias: table }, joins: [] },
      where: present,
      groupBy: keys.length,
      having: [binary('>', { sql: 'aggregate', fn: 'count_rows' }, constant(1))],
      limit: 1,
    };
    return {
      query: 'select',
      columns: [{ value: { sql: 'cast', operand: parameter('integer', index), to: 'integer' }, as: 'promise' }],
      from: { first: { source: 'query', query: repeated, alias: 'repeated' }, joins: [] },
    };
  });
  const { sql, params } = print({ query: 'union', parts }, duckdb);
  const tables = [...new Set(promises.map(({ table }) => table))];
  const result = await engine.run(
    { sql, params, tenant: 'model', origin: 'generated', tables },
    { milliseconds: 60_000, rows: promises.length, pageRows: promises.length },
  );
  try {
    const [numbers = []] = result.first.columns;
    return numbers.flatMap((number) => promises[Number(number)] ?? []);
  } finally {
    await result.close();
  }
}

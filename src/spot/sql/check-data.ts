import { EngineError, type ColumnType, type LoadedTable, type SqlEngine } from '../port';
import { fieldsOf } from '../model/fields';
import { hint } from '../model/nearest';
import { recheckFormulas } from '../model/recheck';
import type { Model, ModelColumn, ModelDiagnostic, ModelJoin, ModelTable, Span, ValueType } from '../model/types';
import { duckdb } from './dialects/duckdb';
import { print } from './print';
import { binary, column, constant, type Select, type Sql } from './tree';

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
 * are not unique, joins that would multiply rows; and looks at which joins keep every row (`JoinKept`). Two statements
 * in all, over all tenants' rows. `loaded` is the engine's load report.
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
  reportKeyTypes(model, data, (severity, span, message) => {
    diagnostics.push({ severity, message, file: path, span });
  });
  const bare = { ...model, tables };
  const formulas = recheckFormulas(bare, report);
  const retyped = { ...bare, formulas };
  const sound = (table: string, columns: readonly string[]): boolean =>
    data.has(table) && !columns.some((key) => missing.has(`${table}.${key}`));
  const promises = promisesOf(model).filter(({ table, columns }) => sound(table, columns));
  const broken = await brokenPromises(promises, engine);
  // Keys that are not unique could make the joins that are looked at huge; those of different types do not join.
  const unlike = diagnostics.some(
    ({ severity, span }) => severity === 'error' && model.joins.some((join) => join.span === span),
  );
  const joins = broken.length > 0 || unlike ? model.joins : await keptJoins(model, sound, engine);
  for (const { span, message } of broken) report(span, message);
  diagnostics.sort((a, b) => a.span.line - b.span.line || a.span.column - b.span.column);
  return { model: { ...retyped, joins, fields: fieldsOf(retyped) }, diagnostics };
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
  const dates = new Set([table.date, ...[...table.columns.values()].map(({ semiAdditive }) => semiAdditive?.date)]);
  for (const [key, one] of table.columns) {
    const column = real.get(key);
    if (!column) {
      missing.add(`${table.key}.${key}`);
      report(one.span, `The data of table "${table.key}" has no column "${key}". ${hint(key, real.keys())}`);
      columns.set(key, one);
      continue;
    }
    const valueType = VALUE_TYPES[column.type];
    const mustBeDate = dates.has(key) || one.bucket !== undefined;
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

/** Joins whose two sides do not compare, or only while every text happens to be what the other side is. */
function reportKeyTypes(
  model: Model,
  data: ReadonlyMap<string, LoadedTable>,
  report: (severity: 'error' | 'warning', span: Span, message: string) => void,
): void {
  for (const { from, to, on, span } of model.joins) {
    const columnOf = (node: string, key: string): LoadedTable['columns'][number] | undefined =>
      data.get(model.nodes.get(node)?.table ?? '')?.columns.find(({ name }) => name === key);
    for (const [mine, theirs] of on) {
      const [left, right] = [columnOf(from, mine), columnOf(to, theirs)];
      if (!left || !right) continue;
      const types = [VALUE_TYPES[left.type], VALUE_TYPES[right.type]].map((type) =>
        type === 'timestamp' ? 'date' : type,
      );
      if (types[0] === types[1] || types.includes('unknown')) continue;
      if ([from, to].some((node) => data.get(model.nodes.get(node)?.table ?? '')?.rows === 0)) continue;
      const what = `The join from "${from}" to "${to}" compares ${mine} (${left.engineType}) with ${theirs} (${right.engineType})`;
      if (types.includes('text')) {
        const other = types.find((type) => type !== 'text') ?? '';
        report(
          'warning',
          span,
          `${what}, which fails where a text is no ${other}. Convert one of them in a table's "sql".`,
        );
      } else if (types.includes('date'))
        report('error', span, `${what}, which do not compare. Convert one of them in a table's "sql".`);
    }
  }
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
  const repeated = promises.map(({ table, columns }): Select => {
    const keys = columns.map((key) => column(table, key));
    return {
      query: 'select',
      columns: keys.map((value, at) => ({ value, as: `key ${at + 1}` })),
      from: { first: { source: 'table', name: table, alias: table }, joins: [] },
      // A key with a NULL in it joins to nothing, so it may stand in many rows.
      where: keys.map((key): Sql => ({ sql: 'is_null', operand: key, negated: true })),
      groupBy: keys.length,
      having: [binary('>', { sql: 'aggregate', fn: 'count_rows' }, constant(1))],
      limit: 1,
    };
  });
  const found = await withRows(
    repeated,
    promises.map(({ table }) => table),
    engine,
  );
  return promises.filter((_, index) => found.has(index));
}

/** The numbers of the queries that have a row. */
async function withRows(
  queries: readonly Select[],
  tables: readonly string[],
  engine: Pick<SqlEngine, 'run'>,
): Promise<ReadonlySet<number>> {
  if (queries.length === 0) return new Set();
  const parts = queries.map((query, index): Select => ({
    query: 'select',
    columns: [{ value: { sql: 'cast', operand: constant(index), to: 'integer' }, as: 'query' }],
    from: { first: { source: 'query', query, alias: 'found' }, joins: [] },
  }));
  const { sql, params } = print({ query: 'union', parts }, duckdb);
  const result = await engine.run(
    { sql, params, tenant: 'model', origin: 'generated', tables: [...new Set(tables)] },
    { milliseconds: 60_000, rows: queries.length, pageRows: queries.length },
  );
  try {
    return new Set(result.first.columns[0]?.map(Number));
  } finally {
    await result.close();
  }
}

/**
 * Looks at what each join keeps. Where that cannot be told (too much data, keys that do not compare), nothing is
 * taken for granted.
 */
async function keptJoins(
  model: Model,
  sound: (table: string, columns: readonly string[]) => boolean,
  engine: Pick<SqlEngine, 'run'>,
): Promise<ModelJoin[]> {
  const tables: string[] = [];
  const queries: Select[] = [];
  const seen = model.joins.map((join) => {
    const [start, end] = [model.nodes.get(join.from)?.table ?? '', model.nodes.get(join.to)?.table ?? ''];
    const known =
      sound(
        start,
        join.on.map(([mine]) => mine),
      ) &&
      sound(
        end,
        join.on.map(([, theirs]) => theirs),
      );
    if (!known) return { join };
    tables.push(start, end);
    const lost = queries.push(unmatched(join, start, end)) - 1;
    const [mine, theirs] = [model.tables.get(start)?.tenant, model.tables.get(end)?.tenant];
    if (mine === undefined || theirs === undefined || !sound(start, [mine]) || !sound(end, [theirs]))
      return { join, lost };
    return { join, lost, strange: queries.push(otherTenant(join, start, end, mine, theirs)) - 1 };
  });
  const found = await withRows(queries, tables, engine).catch((error: unknown) => {
    if (!(error instanceof EngineError) || error.kind === 'closed' || error.kind === 'crashed') throw error;
    return undefined;
  });
  if (!found) return [...model.joins];
  return seen.map(({ join, lost, strange }) => {
    if (lost === undefined) return join;
    return { ...join, kept: { total: !found.has(lost), sameTenant: strange !== undefined && !found.has(strange) } };
  });
}

const START = 'start';
const END = 'end';

/** A row that meets none. */
function unmatched({ on }: ModelJoin, start: string, end: string): Select {
  const [first] = on;
  const missing: Sql = { sql: 'is_null', operand: column(END, first?.[1] ?? ''), negated: false };
  return joinedRows(on, start, end, 'LEFT', missing);
}

/** Two rows that meet although they are not the same tenant's. */
function otherTenant({ on }: ModelJoin, start: string, end: string, mine: string, theirs: string): Select {
  const same: Sql = { sql: 'same', left: column(START, mine), right: column(END, theirs) };
  return joinedRows(on, start, end, 'INNER', { sql: 'not', operand: same });
}

function joinedRows(on: ModelJoin['on'], start: string, end: string, type: 'LEFT' | 'INNER', where: Sql): Select {
  const pairs = on.map(([mine, theirs]) => binary('=', column(START, mine), column(END, theirs)));
  return {
    query: 'select',
    columns: [{ value: constant(1), as: 'one' }],
    from: {
      first: { source: 'table', name: start, alias: START },
      joins: [{ type, source: { source: 'table', name: end, alias: END }, on: pairs }],
    },
    where: [where],
    limit: 1,
  };
}

import type { Parameter } from '../port';
import type { Model, ValueType } from '../model/types';
import { attributeName, fieldOf, measureName } from '../query/names';
import { placeOf } from '../query/places';
import { Refused } from '../query/refuse';
import { checkReach, grainsOfQuery } from '../query/slice';
import type { Measure, Refusal, SemanticQuery } from '../query/types';
import { bucketType } from './buckets';
import { duckdb } from './dialects/duckdb';
import { postgres } from './dialects/postgres';
import { trino } from './dialects/trino';
import { buildQuery } from './layout';
import { print, type Dialect } from './print';
import { NotPermitted } from './rows';
import type { Security } from './security';
import { mustSplitBy } from './slots';
import type { Query, Select } from './tree';

const DIALECTS: Readonly<Record<Dialect['name'], Dialect>> = { duckdb, postgres, trino };

export interface CompileOptions {
  /** DuckDB by default. */
  readonly dialect?: Dialect['name'];
  readonly security: Security;
}

export interface ResultColumn {
  /** Heading; no two are the same. */
  readonly name: string;
  readonly kind: 'attribute' | 'measure';
  readonly type: ValueType;
  readonly format?: string;
}

export interface CompiledQuery {
  readonly sql: string;
  readonly params: readonly Parameter[];
  readonly columns: readonly ResultColumn[];
  /** Tables that the SQL reads. */
  readonly tables: readonly string[];
  /** What a reader of the answer should know: groups that overlap, ways that were chosen. */
  readonly notes: readonly string[];
  /**
   * Rows may repeat where what they show does not belong to one value of something that a formula compares within:
   * whoever finds that in a result is to refuse with this.
   */
  readonly ifRowsRepeat?: Refusal;
}

export type Compiled = CompiledQuery | { readonly refusal: Refusal };

/**
 * SQL for a query that `validateQuery` has passed. Refuses what the person may not read (`not-permitted`) and what
 * cannot be answered without counting twice; throws nothing.
 */
export function compileQuery(model: Model, query: SemanticQuery, options: CompileOptions): Compiled {
  const built = buildTree(model, query, options.security);
  return 'refusal' in built ? built : printTree(built, options.dialect);
}

export interface Tree {
  readonly query: Select;
  readonly columns: readonly ResultColumn[];
  readonly notes: readonly string[];
  readonly ifRowsRepeat?: Refusal;
}

/** The first half of `compileQuery`: SQL as a tree. */
export function buildTree(
  model: Model,
  query: SemanticQuery,
  security: Security,
): Tree | { readonly refusal: Refusal } {
  try {
    checkReach(model, query);
    const columns = resultColumns(model, query);
    const built = buildQuery(
      model,
      query,
      security,
      columns.map(({ name }) => name),
    );
    const [within] = built.plan.within;
    const tree = { query: built.query, columns, notes: built.notes };
    if (within === undefined) return tree;
    const names = (kind: ResultColumn['kind']): string[] =>
      columns.filter((one) => one.kind === kind).map(({ name }) => name);
    const { refusal } = mustSplitBy(names('measure').join(' and '), within, names('attribute'));
    return { ...tree, ifRowsRepeat: refusal };
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.refusal };
    if (!(error instanceof NotPermitted)) throw error;
    return { refusal: { reason: 'not-permitted', message: error.message, suggestions: [] } };
  }
}

/** The second half: text and values for one engine. */
export function printTree(tree: Tree, dialect: Dialect['name'] = 'duckdb'): CompiledQuery {
  const { query, ...rest } = tree;
  return { ...printQuery(query, dialect), ...rest };
}

/** Text, values, and the tables that are read. */
export function printQuery(
  query: Query,
  dialect: Dialect['name'] = 'duckdb',
): Pick<CompiledQuery, 'sql' | 'params' | 'tables'> {
  const tables = new Set<string>();
  collectTables(query, tables, new Set());
  return { ...print(query, DIALECTS[dialect]), tables: [...tables] };
}

/** Base tables in a tree, wherever a query can stand in it. */
function collectTables(part: unknown, into: Set<string>, names: ReadonlySet<string>): void {
  if (Array.isArray(part)) {
    for (const one of part) collectTables(one, into, names);
    return;
  }
  if (typeof part !== 'object' || part === null) return;
  const shape = part as Partial<Select> & { readonly source?: unknown; readonly name?: unknown };
  const inner = shape.with ? new Set([...names, ...shape.with.map(({ name }) => name)]) : names;
  if (shape.source === 'table' && typeof shape.name === 'string' && !inner.has(shape.name)) into.add(shape.name);
  for (const value of Object.values(part)) collectTables(value, into, inner);
}

function resultColumns(model: Model, query: SemanticQuery): ResultColumn[] {
  const taken = new Set<string>();
  const unique = (name: string): string => {
    let free = name;
    for (let n = 2; taken.has(free.toLowerCase()); n += 1) free = `${name} (${n})`;
    taken.add(free.toLowerCase());
    return free;
  };
  const [grain = ''] = query.attributes.length > 0 ? grainsOfQuery(model, query) : [];
  const attributes = query.attributes.map((attribute): ResultColumn => {
    const placed = placeOf(model, grain, attribute.of);
    const type = 'place' in placed ? placed.place.valueType : 'unknown';
    const format = attribute.of.field === 'default_date' ? undefined : fieldOf(model, attribute.of)?.format;
    return {
      name: unique(attribute.label ?? attributeName(model, attribute)),
      kind: 'attribute',
      type: bucketType(attribute.bucket, type),
      ...(format === undefined || attribute.bucket !== undefined ? {} : { format }),
    };
  });
  return [...attributes, ...query.measures.map((measure) => measureColumn(model, measure, unique))];
}

function measureColumn(model: Model, measure: Measure, unique: (name: string) => string): ResultColumn {
  const field = fieldOf(model, measure.of);
  const { modifier, aggregation } = measure;
  const counts = aggregation === 'count' || aggregation === 'count_distinct' || modifier?.kind === 'rank';
  const fraction = modifier?.kind === 'share' || modifier?.kind === 'growth';
  const format = fraction ? '0.0%' : counts ? '#,##0' : field?.format;
  const keeps = aggregation === 'min' || aggregation === 'max';
  return {
    name: unique(measure.label ?? measureName(model, measure)),
    kind: 'measure',
    type: keeps || (measure.of.field === 'formula' && !modifier) ? (field?.valueType ?? 'number') : 'number',
    ...(format === undefined ? {} : { format }),
  };
}

import { hint } from './nearest';
import type { Entry, Reader, YamlNode } from './reader';
import type {
  Aggregation,
  DateBucket,
  ModelColumn,
  ModelSource,
  ModelTable,
  SemiAdditive,
  Span,
  ValueType,
} from './types';
import { aggregationFits } from './expression/functions';

export const AGGREGATIONS: readonly Aggregation[] = [
  'sum',
  'average',
  'count',
  'count_distinct',
  'min',
  'max',
  'median',
  'stddev',
  'variance',
  'none',
];
export const VALUE_TYPES: readonly ValueType[] = ['text', 'number', 'boolean', 'date', 'timestamp'];
export const CALENDAR_BUCKETS: readonly DateBucket[] = ['hour', 'day', 'week', 'month', 'quarter', 'year'];
export const CYCLIC_BUCKETS: readonly DateBucket[] = [
  'hour_of_day',
  'day_of_week',
  'day_of_month',
  'week_of_year',
  'month_of_year',
  'quarter_of_year',
];
export const TABLE_KEYS = [
  'source',
  'sql',
  'table',
  'description',
  'synonyms',
  'primary_key',
  'date',
  'tenant',
  'columns',
] as const;
export const COLUMN_KEYS = [
  'type',
  'name',
  'data_type',
  'aggregation',
  'synonyms',
  'description',
  'format',
  'bucket',
  'hidden',
  'values',
  'semi_additive',
] as const;

/** `sold_at` → `sold at`. */
export function words(key: string): string {
  return key.replaceAll('_', ' ').trim();
}

export function readTables(reader: Reader, node: YamlNode, at: Span): Map<string, ModelTable> {
  const tables = new Map<string, ModelTable>();
  for (const entry of reader.entries(node, '"tables"', at)) tables.set(entry.key, readTable(reader, entry));
  if (tables.size === 0) reader.report(at, '"tables" is empty. Describe at least one table there.');
  return tables;
}

function readTable(reader: Reader, { key, keySpan, value }: Entry): ModelTable {
  const what = `Table "${key}"`;
  const parts = new Map(reader.entries(value, what, keySpan, TABLE_KEYS).map((entry) => [entry.key, entry]));
  const columns = new Map<string, ModelColumn>();
  const list = parts.get('columns');
  if (!list) reader.report(keySpan, `${what} has no "columns". List the columns that questions and joins use.`);
  else {
    for (const entry of reader.entries(list.value, `"columns" of table "${key}"`, list.keySpan)) {
      columns.set(entry.key, readColumn(reader, key, entry));
    }
  }
  const columnOf = (part: string): string | undefined => {
    const entry = parts.get(part);
    if (!entry) return undefined;
    const name = reader.textOf(entry.value, `"${part}" of table "${key}"`, entry.keySpan);
    return name === undefined
      ? undefined
      : known(reader, columns, name, key, reader.spanOf(entry.value, entry.keySpan));
  };
  const date = columnOf('date');
  const tenant = columnOf('tenant');
  const description = optionalText(reader, parts.get('description'), `"description" of table "${key}"`);
  for (const column of columns.values()) checkSemiAdditive(reader, columns, column);
  return {
    key,
    source: readSource(reader, key, parts, keySpan),
    ...(description === undefined ? {} : { description }),
    synonyms: optionalTexts(reader, parts.get('synonyms'), `"synonyms" of table "${key}"`),
    primaryKey: readPrimaryKey(reader, key, parts.get('primary_key'), columns),
    ...(date === undefined ? {} : { date }),
    ...(tenant === undefined ? {} : { tenant }),
    columns: withDateTypes(columns, date),
    span: keySpan,
  };
}

/** What the file says about dates is known before the data has been looked at. */
function withDateTypes(columns: Map<string, ModelColumn>, date: string | undefined): Map<string, ModelColumn> {
  const dates = new Set([date, ...[...columns.values()].map((column) => column.semiAdditive?.date)]);
  for (const [key, column] of columns) {
    const isDate = dates.has(key) || column.bucket !== undefined;
    if (isDate && column.valueType === 'unknown') columns.set(key, { ...column, valueType: 'date' });
  }
  return columns;
}

function known(
  reader: Reader,
  columns: ReadonlyMap<string, ModelColumn>,
  name: string,
  table: string,
  span: Span,
): string | undefined {
  if (columns.has(name)) return name;
  reader.report(span, `Table "${table}" has no column "${name}". ${hint(name, columns.keys())}`);
  return undefined;
}

function readSource(reader: Reader, key: string, parts: ReadonlyMap<string, Entry>, at: Span): ModelSource {
  const given = (['source', 'sql', 'table'] as const).filter((name) => parts.has(name));
  const [kind] = given;
  if (given.length !== 1 || kind === undefined) {
    const found = given.length === 0 ? 'has none of them' : `has ${given.map((name) => `"${name}"`).join(' and ')}`;
    reader.report(at, `Table "${key}" needs one of "source" (a file), "sql" or "table", and ${found}.`);
    return { type: 'table', name: key };
  }
  const entry = parts.get(kind);
  const text = entry && reader.textOf(entry.value, `"${kind}" of table "${key}"`, entry.keySpan);
  if (entry === undefined || text === undefined) return { type: 'table', name: key };
  if (kind === 'sql') return { type: 'sql', sql: text };
  if (kind === 'table') return { type: 'table', name: text };
  const extension = /\.(csv|parquet|json)$/i.exec(text)?.[1]?.toLowerCase();
  if (extension === 'csv' || extension === 'parquet' || extension === 'json') {
    return { type: 'file', path: text, format: extension };
  }
  reader.report(
    reader.spanOf(entry.value, entry.keySpan),
    `"${text}" is no .csv, .parquet or .json file. Convert it, or read it with "sql".`,
  );
  return { type: 'table', name: key };
}

function readPrimaryKey(
  reader: Reader,
  table: string,
  entry: Entry | undefined,
  columns: ReadonlyMap<string, ModelColumn>,
): string[] {
  if (!entry) return [];
  const span = reader.spanOf(entry.value, entry.keySpan);
  return reader
    .texts(entry.value, `"primary_key" of table "${table}"`, entry.keySpan)
    .filter((name) => known(reader, columns, name, table, span) !== undefined);
}

export function optionalText(reader: Reader, entry: Entry | undefined, what: string): string | undefined {
  return entry && reader.textOf(entry.value, what, entry.keySpan);
}

export function optionalTexts(reader: Reader, entry: Entry | undefined, what: string): string[] {
  return entry ? reader.texts(entry.value, what, entry.keySpan) : [];
}

/** `values: {web: [online, internet]}`. */
export function readValues(reader: Reader, entry: Entry | undefined, what: string): Map<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  if (!entry) return values;
  for (const { key, keySpan, value } of reader.entries(entry.value, what, entry.keySpan)) {
    values.set(key, reader.texts(value, `The words for "${key}"`, keySpan));
  }
  return values;
}

function readColumn(reader: Reader, table: string, { key, keySpan, value }: Entry): ModelColumn {
  const what = `Column "${key}" of table "${table}"`;
  const parts = new Map(reader.entries(value, what, keySpan, COLUMN_KEYS).map((entry) => [entry.key, entry]));
  const choice = <T extends string>(part: string, options: readonly T[]): T | undefined => {
    const entry = parts.get(part);
    return entry && reader.choice(entry.value, `"${part}" of column "${key}"`, entry.keySpan, options);
  };
  const text = (part: string): string | undefined =>
    optionalText(reader, parts.get(part), `"${part}" of column "${key}"`);
  const kind = choice('type', ['attribute', 'measure'] as const);
  if (!parts.has('type')) reader.report(keySpan, `${what} needs "type: attribute" or "type: measure".`);
  const aggregation = choice('aggregation', AGGREGATIONS);
  const measure = kind === 'measure';
  const valueType = choice('data_type', VALUE_TYPES) ?? (measure ? 'number' : 'unknown');
  const aggregationAt = parts.get('aggregation');
  if (aggregation && aggregationAt) {
    if (!measure && aggregation !== 'none') {
      reader.report(
        aggregationAt.keySpan,
        `${what} is an attribute, which is not aggregated. Remove "aggregation", or write "type: measure".`,
      );
    } else if (!aggregationFits(aggregation, valueType)) {
      reader.report(
        reader.spanOf(aggregationAt.value, keySpan),
        `A ${valueType} has no ${aggregation}. Use count, count_distinct, min or max.`,
      );
    }
  }
  const hidden = parts.get('hidden');
  const [description, format, bucket] = [
    text('description'),
    text('format'),
    choice('bucket', [...CALENDAR_BUCKETS, ...CYCLIC_BUCKETS]),
  ];
  const semiAdditive = readSemiAdditive(reader, key, parts.get('semi_additive'), measure);
  return {
    table,
    key,
    name: text('name') ?? words(key),
    kind: kind ?? 'attribute',
    valueType,
    aggregation: measure ? (aggregation ?? 'sum') : 'none',
    synonyms: optionalTexts(reader, parts.get('synonyms'), `"synonyms" of column "${key}"`),
    ...(description === undefined ? {} : { description }),
    ...(format === undefined ? {} : { format }),
    ...(bucket === undefined ? {} : { bucket }),
    hidden: hidden ? reader.flag(hidden.value, `"hidden" of column "${key}"`, hidden.keySpan) : false,
    values: readValues(reader, parts.get('values'), `"values" of column "${key}"`),
    ...(semiAdditive === undefined ? {} : { semiAdditive }),
    span: keySpan,
  };
}

function readSemiAdditive(
  reader: Reader,
  column: string,
  entry: Entry | undefined,
  measure: boolean,
): SemiAdditive | undefined {
  if (!entry) return undefined;
  const what = `"semi_additive" of column "${column}"`;
  if (!measure) {
    reader.report(entry.keySpan, `${what}: only a measure can be semi-additive. Write "type: measure".`);
    return undefined;
  }
  const parts = new Map(
    reader.entries(entry.value, what, entry.keySpan, ['date', 'take']).map((part) => [part.key, part]),
  );
  const date = optionalText(reader, parts.get('date'), `"date" in ${what}`);
  const take = parts.get('take');
  const taken = take
    ? reader.choice(take.value, `"take" in ${what}`, take.keySpan, ['last', 'first'] as const)
    : 'last';
  if (date === undefined) {
    if (!parts.has('date'))
      reader.report(entry.keySpan, `${what} needs "date": the column over which it must not be added up.`);
    return undefined;
  }
  return { date, take: taken ?? 'last' };
}

function checkSemiAdditive(reader: Reader, columns: ReadonlyMap<string, ModelColumn>, column: ModelColumn): void {
  const date = column.semiAdditive?.date;
  if (date !== undefined) known(reader, columns, date, column.table, column.span);
}

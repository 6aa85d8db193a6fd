import { createHash } from 'node:crypto';
import { fieldsOf, reportAmbiguousNames } from './fields';
import { readFormulas } from './formulas';
import { readJoins } from './joins';
import { WEEKDAYS } from '../calendar-names';
import { hint } from './nearest';
import { Reader, type Entry } from './reader';
import { optionalText, readTables } from './tables';
import type { ColumnRef, Model, ModelDiagnostic, ModelTable, Span, Weekday } from './types';

/** As `week_start` has them. */
export const WEEK_STARTS = WEEKDAYS.map((name) => name.toLowerCase() as Weekday);
export const MODEL_KEYS = [
  'name',
  'description',
  'default_date',
  'week_start',
  'parameters',
  'tables',
  'joins',
  'formulas',
] as const;

const START: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

export interface LoadedModel {
  /** Absent when there is any error. */
  readonly model?: Model;
  /** All of them, in the file's order. */
  readonly diagnostics: readonly ModelDiagnostic[];
  /**
   * What is sound in a text with errors, for an editor that leads through it: never for a question. Absent where nothing
   * of it could be read.
   */
  readonly draft?: Model;
}

/** Reads model.yaml. Never throws for what the text holds: every mistake is a diagnostic at its own line. */
export function loadModel(text: string, { path }: { readonly path: string }): LoadedModel {
  const reader = new Reader(text, path);
  const model = reader.diagnostics.length > 0 ? undefined : readModel(reader, text);
  const diagnostics = [...reader.diagnostics].sort(
    (a, b) => a.span.line - b.span.line || a.span.column - b.span.column,
  );
  const failed = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  if (!model) return { diagnostics };
  return failed ? { diagnostics, draft: model } : { model, diagnostics };
}

function readModel(reader: Reader, text: string): Model | undefined {
  if (!reader.root) {
    reader.report(START, 'The model is empty. Start with "name:" and "tables:".');
    return undefined;
  }
  const parts = new Map(reader.entries(reader.root, 'The model', START, MODEL_KEYS).map((entry) => [entry.key, entry]));
  if (reader.diagnostics.length > 0 && parts.size === 0) return undefined;
  const tablesEntry = parts.get('tables');
  if (!tablesEntry) {
    reader.report(START, 'The model has no "tables". Describe at least one table there.');
    return undefined;
  }
  const tables = readTables(reader, tablesEntry.value, tablesEntry.keySpan);
  const joinsEntry = parts.get('joins');
  const { nodes, joins } = readJoins(reader, joinsEntry?.value, joinsEntry?.keySpan ?? START, tables);
  const weekEntry = parts.get('week_start');
  const description = optionalText(reader, parts.get('description'), 'The model\'s "description"');
  const defaultDate = readDefaultDate(reader, parts.get('default_date'), tables);
  const bare: Model = {
    name: optionalText(reader, parts.get('name'), 'The model\'s "name"') ?? 'Model',
    ...(description === undefined ? {} : { description }),
    version: createHash('sha256').update(text).digest('hex'),
    weekStart:
      (weekEntry && reader.choice(weekEntry.value, '"week_start"', weekEntry.keySpan, WEEK_STARTS)) ?? 'monday',
    ...(defaultDate === undefined ? {} : { defaultDate }),
    parameters: readParameters(reader, parts.get('parameters')),
    tables: defaultDate ? withDate(tables, defaultDate) : tables,
    nodes,
    joins,
    formulas: new Map(),
    fields: [],
  };
  const formulasEntry = parts.get('formulas');
  const formulas = readFormulas(reader, formulasEntry?.value, formulasEntry?.keySpan ?? START, bare);
  const whole = { ...bare, formulas };
  reportAmbiguousNames(reader, whole);
  return { ...whole, fields: fieldsOf(whole) };
}

function withDate(tables: ReadonlyMap<string, ModelTable>, { table, column }: ColumnRef): Map<string, ModelTable> {
  const result = new Map(tables);
  const found = tables.get(table);
  const date = found?.columns.get(column);
  if (found && date?.valueType === 'unknown') {
    result.set(table, { ...found, columns: new Map(found.columns).set(column, { ...date, valueType: 'date' }) });
  }
  return result;
}

function readDefaultDate(
  reader: Reader,
  entry: Entry | undefined,
  tables: ReadonlyMap<string, ModelTable>,
): ColumnRef | undefined {
  const text = optionalText(reader, entry, '"default_date"');
  if (text === undefined || !entry) return undefined;
  const span = reader.spanOf(entry.value, entry.keySpan);
  const dot = text.indexOf('.');
  if (dot < 0) {
    reader.report(span, '"default_date" is written table.column, such as sales.sold_at.');
    return undefined;
  }
  const [table, column] = [text.slice(0, dot), text.slice(dot + 1)];
  const found = tables.get(table);
  if (!found) {
    reader.report(span, `There is no table "${table}". ${hint(table, tables.keys())}`);
    return undefined;
  }
  if (!found.columns.has(column)) {
    reader.report(span, `Table "${table}" has no column "${column}". ${hint(column, found.columns.keys())}`);
    return undefined;
  }
  return { field: 'column', table, column };
}

function readParameters(reader: Reader, entry: Entry | undefined): Map<string, string | number | boolean> {
  const parameters = new Map<string, string | number | boolean>();
  if (!entry) return parameters;
  for (const { key, keySpan, value } of reader.entries(entry.value, '"parameters"', entry.keySpan)) {
    const text = reader.textOf(value, `Parameter "${key}"`, keySpan);
    if (text === undefined) continue;
    const plain: unknown = value && 'value' in value ? value.value : text;
    parameters.set(key, typeof plain === 'number' || typeof plain === 'boolean' ? plain : text);
  }
  return parameters;
}

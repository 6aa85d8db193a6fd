import { isMap } from 'yaml';
import { hint, type Model, type ModelTable } from '../../model';
import type { Entry, Reader } from '../../model/reader';
import { parseRule } from '../../sql';
import { plainValue } from './load';
import type { ColumnMask, RowRule } from './types';

/** Rules by table; a table that the model does not have is an error. */
export function readRows(
  reader: Reader,
  entry: Entry,
  model: Model,
  attributes: ReadonlySet<string>,
): Map<string, RowRule> {
  const rules = new Map<string, RowRule>();
  for (const part of reader.entries(entry.value, '"rows"', entry.keySpan)) {
    const table = tableOf(reader, part, model);
    if (!table) continue;
    const rule = isMap(part.value) ? readAll(reader, part) : readRule(reader, part, table, attributes);
    if (rule) rules.set(table.key, rule);
  }
  return rules;
}

function tableOf(reader: Reader, { key, keySpan }: Entry, model: Model): ModelTable | undefined {
  const table = model.tables.get(key);
  if (!table) reader.report(keySpan, `The model has no table "${key}". ${hint(key, model.tables.keys())}`);
  return table;
}

function readAll(reader: Reader, { key, keySpan, value }: Entry): RowRule | undefined {
  const [all] = reader.entries(value, `The rule of table "${key}"`, keySpan, ['all']);
  if (!all) return undefined;
  if (reader.flag(all.value, `"all" of table "${key}"`, all.keySpan)) return { rows: 'all' };
  reader.report(all.keySpan, `To close table "${key}", leave it out: a table without a rule cannot be read.`);
  return undefined;
}

function readRule(
  reader: Reader,
  { key, keySpan, value }: Entry,
  table: ModelTable,
  attributes: ReadonlySet<string>,
): RowRule | undefined {
  const text = reader.textOf(value, `The rule of table "${key}"`, keySpan);
  if (text === undefined) return undefined;
  const rule = parseRule(text, table);
  if ('error' in rule) {
    reader.report(
      reader.within(value, rule.at.start, rule.at.end, keySpan),
      `The rule of table "${key}": ${rule.error}`,
    );
    return undefined;
  }
  for (const name of rule.placeholders) {
    if (name === 'tenant' || name === 'user' || attributes.has(name) || /^role:./.test(name)) continue;
    const at = Math.max(0, text.indexOf(`{${name}}`));
    const known = ['tenant', 'user', ...attributes];
    reader.report(
      reader.within(value, at, at + name.length + 2, keySpan),
      `The rule of table "${key}": no user has an attribute "${name}", so {${name}} is never filled. ${hint(name, known)}`,
    );
  }
  return { rows: 'rule', expression: rule.expression, placeholders: rule.placeholders };
}

export function readMasks(
  reader: Reader,
  entry: Entry | undefined,
  model: Model,
): Map<string, ReadonlyMap<string, ColumnMask>> {
  const masks = new Map<string, ReadonlyMap<string, ColumnMask>>();
  if (!entry) return masks;
  for (const part of reader.entries(entry.value, '"masks"', entry.keySpan)) {
    const table = tableOf(reader, part, model);
    if (!table) continue;
    const columns = new Map<string, ColumnMask>();
    for (const column of reader.entries(part.value, `The masks of table "${part.key}"`, part.keySpan)) {
      if (!table.columns.has(column.key)) {
        const names = table.columns.keys();
        reader.report(column.keySpan, `Table "${table.key}" has no column "${column.key}". ${hint(column.key, names)}`);
        continue;
      }
      columns.set(column.key, readMask(reader, column, table.key));
    }
    masks.set(table.key, columns);
  }
  return masks;
}

/** Whatever is wrong with it, a mask hides: a mistake must not show the column. */
function readMask(reader: Reader, { key, keySpan, value }: Entry, table: string): ColumnMask {
  const what = `The mask of "${table}.${key}"`;
  let roles: readonly string[] = [];
  let replacement: ColumnMask['replacement'] = null;
  for (const part of reader.entries(value, what, keySpan, ['roles', 'else'])) {
    if (part.key === 'roles') roles = reader.texts(part.value, `"roles" of ${what.toLowerCase()}`, part.keySpan);
    else replacement = plainValue(reader, part.value, `"else" of ${what.toLowerCase()}`, part.keySpan) ?? null;
  }
  return { roles, replacement };
}

import type { Reader } from './reader';
import { words } from './tables';
import type { Model, ModelColumn, ModelField, ModelFormula, ModelNode, ModelTable, Span } from './types';

/** Everything that a question may name. */
export function fieldsOf(model: Omit<Model, 'fields'>): ModelField[] {
  const fields: ModelField[] = [];
  for (const node of model.nodes.values()) {
    const table = model.tables.get(node.table);
    if (!table) continue;
    for (const column of table.columns.values()) fields.push(columnField(node, table, column));
    if (!node.role) fields.push(countField(table));
  }
  for (const formula of model.formulas.values()) fields.push(formulaField(formula));
  return fields;
}

function columnField(node: ModelNode, table: ModelTable, column: ModelColumn): ModelField {
  const names = [column.name, ...column.synonyms];
  const places = [words(node.name), ...(node.role ? [] : table.synonyms)];
  return {
    kind: column.kind,
    ref: { field: 'column', table: node.name, column: column.key },
    node: node.name,
    name: node.role ? `${words(node.name)} ${column.name}` : column.name,
    names: node.role ? [] : names,
    qualified: places.flatMap((place) => names.map((name) => `${place} ${name}`)),
    valueType: column.valueType,
    aggregation: column.aggregation,
    ...(column.description === undefined ? {} : { description: column.description }),
    ...(column.format === undefined ? {} : { format: column.format }),
    ...(column.bucket === undefined ? {} : { bucket: column.bucket }),
    hidden: column.hidden,
    values: column.values,
  };
}

function countField(table: ModelTable): ModelField {
  const name = `${words(table.key)} count`;
  return {
    kind: 'count',
    node: table.key,
    name,
    names: [name, ...table.synonyms.map((synonym) => `${synonym} count`)],
    qualified: [],
    valueType: 'number',
    aggregation: 'count',
    format: '#,##0',
    hidden: false,
    values: new Map(),
  };
}

function formulaField(formula: ModelFormula): ModelField {
  const names = [formula.name, ...formula.synonyms];
  const { table } = formula;
  return {
    kind: formula.kind === 'attribute' ? 'attribute' : 'measure',
    ref: { field: 'formula', formula: formula.name },
    ...(table === undefined ? {} : { node: table }),
    name: formula.name,
    names,
    qualified: table === undefined ? [] : names.map((name) => `${words(table)} ${name}`),
    valueType: formula.valueType,
    aggregation: formula.aggregation,
    ...(formula.description === undefined ? {} : { description: formula.description }),
    ...(formula.format === undefined ? {} : { format: formula.format }),
    hidden: formula.hidden,
    values: formula.values,
  };
}

/**
 * Names that no question could tell apart: two columns of one table, or a formula and anything else. The same name in
 * two tables is no mistake: the table's name tells them apart.
 */
export function reportAmbiguousNames(reader: Reader, model: Omit<Model, 'fields'>): void {
  const everywhere = new Map<string, string>();
  const complain = (span: Span, name: string, first: string, second: string): void => {
    reader.report(span, `"${name}" would mean both ${first} and ${second}. Rename one of them, or remove the synonym.`);
  };
  for (const table of model.tables.values()) {
    const own = new Map<string, ModelColumn>();
    for (const column of table.columns.values()) {
      if (column.hidden) continue;
      for (const name of new Set([column.name, ...column.synonyms].map((one) => one.toLowerCase()))) {
        const other = own.get(name);
        if (other)
          complain(column.span, name, `column "${other.key}"`, `column "${column.key}" of table "${table.key}"`);
        own.set(name, column);
        everywhere.set(name, `column "${column.key}" of table "${table.key}"`);
      }
    }
    everywhere.set(`${words(table.key)} count`.toLowerCase(), `the number of rows of table "${table.key}"`);
  }
  for (const formula of model.formulas.values()) {
    for (const name of new Set([formula.name, ...formula.synonyms].map((one) => one.toLowerCase()))) {
      const other = everywhere.get(name);
      if (other !== undefined) complain(formula.span, name, other, `formula "${formula.name}"`);
      everywhere.set(name, `formula "${formula.name}"`);
    }
  }
}

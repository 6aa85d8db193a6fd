import type { Names } from './expression/check';
import { ExpressionError } from './expression/tokens';
import { nodesAbove, reach } from './graph';
import { hint } from './nearest';
import { aggregateType } from './expression/functions';
import { words } from './tables';
import type { Expression, FieldRef, Model, ModelColumn, ModelFormula, Offsets } from './types';

/** Columns by what people call them, or by key; the name wins over the key. Keys of the map are in small letters. */
export type ColumnIndex = ReadonlyMap<
  string,
  { readonly named: readonly ModelColumn[]; readonly keyed: readonly ModelColumn[] }
>;

export function indexColumns(model: Pick<Model, 'tables'>): ColumnIndex {
  const index = new Map<string, { named: ModelColumn[]; keyed: ModelColumn[] }>();
  const entry = (name: string): { named: ModelColumn[]; keyed: ModelColumn[] } => {
    const key = name.toLowerCase();
    const found = index.get(key) ?? { named: [], keyed: [] };
    index.set(key, found);
    return found;
  };
  for (const table of model.tables.values()) {
    for (const column of table.columns.values()) {
      entry(column.name).named.push(column);
      if (column.key.toLowerCase() !== column.name.toLowerCase()) entry(column.key).keyed.push(column);
    }
  }
  return index;
}

/** `[sales count]`: the table whose rows are counted. */
function countedTable(model: Pick<Model, 'tables'>, name: string): string | undefined {
  const lower = name.toLowerCase();
  if (!lower.endsWith(' count')) return undefined;
  const table = lower.slice(0, -' count'.length).trim();
  return [...model.tables.keys()].find((key) => key.toLowerCase() === table || words(key).toLowerCase() === table);
}

/** The tables and roles whose columns an expression reads, formulas included. */
function nodesOf(
  expression: Expression,
  formulas: ReadonlyMap<string, ModelFormula>,
  into = new Set<string>(),
): Set<string> {
  switch (expression.node) {
    case 'column':
      into.add(expression.table);
      break;
    case 'formula': {
      const table = formulas.get(expression.name)?.table;
      if (table !== undefined) into.add(table);
      break;
    }
    default:
      for (const child of childrenOf(expression)) nodesOf(child, formulas, into);
  }
  return into;
}

/** An expression's direct parts. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.node) {
    case 'literal':
    case 'column':
    case 'formula':
    case 'placeholder':
    case 'count':
      return [];
    case 'unary':
    case 'is_null':
    case 'aggregate':
    case 'window':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'in':
      return [expression.operand, ...expression.list];
    case 'if': {
      const parts = expression.branches.flatMap(({ when, then }) => [when, then]);
      return expression.otherwise ? [...parts, expression.otherwise] : parts;
    }
    case 'call':
      return expression.args;
  }
}

/** What the names in one formula mean. `table` is set for a row-level formula. */
export class FormulaNames implements Names {
  private readonly above: ReadonlySet<string> | undefined;

  constructor(
    private readonly model: Model,
    private readonly index: ColumnIndex,
    private readonly formulas: ReadonlyMap<string, ModelFormula>,
    private readonly formulaNames: ReadonlyMap<string, string>,
    private readonly table: string | undefined,
  ) {
    this.above = table === undefined ? undefined : new Set(nodesAbove(model, table));
  }

  reference(table: string | undefined, name: string, level: 'row' | 'aggregate', at: Offsets): Expression {
    const formula = this.formula(table, name);
    if (formula) return this.formulaReference(formula, level, at);
    if (level === 'aggregate') {
      const counted = table === undefined ? countedTable(this.model, name) : undefined;
      if (counted !== undefined) return { node: 'count', table: counted, type: 'number', at };
      const { node, column } = this.column(table, name, at);
      const wrapped = column.kind === 'measure' ? column.aggregation : 'unique_count';
      throw new ExpressionError(
        `[${name}] is one row's value, but this formula works on many rows. Write ${wrapped === 'none' ? 'sum' : wrapped}([${node === column.table ? name : `${node}::${name}`}]), or say "table: ${column.table}" and "type:" for a row-level formula.`,
        at,
      );
    }
    const { node, column } = this.column(table, name, at);
    return { node: 'column', table: node, column: column.key, type: column.valueType, at };
  }

  field(table: string | undefined, name: string, at: Offsets): FieldRef {
    const formula = this.formula(table, name);
    if (formula && formula.kind !== 'attribute') {
      throw new ExpressionError(`[${name}] is a measure. An attribute is needed here.`, at);
    }
    if (formula) return { field: 'formula', formula: formula.name };
    const { node, column } = this.column(table, name, at);
    return { field: 'column', table: node, column: column.key };
  }

  measure(table: string | undefined, name: string, at: Offsets): Expression {
    const formula = this.formula(table, name);
    if (formula?.kind === 'aggregate') return this.formulaReference(formula, 'aggregate', at);
    if (!formula && table === undefined && countedTable(this.model, name) !== undefined) {
      return this.reference(table, name, 'aggregate', at);
    }
    const operand = this.reference(table, name, 'row', at);
    const aggregation = formula ? formula.aggregation : this.column(table, name, at).column.aggregation;
    if (aggregation === 'none') {
      throw new ExpressionError(
        `[${name}] has no aggregation of its own. Write one around it, such as sum([${name}]).`,
        at,
      );
    }
    const type = aggregateType(aggregation, operand.type);
    return { node: 'aggregate', aggregation, operand, table: this.grain(operand, at), type, at };
  }

  grain(operand: Expression, at: Offsets): string {
    const nodes = [...nodesOf(operand, this.formulas)];
    if (nodes.length === 0)
      throw new ExpressionError('The aggregate names no column, so it has no rows to work on.', at);
    const climbs = (from: string, to: string): boolean => {
      const way = reach(this.model, from, to);
      return way.kind === 'path' && !way.path.down;
    };
    const tables = nodes.filter((node) => this.model.tables.has(node));
    const grain = tables.find((candidate) => nodes.every((node) => climbs(candidate, node)));
    if (grain !== undefined) return grain;
    if (tables.length === 0) {
      throw new ExpressionError(
        `Only a role's columns stand in this aggregate. Aggregate the table's own columns.`,
        at,
      );
    }
    throw new ExpressionError(
      `No table among ${tables.join(', ')} reaches the others by many-to-one joins, so their rows cannot be combined one by one. Aggregate each of them: sum([a]) - sum([b]).`,
      at,
    );
  }

  private formula(table: string | undefined, name: string): ModelFormula | undefined {
    const declared = this.formulaNames.get(name.toLowerCase());
    const formula = declared === undefined ? undefined : this.formulas.get(declared);
    return formula && (table === undefined || table === formula.table) ? formula : undefined;
  }

  private formulaReference(formula: ModelFormula, level: 'row' | 'aggregate', at: Offsets): Expression {
    const { name, valueType: type } = formula;
    if (formula.kind === 'aggregate') {
      if (level === 'aggregate') return { node: 'formula', name, type, at };
      throw new ExpressionError(`[${name}] is already an aggregate; one row's value is needed here.`, at);
    }
    if (level === 'aggregate') {
      const aggregate = formula.aggregation === 'none' ? 'unique_count' : formula.aggregation;
      throw new ExpressionError(`[${name}] is one row's value. Write ${aggregate}([${name}]).`, at);
    }
    if (this.above && formula.table !== undefined && !this.above.has(formula.table)) {
      throw new ExpressionError(
        `[${name}] belongs to table "${formula.table}", which "${this.table ?? ''}" does not reach by many-to-one joins.`,
        at,
      );
    }
    return { node: 'formula', name, type, at };
  }

  private column(table: string | undefined, name: string, at: Offsets): { node: string; column: ModelColumn } {
    const lower = name.toLowerCase();
    if (table !== undefined) return this.qualified(table, name, at);
    const entry = this.index.get(lower) ?? { named: [], keyed: [] };
    const own = (columns: readonly ModelColumn[]): readonly ModelColumn[] =>
      columns.filter((column) => column.table === this.table);
    const reachable = (columns: readonly ModelColumn[]): readonly ModelColumn[] =>
      columns.filter((column) => !this.above || this.above.has(column.table));
    const choices = [own(entry.named), own(entry.keyed), reachable(entry.named), reachable(entry.keyed)];
    const found = choices.find((columns) => columns.length > 0);
    const [column] = found ?? [];
    if (!found || !column) throw this.unknown(name, [...entry.named, ...entry.keyed], at);
    if (found.length > 1) {
      const ways = found.map((one) => `[${one.table}::${name}]`).join(' or ');
      throw new ExpressionError(`[${name}] could mean several columns. Write ${ways}.`, at);
    }
    return { node: column.table, column };
  }

  private qualified(table: string, name: string, at: Offsets): { node: string; column: ModelColumn } {
    const node = [...this.model.nodes.values()].find(({ name: own }) => own.toLowerCase() === table.toLowerCase());
    const columns = node && this.model.tables.get(node.table)?.columns;
    if (!node || !columns) {
      throw new ExpressionError(`There is no table or role "${table}". ${hint(table, this.model.nodes.keys())}`, at);
    }
    const lower = name.toLowerCase();
    const all = [...columns.values()];
    const column =
      all.find((one) => one.name.toLowerCase() === lower) ?? all.find((one) => one.key.toLowerCase() === lower);
    if (!column) {
      const known = all.flatMap((one) => [one.name, one.key]);
      throw new ExpressionError(`Table "${node.table}" has no column "${name}". ${hint(name, known)}`, at);
    }
    if (this.above && !this.above.has(node.name)) {
      throw new ExpressionError(
        `[${table}::${name}] is out of reach: "${this.table ?? ''}" has no many-to-one joins to "${node.name}".`,
        at,
      );
    }
    return { node: node.name, column };
  }

  private unknown(name: string, elsewhere: readonly ModelColumn[], at: Offsets): ExpressionError {
    const [other] = elsewhere;
    if (other) {
      return new ExpressionError(
        `[${name}] belongs to table "${other.table}", which "${this.table ?? ''}" does not reach by many-to-one joins.`,
        at,
      );
    }
    const columns = [...this.model.tables.values()].flatMap((table) => [...table.columns.values()]);
    const known = [...columns.map((column) => column.name), ...this.formulas.keys()];
    return new ExpressionError(`Nothing is called [${name}]. ${hint(name, known)}`, at);
  }
}

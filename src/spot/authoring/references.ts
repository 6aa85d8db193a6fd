import { FormulaNames, indexColumns } from '../model/names';
import { ExpressionError, tokenise } from '../model/expression/tokens';
import type { Model, ModelTable } from '../model';
import type { Mention, Thing } from './types';

/** `[revenue]`, `[stores::city]` or `{tenant}` in a formula or rule; offsets are those of the text in it. */
export interface Reference {
  readonly kind: 'reference' | 'placeholder';
  readonly table: string | undefined;
  readonly name: string;
  /** Of the name alone, without table and brackets. */
  readonly start: number;
  readonly end: number;
  readonly tableStart: number;
}

export interface Meaning {
  readonly thing: Thing;
  readonly by: Mention['by'];
}

/** What stands in brackets in a formula or rule, finished or not. */
export function referencesIn(text: string): Reference[] {
  return bracketsIn(text).flatMap(({ kind, start, end }) => {
    const inside = text.slice(start, end);
    const colons = kind === 'reference' ? inside.indexOf('::') : -1;
    const nameAt = start + (colons < 0 ? 0 : colons + 2);
    const name = trimmed(text, nameAt, end);
    const table = colons < 0 ? undefined : trimmed(text, start, start + colons);
    if (name.start === name.end) return [];
    return [
      {
        kind,
        table: table && text.slice(table.start, table.end),
        name: text.slice(name.start, name.end),
        ...name,
        tableStart: table?.start ?? name.start,
      },
    ];
  });
}

function bracketsIn(text: string): { kind: Reference['kind']; start: number; end: number }[] {
  try {
    return tokenise(text).flatMap(({ kind, at }) =>
      kind === 'reference' || kind === 'placeholder' ? [{ kind, start: at.start + 1, end: at.end - 1 }] : [],
    );
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    // Half a formula: what is whole in it, quotes or not.
    return [...text.matchAll(/\[([^[\]]*)\]|\{([^{}]*)\}/g)].map(({ 0: whole, index }) => ({
      kind: whole.startsWith('[') ? 'reference' : 'placeholder',
      start: index + 1,
      end: index + whole.length - 1,
    }));
  }
}

function trimmed(text: string, start: number, end: number): { start: number; end: number } {
  const inside = text.slice(start, end);
  const from = start + inside.length - inside.trimStart().length;
  return { start: from, end: Math.max(from, start + inside.trimEnd().length) };
}

/** What the references of a model's formulas stand for. `formulas`: every formula's name, sound or not. */
export class FormulaMeanings {
  private readonly columns: ReturnType<typeof indexColumns>;
  private readonly declared: ReadonlyMap<string, string>;

  constructor(
    private readonly model: Model,
    formulas: readonly string[],
  ) {
    this.columns = indexColumns(model);
    this.declared = new Map(formulas.map((name) => [name.toLowerCase(), name]));
  }

  /** Undefined for what means nothing, or too much. `table` is that of a row-level formula. */
  of({ table: qualifier, name }: Reference, table: string | undefined): Meaning | undefined {
    const formula = this.declared.get(name.toLowerCase());
    const belongs = qualifier === undefined || this.model.formulas.get(formula ?? '')?.table === qualifier;
    if (formula !== undefined && belongs) return { thing: { kind: 'formula', formula }, by: 'name' };
    const names = new FormulaNames(this.model, this.columns, new Map(), new Map(), table);
    const nowhere = { start: 0, end: 0 };
    try {
      const found = names.field(qualifier, name, nowhere);
      if (found.field !== 'column') return undefined;
      return meaningOfColumn(this.model, found.table, found.column, name, 'name');
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
    }
    try {
      const counted = names.reference(qualifier, name, 'aggregate', nowhere);
      return counted.node === 'count' ? { thing: { kind: 'table', table: counted.table }, by: 'name' } : undefined;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return undefined;
    }
  }
}

/** What a reference of a row rule stands for: the key wins, then the name; only the rule's own table counts. */
export function meaningInRule({ kind, table, name }: Reference, own: ModelTable): Meaning | undefined {
  if (kind === 'placeholder') return { thing: { kind: 'placeholder', name }, by: 'name' };
  const lower = name.toLowerCase();
  const columns = [...own.columns.values()];
  const keyed = columns.find(({ key }) => key.toLowerCase() === lower);
  const column = keyed ?? columns.find((each) => each.name.toLowerCase() === lower);
  if (!column || (table !== undefined && table !== own.key)) return undefined;
  return { thing: { kind: 'column', table: own.key, column: column.key }, by: keyed ? 'key' : 'name' };
}

function meaningOfColumn(
  model: Model,
  node: string,
  key: string,
  spelled: string,
  first: Mention['by'],
): Meaning | undefined {
  const table = model.nodes.get(node)?.table;
  const column = table === undefined ? undefined : model.tables.get(table)?.columns.get(key);
  if (table === undefined || !column) return undefined;
  const named = column.name.toLowerCase() === spelled.toLowerCase();
  return { thing: { kind: 'column', table, column: key }, by: named ? first : 'key' };
}

/** A table or role by the name that formulas call it by. */
export function nodeThing(model: Pick<Model, 'nodes'>, name: string): Thing | undefined {
  const lower = name.toLowerCase();
  const node = model.nodes.get(name) ?? [...model.nodes.values()].find((each) => each.name.toLowerCase() === lower);
  if (!node) return undefined;
  return node.role ? { kind: 'role', role: node.name } : { kind: 'table', table: node.table };
}

import type { Model } from '../model';
import { words } from '../model/tables';

/** A name that may stand in brackets. */
export interface NameChoice {
  /** What goes between the brackets. */
  readonly text: string;
  readonly kind: 'measure' | 'attribute' | 'formula' | 'count';
  /** The column that it is, or what the formula says. */
  readonly detail: string;
}

/**
 * What may be written in brackets in a formula; after `stores::` only what belongs there. A name that several tables
 * have is offered with its table.
 */
export function namesInFormula(model: Model, typed: string): NameChoice[] {
  const colons = typed.indexOf('::');
  if (colons >= 0) return columnsOf(model, typed.slice(0, colons).trim());
  const counts = new Map<string, number>();
  const all = [...model.tables.values()].flatMap(({ columns }) => [...columns.values()]);
  for (const { name } of all) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  const formulas = [...model.formulas.values()].map(({ name, source }) => ({
    text: name,
    kind: 'formula' as const,
    detail: source.replace(/\s+/g, ' ').trim(),
  }));
  const columns = all.map(({ table, key, name, kind }) => ({
    text: (counts.get(name.toLowerCase()) ?? 0) > 1 ? `${table}::${name}` : name,
    kind,
    detail: `${table}.${key}`,
  }));
  const rows = [...model.tables.keys()].map((table) => ({
    text: `${words(table)} count`,
    kind: 'count' as const,
    detail: table,
  }));
  return [...formulas, ...columns, ...rows];
}

function columnsOf(model: Model, name: string): NameChoice[] {
  const lower = name.toLowerCase();
  const node = [...model.nodes.values()].find((each) => each.name.toLowerCase() === lower);
  const table = node && model.tables.get(node.table);
  return [...(table?.columns.values() ?? [])].map((column) => ({
    text: `${name}::${column.name}`,
    kind: column.kind,
    detail: `${column.table}.${column.key}`,
  }));
}

/** What may be written in brackets in a table's row rule. */
export function namesInRule(model: Model, table: string): NameChoice[] {
  return [...(model.tables.get(table)?.columns.values() ?? [])].map(({ key, kind, name }) => ({
    text: key,
    kind,
    detail: name,
  }));
}

/**
 * Whether a position is in the text of a formula (or, in a policy, of a row rule), and what stands after its last open
 * bracket. It looks at lines alone, since half a formula is seldom YAML.
 */
export function openBracket(
  text: string,
  offset: number,
): { readonly typed: string; readonly key: string } | undefined {
  const before = text.slice(Math.max(0, offset - 5_000), offset);
  const lines = before.split(/\r?\n/);
  const line = lines.at(-1) ?? '';
  const open = line.lastIndexOf('[');
  if (open < 0 || line.includes(']', open)) return undefined;
  const typed = line.slice(open + 1);
  const own = entryIn(line.slice(0, open));
  if (own !== undefined) return { typed, key: own };
  // A text over several lines belongs to the nearest line above it that stands further left.
  const depth = indent(line);
  const above = lines.findLast((each, index) => index < lines.length - 1 && each.trim() !== '' && indent(each) < depth);
  const key = above === undefined ? undefined : /([\w-]+)["']?\s*:\s*(?:[>|][-+\d]*|["'].*)\s*$/.exec(above)?.[1];
  return key === undefined ? undefined : { typed, key };
}

/** The key of the entry that a line's end is the value of: `expr` in `- {name: margin, expr: "sum(`. */
function entryIn(line: string): string | undefined {
  const quoted = /([\w-]+)["']?\s*:\s*(?:"[^"]*|'[^']*)$/.exec(line);
  const plain = /(?:^|[\s{,])([\w-]+)["']?\s*:\s+[^"'\s{[,][^,{}]*$/.exec(line);
  return (quoted ?? plain)?.[1];
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}

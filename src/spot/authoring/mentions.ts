import type { Model } from '../model';
import type { Entry, YamlNode } from '../model/reader';
import { FormulaMeanings, meaningInRule, nodeThing, referencesIn, type Meaning, type Reference } from './references';
import { Source, type Stretch } from './source';
import type { Mention, Thing } from './types';

/** Collects what a file names. */
class Collector {
  readonly mentions: Mention[] = [];

  constructor(
    readonly source: Source,
    private readonly file: string,
    readonly model: Model,
  ) {}

  add(thing: Thing | undefined, at: Stretch | undefined, as: Mention['as'] = 'use', by: Mention['by'] = 'key'): void {
    if (thing && at && at.start < at.end) this.mentions.push({ thing, file: this.file, ...at, as, by });
  }

  /** A scalar that is a column's key. */
  column(table: string | undefined, node: YamlNode): void {
    const column = this.source.value(node);
    this.add(this.known(table, column), this.source.inside(node));
  }

  known(table: string | undefined, column: string | undefined): Thing | undefined {
    const found = column !== undefined && table !== undefined && this.model.tables.get(table)?.columns.has(column);
    return found ? { kind: 'column', table, column } : undefined;
  }

  /** A scalar that is a table's key or a role's name. */
  node(node: YamlNode): string | undefined {
    const name = this.source.value(node);
    if (name === undefined) return undefined;
    this.add(nodeThing(this.model, name), this.source.inside(node));
    return this.model.nodes.get(name)?.table;
  }

  /** The references of a formula or rule. */
  expression(node: YamlNode, meaningOf: (reference: Reference) => Meaning | undefined): void {
    const value = this.source.value(node);
    if (value === undefined) return;
    for (const reference of referencesIn(value)) {
      const { table, tableStart, start, end } = reference;
      // Found by all that stands in the brackets: "[a]" is not the a of "sales".
      const whole = this.source.part(node, value, tableStart - 1, end + 1);
      const outer = tableStart - 1;
      const within = (from: number, to: number): Stretch | undefined =>
        whole && { start: whole.start + from - outer, end: whole.start + to - outer };
      if (table !== undefined) {
        this.add(nodeThing(this.model, table), within(tableStart, tableStart + table.length));
      }
      const meaning = meaningOf(reference);
      if (meaning) this.add(meaning.thing, within(start, end), 'use', meaning.by);
    }
  }
}

/** What model.yaml names, in the file's order. Nothing where the text is no YAML. */
export function mentionsInModel(file: string, text: string, model: Model): Mention[] {
  const source = new Source(text);
  const found = new Collector(source, file, model);
  const parts = source.entries(source.root);
  readDefaultDate(found, parts.get('default_date')?.value);
  for (const table of source.list(parts.get('tables')?.value)) readTable(found, table);
  for (const join of source.items(parts.get('joins')?.value)) readJoin(found, join);
  readFormulas(found, source.items(parts.get('formulas')?.value), model);
  return inOrder(found.mentions);
}

/** What policy.yaml names, in the file's order. */
export function mentionsInPolicy(file: string, text: string, model: Model): Mention[] {
  const source = new Source(text);
  const found = new Collector(source, file, model);
  const parts = source.entries(source.root);
  const tables = (entry: Entry | undefined): readonly Entry[] => (entry ? source.list(entry.value) : []);
  for (const rule of tables(parts.get('rows'))) {
    const table = model.tables.get(rule.key);
    if (!table) continue;
    found.add({ kind: 'table', table: table.key }, source.key(rule));
    found.expression(rule.value, (reference) => meaningInRule(reference, table));
  }
  for (const masks of tables(parts.get('masks'))) {
    if (model.tables.has(masks.key)) found.add({ kind: 'table', table: masks.key }, source.key(masks));
    for (const mask of source.list(masks.value)) found.add(found.known(masks.key, mask.key), source.key(mask));
  }
  return inOrder(found.mentions);
}

/** A place that is reached twice, through an alias, counts once. */
function inOrder(mentions: readonly Mention[]): Mention[] {
  const at = new Map(mentions.map((mention) => [mention.start, mention]));
  return [...at.values()].sort((a, b) => a.start - b.start);
}

/** `sales.sold_at` */
function readDefaultDate(found: Collector, node: YamlNode): void {
  const value = found.source.value(node);
  const dot = value?.indexOf('.') ?? -1;
  if (value === undefined || dot < 0) return;
  const [table, column] = [value.slice(0, dot), value.slice(dot + 1)];
  const whole = found.source.part(node, value, 0, value.length);
  if (!whole) return;
  found.add(nodeThing(found.model, table), { start: whole.start, end: whole.start + dot });
  found.add(found.known(table, column), { start: whole.start + dot + 1, end: whole.end });
}

function readTable(found: Collector, entry: Entry): void {
  const { source } = found;
  const { key: table } = entry;
  found.add({ kind: 'table', table }, source.key(entry), 'definition');
  const parts = source.entries(entry.value);
  for (const column of source.list(parts.get('columns')?.value)) {
    const thing: Thing = { kind: 'column', table, column: column.key };
    found.add(thing, source.key(column), 'definition');
    const own = source.entries(column.value);
    found.add(thing, source.inside(own.get('name')?.value), 'naming', 'name');
    found.column(table, source.entries(own.get('semi_additive')?.value).get('date')?.value);
  }
  for (const key of source.items(parts.get('primary_key')?.value)) found.column(table, key);
  for (const part of ['date', 'tenant']) found.column(table, parts.get(part)?.value);
}

function readJoin(found: Collector, node: YamlNode): void {
  const { source } = found;
  const parts = source.entries(node);
  const from = found.node(parts.get('from')?.value);
  const to = found.node(parts.get('to')?.value);
  const as = parts.get('as')?.value;
  const role = source.value(as);
  if (role !== undefined) found.add({ kind: 'role', role }, source.inside(as), 'definition', 'name');
  for (const pair of source.list(parts.get('on')?.value)) {
    found.add(found.known(from, pair.key), source.key(pair));
    found.column(to, pair.value);
  }
}

function readFormulas(found: Collector, items: readonly YamlNode[], model: Model): void {
  const { source } = found;
  const formulas = items.map((item) => source.entries(item));
  const nameOf = (parts: ReadonlyMap<string, Entry>): string | undefined => source.value(parts.get('name')?.value);
  const meanings = new FormulaMeanings(
    model,
    formulas.flatMap((parts) => nameOf(parts) ?? []),
  );
  for (const parts of formulas) {
    const formula = nameOf(parts);
    if (formula !== undefined) {
      found.add({ kind: 'formula', formula }, source.inside(parts.get('name')?.value), 'definition', 'name');
    }
    const table = found.node(parts.get('table')?.value);
    found.expression(parts.get('expr')?.value, (reference) => meanings.of(reference, table));
  }
}

import type { Attribute, Filter, FilterField, Measure } from '../../../../src/spot/query';
import { bucketOf, MONTH_NAMES, weekdayNumber } from './calendar';
import type { Hop, Joined, Joining } from './joining';
import { aggregate, compare, holds } from './values';
import type { Row, Value, World } from './world';

type Truth = boolean | null;

interface Leaf {
  readonly aggregation: string;
  readonly table: string;
  readonly operand:
    | { readonly uses: readonly (readonly [string, string])[]; readonly evaluate: (...values: Value[]) => Value }
    | undefined;
  readonly semiAdditive?: { readonly date: string; readonly take: 'last' | 'first' } | undefined;
}

interface Parts {
  readonly leaves: readonly Leaf[];
  readonly evaluate: (...values: Value[]) => Value;
}

export type Tuple = readonly Value[];
export const idOf = (tuple: Tuple): string => JSON.stringify(tuple);

/** A field as one fact sees it. */
interface Sight {
  readonly ways: readonly (readonly Hop[])[];
  readonly name: string;
  readonly read: (joined: Joined) => Value;
  readonly type: string;
  /** Table and column when it is one. */
  readonly home: string;
}

/** Measures by group, each row of a table counted once in each group. */
export class Groups {
  constructor(
    protected readonly world: World,
    protected readonly evaluator: Joining,
  ) {}

  protected sight(table: string, of: Attribute['of']): Sight {
    const { evaluator } = this;
    if (of.field === 'default_date') {
      const own = evaluator.table(table).date;
      const date = own === undefined ? this.world.defaultDate : { table, column: own };
      return this.sight(table, { field: 'column', ...date });
    }
    if (of.field === 'column') {
      const way = evaluator.way(table, of.table);
      const spec = evaluator.table(evaluator.tableOfNode(of.table)).columns.find((one) => one.name === of.column);
      return {
        ways: [way],
        name: of.column,
        home: of.table,
        type: spec?.type ?? '',
        read: (joined) => evaluator.read(joined, way, of.table, of.column),
      };
    }
    const formula = this.world.rowFormulas.find((one) => one.name === of.formula);
    if (!formula) throw new Error(`No formula ${of.formula}`);
    const way = evaluator.way(table, formula.table);
    const uses = formula.uses.map(([node, column]) => {
      const further = node === '' ? [] : evaluator.way(formula.table, node);
      return { way: [...way, ...further], node: node === '' ? formula.table : node, column };
    });
    return {
      ways: [way, ...uses.map((use) => use.way)],
      name: formula.name,
      home: formula.table,
      type: formula.type,
      // A formula belongs to its table's row: no row, no value.
      read: (joined) =>
        evaluator.exists(joined, way)
          ? formula.evaluate(...uses.map((use) => evaluator.read(joined, use.way, use.node, use.column)))
          : null,
    };
  }

  protected parts(measure: Measure): Parts {
    const { of, aggregation } = measure;
    const { world } = this;
    const plain = (...values: Value[]): Value => values[0] ?? null;
    if (of.field === 'count')
      return { leaves: [{ aggregation: 'rows', table: of.table, operand: undefined }], evaluate: plain };
    if (of.field === 'column') return { leaves: [this.columnLeaf(of.table, of.column, aggregation)], evaluate: plain };
    const aggregate = world.aggregateFormulas.find((one) => one.name === of.formula);
    if (aggregate) {
      const leaves = aggregate.parts.map((part): Leaf =>
        part.aggregation === 'rows'
          ? { aggregation: 'rows', table: part.table, operand: undefined }
          : this.columnLeaf(part.table, part.column, part.aggregation as Measure['aggregation']),
      );
      return { leaves, evaluate: aggregate.evaluate };
    }
    const formula = world.rowFormulas.find((one) => one.name === of.formula);
    if (!formula) throw new Error(`No formula ${of.formula}`);
    return { leaves: [{ aggregation: aggregation ?? 'sum', table: formula.table, operand: formula }], evaluate: plain };
  }

  protected columnLeaf(table: string, column: string, aggregation: Measure['aggregation']): Leaf {
    const spec = this.evaluator.table(table).columns.find((one) => one.name === column);
    const used = aggregation ?? spec?.aggregation ?? 'sum';
    return {
      aggregation: used,
      table,
      operand: { uses: [['', column]], evaluate: (value) => value ?? null },
      semiAdditive: used === 'sum' ? spec?.semiAdditive : undefined,
    };
  }

  protected truth(filter: Filter, read: (on: FilterField) => { value: Value; type: string }): Truth {
    switch (filter.op) {
      case 'and':
      case 'or': {
        const parts = filter.all.map((part) => this.truth(part, read));
        const strong = filter.op === 'or';
        if (parts.includes(strong)) return strong;
        return parts.includes(null) ? null : !strong;
      }
      case 'not': {
        const inner = this.truth(filter.filter, read);
        return inner === null ? null : !inner;
      }
      default:
        return this.leafTruth(filter, read(filter.on));
    }
  }

  protected leafTruth(
    filter: Exclude<Filter, { op: 'and' | 'or' | 'not' }>,
    { value: raw, type }: { value: Value; type: string },
  ): Truth {
    switch (filter.op) {
      case 'is_null':
      case 'is_not_null':
        return (raw === null) === (filter.op === 'is_null');
      default:
        return raw === null ? null : this.comparison(filter, raw, type);
    }
  }

  protected comparison(
    filter: Exclude<Filter, { op: 'and' | 'or' | 'not' | 'is_null' | 'is_not_null' }>,
    raw: Value,
    type: string,
  ): Truth {
    const { bucket } = filter.on;
    let value: Value = bucket === undefined ? raw : bucketOf(String(raw), bucket, this.world.weekStart).key;
    const fold = (one: Value): Value =>
      type === 'text' && typeof one === 'string' && bucket === undefined ? one.toLowerCase() : one;
    const wanted = (one: Value): Value => {
      if (bucket === 'day_of_week')
        return ((weekdayNumber(String(one)) + 7 - weekdayNumber(this.world.weekStart)) % 7) + 1;
      if (bucket === 'month_of_year')
        return MONTH_NAMES.findIndex((name) => name.toLowerCase() === String(one).toLowerCase()) + 1;
      return fold(one);
    };
    value = fold(value);
    switch (filter.op) {
      case 'contains':
        return String(value).includes(filter.value.toLowerCase());
      case 'begins_with':
        return String(value).startsWith(filter.value.toLowerCase());
      case 'ends_with':
        return String(value).endsWith(filter.value.toLowerCase());
      case 'period': {
        const moment = String(raw);
        return (
          (filter.start === undefined || moment >= filter.start) && (filter.end === undefined || moment < filter.end)
        );
      }
      case 'between': {
        if (type === 'timestamp' && bucket === undefined) value = String(value).slice(0, 10);
        const [low, high] = [wanted(filter.low), wanted(filter.high)];
        return compare(value, low) >= 0 && compare(value, high) <= 0;
      }
      case 'in':
      case 'not_in': {
        if (type === 'timestamp' && bucket === undefined) value = String(value).slice(0, 10);
        const found = filter.values.some((one) => compare(value, wanted(one)) === 0);
        return filter.op === 'in' ? found : !found;
      }
      default: {
        if (type === 'timestamp' && bucket === undefined) value = String(value).slice(0, 10);
        return holds(compare(value, wanted(filter.value)), filter.op);
      }
    }
  }

  protected conjuncts(filter: Filter | undefined): Filter[] {
    if (!filter) return [];
    // An "or" of one part is that part.
    const alone = filter.op === 'or' && new Set(filter.all.map((part) => JSON.stringify(part))).size === 1;
    return filter.op === 'and' || alone ? filter.all.flatMap((part) => this.conjuncts(part)) : [filter];
  }

  protected fields(filter: Filter): FilterField[] {
    switch (filter.op) {
      case 'and':
      case 'or':
        return filter.all.flatMap((part) => this.fields(part));
      case 'not':
        return this.fields(filter.filter);
      default:
        return [filter.on];
    }
  }

  /** Whether a field says nothing but when, for a count taken on dates. */
  protected timely(sight: Sight, table: string, date: string): boolean {
    if (sight.home === table) return sight.name === date;
    return sight.ways.every(
      (way) =>
        way[0]?.kind === 'U' && way[0].on.every(([mine]) => mine === date) && way.every((hop) => hop.kind === 'U'),
    );
  }

  /** Values of one leaf by group. A row counts once in each group that a row it joins to falls into. */
  protected leafGroups(
    leaf: Leaf,
    attributes: readonly Attribute[],
    filters: readonly Filter[],
  ): Map<string, { tuple: Tuple; values: Value[]; rows: number }> {
    const { evaluator } = this;
    const sights = attributes.map(({ of }) => this.sight(leaf.table, of));
    const fieldSights = new Map(
      filters.flatMap((filter) => this.fields(filter)).map((field) => [field, this.sight(leaf.table, field.of)]),
    );
    const operand = leaf.operand;
    const uses = (operand?.uses ?? []).map(([node, column]) => {
      const way = node === '' ? [] : evaluator.way(leaf.table, node);
      return { way, node: node === '' ? leaf.table : node, column };
    });
    const ways = [...sights, ...fieldSights.values()].flatMap((sight) => sight.ways).concat(uses.map((use) => use.way));
    const keyOf = (sight: Sight, index: number, joined: Joined): Value => {
      const value = sight.read(joined);
      const bucket = attributes[index]?.bucket;
      return value === null || bucket === undefined ? value : bucketOf(String(value), bucket, this.world.weekStart).key;
    };
    const passes = (joined: Joined, some: readonly Filter[]): boolean =>
      some.every((filter) =>
        this.truth(filter, (on) => {
          const sight = fieldSights.get(on);
          return { value: sight?.read(joined) ?? null, type: sight?.type ?? '' };
        }),
      );
    const taken = leaf.semiAdditive && this.snapshots(leaf, sights, filters, fieldSights, keyOf, passes);
    const groups = new Map<string, { tuple: Tuple; values: Value[]; rows: number }>();
    for (const row of evaluator.rowsOf(leaf.table)) {
      const counted = new Set<string>();
      for (const joined of evaluator.expand(row, ways)) {
        if (!passes(joined, filters) || (taken && !taken(row, joined))) continue;
        const tuple = sights.map((sight, index) => keyOf(sight, index, joined));
        const id = idOf(tuple);
        if (counted.has(id)) continue;
        counted.add(id);
        const group = groups.get(id) ?? { tuple, values: [], rows: 0 };
        group.rows += 1;
        if (operand)
          group.values.push(
            operand.evaluate(...uses.map((use) => evaluator.read(joined, use.way, use.node, use.column))),
          );
        groups.set(id, group);
      }
    }
    if (attributes.length === 0 && groups.size === 0) groups.set('[]', { tuple: [], values: [], rows: 0 });
    return groups;
  }

  protected snapshots(
    leaf: Leaf,
    sights: readonly Sight[],
    filters: readonly Filter[],
    fieldSights: ReadonlyMap<FilterField, Sight>,
    keyOf: (sight: Sight, index: number, joined: Joined) => Value,
    passes: (joined: Joined, some: readonly Filter[]) => boolean,
  ): (row: Row, joined: Joined) => boolean {
    const { date, take } = leaf.semiAdditive ?? { date: '', take: 'last' };
    const periods = sights
      .map((sight, index) => ({ sight, index }))
      .filter(({ sight }) => this.timely(sight, leaf.table, date));
    const timelyFilters = filters.filter((filter) =>
      this.fields(filter).every((field) => {
        const sight = fieldSights.get(field);
        return sight && this.timely(sight, leaf.table, date);
      }),
    );
    const best = new Map<string, string>();
    const period = (joined: Joined): string => idOf(periods.map(({ sight, index }) => keyOf(sight, index, joined)));
    const filterWays = timelyFilters
      .flatMap((filter) => this.fields(filter))
      .flatMap((field) => fieldSights.get(field)?.ways ?? []);
    const needed = [...periods.flatMap(({ sight }) => sight.ways), ...filterWays];
    for (const row of this.evaluator.rowsOf(leaf.table)) {
      const on = row[date] ?? null;
      if (on === null) continue;
      for (const joined of this.evaluator.expand(row, needed)) {
        if (!passes(joined, timelyFilters)) continue;
        const known = best.get(period(joined));
        const better = known === undefined || (take === 'last' ? String(on) > known : String(on) < known);
        if (better) best.set(period(joined), String(on));
      }
    }
    return (row, joined) => row[date] !== null && best.get(period(joined)) === row[date];
  }

  /** A measure by group, over the groups that any of its parts has. */
  protected values(
    measure: Measure,
    attributes: readonly Attribute[],
    filters: readonly Filter[],
  ): (tuple: Tuple) => Value {
    const parts = this.parts(measure);
    const all = [...filters, ...this.conjuncts(measure.filter)];
    const byLeaf = parts.leaves.map((leaf) => this.leafGroups(leaf, attributes, all));
    return (tuple) => {
      const id = idOf(tuple);
      return parts.evaluate(...parts.leaves.map((leaf, index) => aggregate(leaf.aggregation, byLeaf[index]?.get(id))));
    };
  }
}

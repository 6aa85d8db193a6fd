/**
 * What a question means, worked out the slow way: loops over rows, following the definitions of the documentation and
 * sharing no code with the compiler. The differential test compares it with what the engine makes of the SQL.
 */
import type { Attribute, Condition, Filter, FilterField, Measure, SemanticQuery } from '../../../../src/spot/query';
import { bucketOf, DAY_NAMES, MONTH_NAMES, previous, weekdayNumber } from './calendar';
import type { JoinSpec, Row, TableSpec, Value, World } from './world';

export class Impossible extends Error {
  constructor(readonly reason: 'cannot-slice' | 'ambiguous') {
    super(reason);
  }
}

interface Hop {
  readonly join: JoinSpec;
  readonly kind: 'U' | 'D' | 'O';
  readonly to: string;
  /** Column pairs: [where the hop starts, where it ends]. */
  readonly on: readonly (readonly [string, string])[];
}

/** A fact's row with a row (or none) for every prefix of a way that was asked for. */
type Joined = ReadonlyMap<string, Row | null>;

const NONE: Row = {};
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

type Tuple = readonly Value[];
const idOf = (tuple: Tuple): string => JSON.stringify(tuple);

export class Evaluator {
  private readonly tables: ReadonlyMap<string, TableSpec>;
  private readonly visible = new Map<string, Row[]>();

  constructor(private readonly world: World) {
    this.tables = new Map(world.tables.map((table) => [table.name, table]));
    for (const table of world.tables) {
      this.visible.set(table.name, table.secured ? table.rows.filter((row) => row['tenant'] === 'a') : table.rows);
    }
  }

  answer(query: SemanticQuery): Value[][] {
    return new Answer(this.world, this, query).rows();
  }

  table(name: string): TableSpec {
    const found = this.tables.get(name);
    if (!found) throw new Error(`No table ${name}`);
    return found;
  }

  rowsOf(name: string): readonly Row[] {
    return this.visible.get(name) ?? [];
  }

  tableOfNode(node: string): string {
    return this.world.joins.find((join) => join.to === node)?.target ?? node;
  }

  /** The way from a table to a node, or why there is none. */
  way(from: string, node: string): readonly Hop[] {
    if (from === node) return [];
    const ways: Hop[][] = [];
    const visit = (here: string, trail: Hop[], seen: readonly string[]): void => {
      if (here === node) ways.push(trail);
      for (const hop of this.hops(here)) {
        if (!seen.includes(hop.to)) visit(hop.to, [...trail, hop], [...seen, hop.to]);
      }
    };
    visit(from, [], [from]);
    const shape = (trail: readonly Hop[]): string => trail.map((hop) => hop.kind).join('');
    const up = ways.filter((trail) => /^[UO]+$/.test(shape(trail)));
    if (up.length === 1 && up[0]) return up[0];
    if (up.length > 1) throw new Impossible('ambiguous');
    const down = ways.filter((trail) => /^[DO]*D[DO]*[UO]*$/.test(shape(trail)));
    const position = (trail: readonly Hop[]): string =>
      [trail.length, ...trail.map((hop) => this.world.joins.indexOf(hop.join))]
        .map((n) => String(n).padStart(3, '0'))
        .join();
    const [best] = down.sort((a, b) => (position(a) < position(b) ? -1 : 1));
    if (!best) throw new Impossible('cannot-slice');
    return best;
  }

  private hops(here: string): Hop[] {
    return this.world.joins.flatMap((join): Hop[] => {
      const single = join.cardinality === 'one_to_one';
      if (join.from === here) return [{ join, kind: single ? 'O' : 'U', to: join.to, on: join.on }];
      if (join.to !== here) return [];
      return [{ join, kind: single ? 'O' : 'D', to: join.from, on: join.on.map(([a, b]) => [b, a] as const) }];
    });
  }

  /** Every combination of a row with what it joins to along these ways. */
  expand(row: Row, ways: readonly (readonly Hop[])[]): Joined[] {
    let all: Map<string, Row | null>[] = [new Map([['', row]])];
    const done = new Set<string>();
    for (const way of ways) {
      let before = '';
      for (const hop of way) {
        const after = `${before}/${hop.kind}${hop.join.from}>${hop.join.to}`;
        if (!done.has(after)) all = all.flatMap((joined) => this.follow(joined, before, after, hop));
        done.add(after);
        before = after;
      }
    }
    return all;
  }

  private follow(
    joined: ReadonlyMap<string, Row | null>,
    before: string,
    after: string,
    hop: Hop,
  ): Map<string, Row | null>[] {
    const start = joined.get(before) ?? NONE;
    const matches = this.rowsOf(this.tableOfNode(hop.to)).filter((row) =>
      hop.on.every(([mine, other]) => (start[mine] ?? null) !== null && start[mine] === row[other]),
    );
    if (matches.length === 0 && hop.join.type === 'inner') return [];
    const next: (Row | null)[] = matches.length === 0 ? [null] : matches;
    return next.map((row) => new Map(joined).set(after, row));
  }

  exists(joined: Joined, way: readonly Hop[]): boolean {
    return (joined.get(way.map((hop) => `/${hop.kind}${hop.join.from}>${hop.join.to}`).join('')) ?? null) !== null;
  }

  /** A column at the end of a way, masked. */
  read(joined: Joined, way: readonly Hop[], node: string, column: string): Value {
    const at = way.map((hop) => `/${hop.kind}${hop.join.from}>${hop.join.to}`).join('');
    const row = joined.get(at) ?? null;
    if (row === null) return null;
    return this.table(this.tableOfNode(node)).masks[column] ?? row[column] ?? null;
  }
}

/** A field as one fact sees it. */
interface Sight {
  readonly ways: readonly (readonly Hop[])[];
  readonly name: string;
  readonly read: (joined: Joined) => Value;
  readonly type: string;
  /** Table and column when it is one. */
  readonly home: string;
}

class Answer {
  private readonly groups = new Map<string, Tuple>();

  constructor(
    private readonly world: World,
    private readonly evaluator: Evaluator,
    private readonly query: SemanticQuery,
  ) {}

  private sight(table: string, of: Attribute['of']): Sight {
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

  private parts(measure: Measure): Parts {
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

  private columnLeaf(table: string, column: string, aggregation: Measure['aggregation']): Leaf {
    const spec = this.evaluator.table(table).columns.find((one) => one.name === column);
    const used = aggregation ?? spec?.aggregation ?? 'sum';
    return {
      aggregation: used,
      table,
      operand: { uses: [['', column]], evaluate: (value) => value ?? null },
      semiAdditive: used === 'sum' ? spec?.semiAdditive : undefined,
    };
  }

  private truth(filter: Filter, read: (on: FilterField) => { value: Value; type: string }): Truth {
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

  private leafTruth(
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

  private comparison(
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

  private conjuncts(filter: Filter | undefined): Filter[] {
    if (!filter) return [];
    return filter.op === 'and' ? filter.all.flatMap((part) => this.conjuncts(part)) : [filter];
  }

  private fields(filter: Filter): FilterField[] {
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
  private timely(sight: Sight, table: string, date: string): boolean {
    if (sight.home === table) return sight.name === date;
    return sight.ways.every(
      (way) =>
        way[0]?.kind === 'U' && way[0].on.every(([mine]) => mine === date) && way.every((hop) => hop.kind === 'U'),
    );
  }

  /** Values of one leaf by group. A row counts once in each group that a row it joins to falls into. */
  private leafGroups(
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

  private snapshots(
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
  private values(
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

  private collectGroups(measures: readonly Measure[], filters: readonly Filter[]): Tuple[] {
    for (const measure of measures) {
      const all = [...filters, ...this.conjuncts(measure.filter)];
      for (const leaf of this.parts(measure).leaves) {
        for (const [id, { tuple }] of this.leafGroups(leaf, this.query.attributes, all)) this.groups.set(id, tuple);
      }
    }
    return [...this.groups.values()];
  }

  rows(): Value[][] {
    const { query } = this;
    const { attributes } = query;
    const filters = this.conjuncts(query.filter);
    const hidden = [...(query.conditions ?? []).map(({ measure }) => measure), ...(query.top ? [query.top.by] : [])];
    const ordered = (query.order ?? []).flatMap(({ key }) => ('by' in key ? [key.by] : []));
    const measures = [...query.measures, ...hidden, ...ordered];
    const tuples = this.collectGroups(measures, filters);
    const cache = new Map<string, Map<string, Value>>();
    const valueOf = (measure: Measure, tuple: Tuple): Value => {
      const id = JSON.stringify(measure);
      let values = cache.get(id);
      if (!values) cache.set(id, (values = this.modified(measure, tuples, filters)));
      return values.get(idOf(tuple)) ?? null;
    };
    let rows = tuples;
    for (const condition of query.conditions ?? [])
      rows = rows.filter((tuple) => meets(valueOf(condition.measure, tuple), condition));
    const byKeys = (a: Tuple, b: Tuple): number => {
      for (const index of attributes.keys()) {
        const order = nullsLast(a[index] ?? null, b[index] ?? null, 1);
        if (order !== 0) return order;
      }
      return 0;
    };
    const { top } = query;
    if (top) {
      const sign = top.direction === 'top' ? -1 : 1;
      const best = (a: Tuple, b: Tuple): number =>
        nullsLast(valueOf(top.by, a), valueOf(top.by, b), sign) || byKeys(a, b);
      const partition = (tuple: Tuple): string => idOf((top.per ?? []).map((index) => tuple[index] ?? null));
      const kept: Tuple[] = [];
      const counts = new Map<string, number>();
      for (const tuple of [...rows].sort(best)) {
        const count = (counts.get(partition(tuple)) ?? 0) + 1;
        counts.set(partition(tuple), count);
        if (count <= top.n) kept.push(tuple);
      }
      rows = kept;
      const byPartition = (a: Tuple, b: Tuple): number => {
        for (const index of top.per ?? []) {
          const order = nullsLast(a[index] ?? null, b[index] ?? null, 1);
          if (order !== 0) return order;
        }
        return 0;
      };
      if (!query.order) rows = [...rows].sort((a, b) => byPartition(a, b) || best(a, b));
    } else rows = [...rows].sort(byKeys);
    if (query.order) {
      const { order } = query;
      rows = [...rows].sort((a, b) => {
        for (const { key, direction } of order) {
          const sign = direction === 'ascending' ? 1 : -1;
          const read = (tuple: Tuple): Value => {
            if ('attribute' in key) return tuple[key.attribute] ?? null;
            const measure = 'by' in key ? key.by : query.measures[key.measure];
            return measure ? valueOf(measure, tuple) : null;
          };
          const found = nullsLast(read(a), read(b), sign);
          if (found !== 0) return found;
        }
        return byKeys(a, b);
      });
    }
    if (query.limit !== undefined) rows = rows.slice(0, query.limit);
    return rows.map((tuple) => [
      ...tuple.map((key, index) => shown(key, attributes[index]?.bucket, this.world.weekStart)),
      ...query.measures.map((measure) => valueOf(measure, tuple)),
    ]);
  }

  private modified(measure: Measure, tuples: readonly Tuple[], filters: readonly Filter[]): Map<string, Value> {
    const { attributes } = this.query;
    const { modifier } = measure;
    const plain = this.values(measure, attributes, filters);
    const result = new Map<string, Value>();
    const others = (tuple: Tuple, along: number): string => idOf(tuple.filter((_, index) => index !== along));
    for (const tuple of tuples) {
      const value = plain(tuple);
      let final: Value = value;
      if (modifier?.kind === 'share') {
        const per = modifier.per ?? [];
        const total = this.values(
          measure,
          per.flatMap((index) => attributes[index] ?? []),
          filters,
        );
        final = ratio(value, total(per.map((index) => tuple[index] ?? null)));
      } else if (modifier?.kind === 'rank') {
        const partition = (one: Tuple): string => idOf((modifier.per ?? []).map((index) => one[index] ?? null));
        const sign = modifier.direction === 'descending' ? 1 : -1;
        const better = tuples.filter((one) => {
          const other = plain(one);
          return (
            partition(one) === partition(tuple) && other !== null && value !== null && sign * compare(other, value) > 0
          );
        });
        final = value === null ? null : better.length + 1;
      } else if (modifier?.kind === 'cumulative') {
        const { along } = modifier;
        const here = tuple[along] ?? null;
        const parts = this.parts(measure);
        const all = [...filters, ...this.conjuncts(measure.filter)];
        const sums = parts.leaves.map((leaf) => {
          const groups = this.leafGroups(leaf, attributes, all);
          const counts = leaf.aggregation === 'rows' || leaf.aggregation === 'count';
          let sum: number | null = counts ? 0 : null;
          for (const one of tuples) {
            const at = one[along] ?? null;
            if (others(one, along) !== others(tuple, along) || at === null || here === null || compare(at, here) > 0)
              continue;
            const found = aggregate(leaf.aggregation, groups.get(idOf(one)));
            if (found !== null) sum = (sum ?? 0) + Number(found);
          }
          return sum;
        });
        final = here === null ? null : parts.evaluate(...sums);
      } else if (modifier?.kind === 'moving_average') {
        const { along, rows } = modifier;
        const here = tuple[along] ?? null;
        const line = tuples.filter(
          (one) => others(one, along) === others(tuple, along) && (one[along] ?? null) !== null,
        );
        line.sort((a, b) => compare(a[along] ?? null, b[along] ?? null));
        const at = line.indexOf(tuple);
        const window = line
          .slice(Math.max(0, at - rows + 1), at + 1)
          .map(plain)
          .filter((one) => one !== null);
        final =
          here === null || window.length === 0
            ? null
            : window.reduce<number>((sum, one) => sum + Number(one), 0) / window.length;
      } else if (modifier?.kind === 'growth') {
        final = this.growth(measure, modifier, tuple, tuples, value, plain, filters);
      }
      result.set(idOf(tuple), final);
    }
    return result;
  }

  private growth(
    measure: Measure,
    { along, over }: { along: number; over: 'previous' | 'year' },
    tuple: Tuple,
    tuples: readonly Tuple[],
    value: Value,
    plain: (tuple: Tuple) => Value,
    filters: readonly Filter[],
  ): Value {
    const { attributes } = this.query;
    const attribute = attributes[along];
    const here = tuple[along] ?? null;
    if (here === null || !attribute?.bucket) return null;
    const before = previous(String(here), attribute.bucket, over);
    const earlier = tuple.map((key, index) => (index === along ? before : key));
    const leaves = this.parts(measure).leaves;
    const same = (filter: Filter): boolean =>
      filter.op === 'period' &&
      leaves.every((leaf) => {
        const [a, b] = [this.sight(leaf.table, attribute.of), this.sight(leaf.table, filter.on.of)];
        return a.home === b.home && a.name === b.name && JSON.stringify(a.ways) === JSON.stringify(b.ways);
      });
    const starts = filters.flatMap((filter) =>
      filter.op === 'period' && same(filter) && filter.start !== undefined ? [filter.start] : [],
    );
    const latest = starts.sort().at(-1);
    const first =
      latest === undefined ? undefined : String(bucketOf(latest, attribute.bucket, this.world.weekStart).key);
    if (first === undefined || before >= first) {
      return tuples.some((one) => idOf(one) === idOf(earlier)) ? minusOne(ratio(value, plain(earlier))) : null;
    }
    // The period before the first one that is shown: all of it, whatever the question's own dates cut off.
    const whole = this.values(
      measure,
      attributes,
      filters.filter((filter) => !same(filter)),
    );
    return minusOne(ratio(value, whole(earlier)));
  }
}

function minusOne(value: Value): Value {
  return value === null ? null : Number(value) - 1;
}

function ratio(value: Value, by: Value): Value {
  return value === null || by === null || Number(by) === 0 ? null : Number(value) / Number(by);
}

/** Numbers by size, text by code point (as the engine does), false before true. */
function compare(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}

function nullsLast(a: Value, b: Value, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return sign * compare(a, b);
}

function holds(order: number, op: '=' | '!=' | '<' | '<=' | '>' | '>='): boolean {
  return { '=': order === 0, '!=': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[
    op
  ];
}

function meets(value: Value, { op, value: bound, high }: Condition): boolean {
  if (value === null) return false;
  if (op === 'between') return compare(value, Number(bound)) >= 0 && compare(value, Number(high)) <= 0;
  return holds(compare(value, Number(bound)), op);
}

function shown(key: Value, bucket: Attribute['bucket'], weekStart: string): Value {
  if (key === null) return null;
  if (bucket === 'month_of_year') return MONTH_NAMES[Number(key) - 1] ?? null;
  if (bucket === 'quarter_of_year') return `Q${String(key)}`;
  if (bucket === 'day_of_week') return DAY_NAMES[(Number(key) - 1 + weekdayNumber(weekStart) - 1) % 7] ?? null;
  return key;
}

function aggregate(
  kind: string,
  group: { readonly values: readonly Value[]; readonly rows: number } | undefined,
): Value {
  const values = (group?.values ?? []).filter((value) => value !== null);
  const numbers = values.map(Number);
  const sum = numbers.reduce((total, value) => total + value, 0);
  const mean = sum / numbers.length;
  const spread = numbers.reduce((total, value) => total + (value - mean) ** 2, 0) / (numbers.length - 1);
  switch (kind) {
    case 'rows':
      return group?.rows ?? 0;
    case 'count':
      return values.length;
    case 'count_distinct':
      return new Set(values).size;
    case 'sum':
      return values.length === 0 ? null : sum;
    case 'average':
      return values.length === 0 ? null : mean;
    case 'stddev':
      return values.length < 2 ? null : Math.sqrt(spread);
    case 'variance':
      return values.length < 2 ? null : spread;
    case 'median': {
      const sorted = [...numbers].sort((a, b) => a - b);
      const middle = sorted.length >> 1;
      if (sorted.length === 0) return null;
      return sorted.length % 2 === 1
        ? (sorted[middle] ?? null)
        : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
    }
    default: {
      const [first, ...rest] = [...values].sort(compare);
      return (kind === 'min' ? first : (rest.at(-1) ?? first)) ?? null;
    }
  }
}

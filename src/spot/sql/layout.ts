import type { CalendarBucket, Model } from '../model/types';
import { windowsOf } from '../query/measures';
import { Refused } from '../query/refuse';
import { grainsOfQuery } from '../query/slice';
import type { Condition, Filter, SemanticQuery } from '../query/types';
import { buildBranch, type Grouped } from './branch';
import { bucketName, earlier, isNamed } from './buckets';
import { literal, numberParameter } from './expressions';
import { conjuncts, widen, type Growth } from './growth';
import type { Security } from './security';
import { Plan, type RowSql } from './slots';
import { all, binary, call, column, constant, parameter } from './tree';
import type { From, Join, Query, Select, SelectColumn, Sql, SqlOrder } from './tree';

const MAX_BRANCHES = 30;

export interface Built {
  readonly query: Select;
  readonly plan: Plan;
  readonly notes: readonly string[];
}

/** Turns a checked query into one SELECT. Throws Refused and NotPermitted. */
export function buildQuery(model: Model, query: SemanticQuery, security: Security, labels: readonly string[]): Built {
  return new Layout(model, query, security, labels).build();
}

/** Puts the branches together, and on top of them what works on the answer's rows. */
class Layout {
  private readonly plan: Plan;
  private readonly shown: readonly number[];
  private readonly conditions: readonly (readonly [number, Condition])[];
  private readonly topBy: number | undefined;
  private readonly orderBy: readonly (readonly [
    { readonly key: number } | { readonly slot: number },
    SqlOrder['direction'],
  ])[];
  private readonly notes = new Set<string>();
  private readonly totals = new Map<
    string,
    { readonly alias: string; readonly keys: readonly number[]; readonly leaves: Set<number> }
  >();
  private readonly befores = new Map<
    string,
    { readonly alias: string; readonly along: number; readonly over: 'previous' | 'year' }
  >();

  constructor(
    private readonly model: Model,
    private readonly query: SemanticQuery,
    private readonly security: Security,
    private readonly labels: readonly string[],
  ) {
    const plan = new Plan(model, query);
    this.plan = plan;
    this.shown = query.measures.map((measure) => plan.slot(measure));
    this.conditions = (query.conditions ?? []).map((condition) => [plan.slot(condition.measure), condition]);
    this.topBy = query.top && plan.slot(query.top.by);
    this.orderBy = (query.order ?? []).map(({ key, direction }) => {
      const way = direction === 'ascending' ? 'ASC' : 'DESC';
      if ('attribute' in key) return [{ key: key.attribute }, way];
      return [{ slot: 'measure' in key ? (this.shown[key.measure] ?? 0) : plan.slot(key.by) }, way];
    });
    if (plan.branches.length === 0) {
      const [table = ''] = grainsOfQuery(model, query);
      plan.branches.push({ table, filter: undefined, leaves: [], what: `A list of ${table}` });
    }
    if (plan.branches.length > MAX_BRANCHES) {
      throw new Refused(
        'too-complex',
        `This question needs ${plan.branches.length} separate aggregations; ${MAX_BRANCHES} are the most at once.`,
      );
    }
  }

  build(): Built {
    const growths = this.plan.slots.flatMap(({ measure: { modifier } }) =>
      modifier?.kind === 'growth' ? [modifier] : [],
    );
    const { filters, from } = this.widened(growths);
    const base = this.base(
      this.plan.keys.map((_, index) => index),
      this.plan.leaves.map((_, index) => index),
      filters,
    );
    const query = this.canBeOneSelect(growths) ? this.oneSelect(base) : this.layered(base, growths, from);
    return { query, plan: this.plan, notes: [...this.notes, ...this.plan.notes] };
  }

  private widened(growths: readonly Growth[]): { filters: readonly Filter[]; from: ReadonlyMap<number, string> } {
    const tables = [...new Set(this.plan.branches.map(({ table }) => table))];
    let filters: readonly Filter[] = conjuncts(this.query.filter);
    const from = new Map<number, string>();
    for (const along of new Set(growths.map((growth) => growth.along))) {
      const wider = widen(
        this.model,
        tables,
        this.plan.keys[along],
        growths.filter((growth) => growth.along === along),
        filters,
      );
      filters = wider.filters;
      if (wider.from !== undefined) from.set(along, wider.from);
    }
    return { filters, from };
  }

  /** Leaves at the grain of some keys: one branch as it is, several by UNION ALL and one more aggregation. */
  private base(keys: readonly number[], leaves: readonly number[], filters: readonly Filter[]): Grouped {
    const wanted = this.plan.branches.filter(
      (branch) => leaves.length === 0 || branch.leaves.some((leaf) => leaves.includes(leaf)),
    );
    const built = wanted.map((branch) => {
      const own = branch.leaves.filter((leaf) => leaves.includes(leaf));
      const part = buildBranch(this.model, this.security, {
        table: branch.table,
        what: branch.what,
        keys: keys.flatMap((index) => this.plan.keys[index] ?? []),
        filters: [...filters, ...conjuncts(branch.filter)],
        leaves: own.flatMap((leaf) => this.plan.leaves[leaf]?.leaf ?? []),
        ...(branch.semiAdditive ? { semiAdditive: branch.semiAdditive } : {}),
      });
      for (const note of part.notes) this.notes.add(note);
      return { own, part };
    });
    const [only] = built;
    if (only && built.length === 1) {
      return { ...only.part, leaves: leaves.flatMap((leaf) => only.part.leaves[only.own.indexOf(leaf)] ?? []) };
    }
    const parts = built.map(({ own, part }): Select => {
      const values = leaves.map((leaf): SelectColumn => {
        const plan = this.plan.leaves[leaf];
        const missing: Sql = { sql: 'missing', type: plan?.leaf.type ?? 'unknown' };
        return { value: part.leaves[own.indexOf(leaf)] ?? missing, as: valueName(leaf) };
      });
      return grouped(part, [...part.keys.map((value, at) => ({ value, as: keyName(keys[at] ?? 0) })), ...values]);
    });
    const union: Query = { query: 'union', parts };
    return {
      from: { first: { source: 'query', query: union, alias: 'parts' }, joins: [] },
      where: [],
      keys: keys.map((key) => column('parts', keyName(key))),
      leaves: leaves.map((leaf): Sql => {
        // Each leaf has a value in one branch only, so this picks it rather than aggregating it again.
        const value: Sql = { sql: 'aggregate', fn: 'max', operand: column('parts', valueName(leaf)) };
        return this.counts(leaf) ? call('coalesce', value, constant(0)) : value;
      }),
    };
  }

  /** A group that exists holds no rows of a table, rather than an unknown number of them. */
  private counts(leaf: number): boolean {
    const plan = this.plan.leaves[leaf]?.leaf;
    return plan?.node === 'count' || plan?.aggregation === 'count' || plan?.aggregation === 'count_distinct';
  }

  /** Whether the top rows are chosen in one order, or group by group, and shown in another. */
  private cutsBelow(): boolean {
    const { top, order } = this.query;
    return top !== undefined && ((top.per ?? []).length > 0 || order !== undefined);
  }

  /** Whether names, windows, hidden keys or growth need a second SELECT on top of the first. */
  private canBeOneSelect(growths: readonly Growth[]): boolean {
    const works = this.plan.slots.some(
      ({ measure, expression }) => measure.modifier !== undefined || windowsOf(this.model, expression).length > 0,
    );
    return (
      growths.length === 0 &&
      !works &&
      !this.cutsBelow() &&
      !this.plan.keys.some((key) => key.hidden || isNamed(key.bucket))
    );
  }

  private value(slot: number, row: RowSql): Sql {
    const found = this.plan.slots[slot];
    if (!found) throw new Error(`There is no measure ${slot}.`);
    return this.plan.valueSql(found, row);
  }

  private oneSelect(base: Grouped): Select {
    const unexpected = (): never => {
      throw new Error('A measure needs more than one SELECT.');
    };
    const row: RowSql = {
      key: (index) => at(base.keys, index),
      leaf: (index) => at(base.leaves, index),
      total: unexpected,
      before: unexpected,
    };
    const columns = [...base.keys, ...this.shown.map((slot) => this.value(slot, row))].map((value, index) => ({
      value,
      as: at(this.labels, index),
    }));
    const having = this.conditions.map(([slot, condition]) =>
      conditionSql(this.value(slot, row), condition, this.typeOf(slot)),
    );
    const select = grouped(base, columns);
    const order = this.order(
      (key) => ({ ordinal: key + 1 }),
      (slot) => {
        const shown = this.shown.indexOf(slot);
        return shown >= 0 ? { ordinal: base.keys.length + shown + 1 } : this.value(slot, row);
      },
    );
    return { ...select, ...(having.length > 0 ? { having } : {}), order, ...this.limit() };
  }

  private layered(base: Grouped, growths: readonly Growth[], from: ReadonlyMap<number, string>): Select {
    const now = growths.length > 0 ? 'now' : 'base';
    const baseQuery = grouped(base, [
      ...base.keys.map((value, index) => ({ value, as: keyName(index) })),
      ...base.leaves.map((value, index) => ({ value, as: valueName(index) })),
    ]);
    const row: RowSql = {
      key: (index) => column(now, keyName(index)),
      leaf: (index) => column(now, valueName(index)),
      total: (keys, leaf) => this.total(keys, leaf),
      before: (along, over, leaf) => column(this.before(along, over), valueName(leaf)),
    };
    const values = this.plan.slots.map((_, slot): SelectColumn => ({
      value: this.value(slot, row),
      as: slotName(slot),
    }));
    const keys = this.plan.keys.map((_, index): SelectColumn => ({ value: row.key(index), as: keyName(index) }));
    const where = [...from].map(([along, start]) => binary('>=', row.key(along), moment(start)));
    const joins = [...this.beforeJoins(row), ...this.totalJoins(row)];
    const first: From['first'] =
      growths.length > 0
        ? { source: 'table', name: 'base', alias: now }
        : { source: 'query', query: baseQuery, alias: now };
    const rows: Select = { query: 'select', columns: [...keys, ...values], from: { first, joins }, where };
    const answer = this.finish(rows);
    return growths.length > 0 ? { ...answer, with: [{ name: 'base', query: baseQuery }] } : answer;
  }

  private total(keys: readonly number[], leaf: number): Sql {
    const id = keys.join(',');
    const known = this.totals.get(id) ?? { alias: `total ${this.totals.size + 1}`, keys, leaves: new Set<number>() };
    known.leaves.add(leaf);
    this.totals.set(id, known);
    return column(known.alias, valueName(leaf));
  }

  /** Values of a coarser grain, for what cannot be added up from the rows. Under the question's own filters. */
  private totalJoins(row: RowSql): Join[] {
    return [...this.totals.values()].map(({ alias, keys, leaves }): Join => {
      const wanted = [...leaves];
      const coarse = this.base(keys, wanted, conjuncts(this.query.filter));
      const query = grouped(coarse, [
        ...coarse.keys.map((value, index) => ({ value, as: keyName(at(keys, index)) })),
        ...coarse.leaves.map((value, index) => ({ value, as: valueName(at(wanted, index)) })),
      ]);
      const on = keys.map((key): Sql => ({ sql: 'same', left: row.key(key), right: column(alias, keyName(key)) }));
      return { type: 'LEFT', source: { source: 'query', query, alias }, on };
    });
  }

  private before(along: number, over: 'previous' | 'year'): string {
    const id = `${along} ${over}`;
    const known = this.befores.get(id) ?? { alias: `before ${this.befores.size + 1}`, along, over };
    this.befores.set(id, known);
    return known.alias;
  }

  /** The period before by the calendar, not the row before: a missing period is missing. */
  private beforeJoins(row: RowSql): Join[] {
    return [...this.befores.values()].map(({ alias, along, over }): Join => {
      const bucket = this.plan.keys[along]?.bucket as CalendarBucket;
      const on = this.plan.keys.map((_, index): Sql => {
        const other = column(alias, keyName(index));
        if (index !== along) return { sql: 'same', left: row.key(index), right: other };
        return binary('=', other, earlier(row.key(index), bucket, over));
      });
      return { type: 'LEFT', source: { source: 'table', name: 'base', alias }, on };
    });
  }

  /** Conditions, top, order, limit and names on top of the answer's rows. */
  private finish(rows: Select): Select {
    const { top } = this.query;
    const from = (query: Query, alias: string): From => ({ first: { source: 'query', query, alias }, joins: [] });
    let source = from(rows, 'answer');
    let where = this.conditions.map(([slot, condition]) =>
      conditionSql(column('answer', slotName(slot)), condition, this.typeOf(slot)),
    );
    if (top && this.topBy !== undefined && this.cutsBelow()) {
      const order: SqlOrder[] = [
        { by: column('answer', slotName(this.topBy)), direction: top.direction === 'top' ? 'DESC' : 'ASC' },
        ...this.plan.keys.map((_, index): SqlOrder => ({ by: column('answer', keyName(index)), direction: 'ASC' })),
      ];
      const columns = rows.columns.map(({ as }) => ({ value: column('answer', as), as }));
      const partition = (top.per ?? []).map((index) => column('answer', keyName(index)));
      if (partition.length === 0) {
        source = from({ query: 'select', columns, from: source, where, order, limit: top.n }, 'answer');
        where = [];
      } else {
        const place: Sql = { sql: 'window', fn: 'row_number', partition, order };
        source = from(
          { query: 'select', columns: [...columns, { value: place, as: 'place' }], from: source, where },
          'answer',
        );
        where = [binary('<=', column('answer', 'place'), constant(top.n))];
      }
    }
    const shownKeys = this.plan.keys.flatMap(({ hidden, bucket }, index) => {
      const key = column('answer', keyName(index));
      return hidden ? [] : [bucketName(key, bucket, this.model.weekStart)];
    });
    const values = [...shownKeys, ...this.shown.map((slot) => column('answer', slotName(slot)))];
    return {
      query: 'select',
      columns: values.map((value, index) => ({ value, as: at(this.labels, index) })),
      from: source,
      where,
      order: this.order(
        (key) => column('answer', keyName(key)),
        (slot) => column('answer', slotName(slot)),
      ),
      ...this.limit(),
    };
  }

  private order(key: (index: number) => SqlOrder['by'], slot: (index: number) => SqlOrder['by']): SqlOrder[] {
    const { top } = this.query;
    const order: SqlOrder[] = this.orderBy.map(([by, direction]) => ({
      by: 'key' in by ? key(by.key) : slot(by.slot),
      direction,
    }));
    const used = new Set(this.orderBy.flatMap(([by]) => ('key' in by ? [by.key] : [])));
    const rest = this.plan.keys.map((_, index) => index).filter((index) => !used.has(index));
    if (top && this.topBy !== undefined && this.orderBy.length === 0) {
      for (const index of top.per ?? []) order.push({ by: key(index), direction: 'ASC' });
      order.push({ by: slot(this.topBy), direction: top.direction === 'top' ? 'DESC' : 'ASC' });
      return [
        ...order,
        ...rest
          .filter((index) => !top.per?.includes(index))
          .map((index): SqlOrder => ({ by: key(index), direction: 'ASC' })),
      ];
    }
    return [...order, ...rest.map((index): SqlOrder => ({ by: key(index), direction: 'ASC' }))];
  }

  private limit(): { limit?: number } {
    const { top, limit } = this.query;
    const cut = top && !this.cutsBelow() ? top.n : undefined;
    const least = Math.min(cut ?? Infinity, limit ?? Infinity);
    return Number.isFinite(least) ? { limit: least } : {};
  }

  private typeOf(slot: number): 'number' | 'other' {
    const found = this.plan.slots[slot];
    if (!found || found.measure.modifier) return 'number';
    return found.expression.type === 'number' || found.expression.type === 'unknown' ? 'number' : 'other';
  }
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`There is no entry ${index}.`);
  return found;
}

const keyName = (index: number): string => `key ${index + 1}`;
const valueName = (index: number): string => `value ${index + 1}`;
const slotName = (index: number): string => `measure ${index + 1}`;

function moment(text: string): Sql {
  return parameter(text.length === 10 ? 'date' : 'timestamp', text);
}

function grouped(base: Grouped, columns: readonly SelectColumn[]): Select {
  return {
    query: 'select',
    columns,
    from: base.from,
    where: base.where,
    ...(base.keys.length > 0 ? { groupBy: base.keys.length } : {}),
  };
}

function conditionSql(value: Sql, { op, value: bound, high }: Condition, type: 'number' | 'other'): Sql {
  const sql = (one: number | string): Sql => {
    if (type === 'number') return numberParameter(one);
    return /^\d{4}-\d{2}-\d{2}/.test(String(one)) ? moment(String(one)) : literal(String(one), 'text');
  };
  if (op === 'between') {
    return all('AND', [
      binary('>=', value, sql(bound)),
      ...(high === undefined ? [] : [binary('<=', value, sql(high))]),
    ]);
  }
  return binary(op === '!=' ? '<>' : op, value, sql(bound));
}

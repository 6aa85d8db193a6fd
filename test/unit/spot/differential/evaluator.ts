/**
 * What a question means, worked out the slow way: loops over rows, following the definitions of the documentation and
 * sharing no code with the compiler. The differential test compares it with what the engine makes of the SQL.
 */
import type { Filter, Measure, SemanticQuery } from '../../../../src/spot/query';
import { bucketOf, previous } from './calendar';
import { Groups, idOf, type Tuple } from './groups';
import type { Joining } from './joining';
import { aggregate, compare, meets, minusOne, nullsLast, ratio, shown } from './values';
import type { Value, World } from './world';

/** The rows that answer a question; throws Impossible when nothing can. */
export function evaluate(world: World, joining: Joining, query: SemanticQuery): Value[][] {
  return new Answer(world, joining, query).rows();
}

class Answer extends Groups {
  private readonly groups = new Map<string, Tuple>();

  constructor(
    world: World,
    joining: Joining,
    private readonly query: SemanticQuery,
  ) {
    super(world, joining);
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

import type {
  Attribute,
  Condition,
  Filter,
  FilterField,
  Measure,
  Modifier,
  SemanticQuery,
} from '../../../../src/spot/query';
import type { Random } from './random';
import type { World } from './world';

const CALENDAR = ['day', 'week', 'month', 'quarter', 'year'] as const;
const CYCLIC = ['day_of_week', 'day_of_month', 'week_of_year', 'month_of_year', 'quarter_of_year'] as const;
const FACTS = ['orders', 'lines', 'returns', 'stock', 'shops', 'goods', 'tags', 'areas', 'leases', 'good_tags'];

/** Fields that can be grouped and filtered by, with what to filter for. */
interface Choice {
  readonly of: Attribute['of'];
  readonly type: 'text' | 'boolean' | 'date' | 'timestamp' | 'number';
}

function choices(world: World): Choice[] {
  const list: Choice[] = [];
  const nodes = [
    ...world.tables.map(({ name }) => [name, name] as const),
    ...world.joins.filter((join) => join.to !== join.target).map((join) => [join.to, join.target] as const),
  ];
  for (const [node, table] of nodes) {
    for (const { name, type, kind } of world.tables.find((one) => one.name === table)?.columns ?? []) {
      if (kind === 'attribute')
        list.push({
          of: { field: 'column', table: node, column: name },
          type: type === 'integer' || type === 'decimal' ? 'number' : type,
        });
    }
  }
  for (const { name, kind, type } of world.rowFormulas)
    if (kind === 'attribute') list.push({ of: { field: 'formula', formula: name }, type });
  list.push({ of: { field: 'default_date' }, type: 'date' }, { of: { field: 'default_date' }, type: 'date' });
  return list;
}

/** A question about a world: mostly answerable, sometimes not. */
export function randomQuery(world: World, random: Random): SemanticQuery {
  const fields = choices(world);
  // Most questions stay near one table, or they would mostly be refused.
  const near: Readonly<Record<string, readonly string[]>> = {
    orders: ['orders', 'shops', 'areas', 'wider area', 'other shop', 'days', 'leases', 'lines', 'goods'],
    lines: ['lines', 'orders', 'goods', 'shops', 'areas', 'other shop', 'days'],
    returns: ['returns', 'goods', 'shops', 'areas'],
    stock: ['stock', 'goods', 'shops', 'areas', 'days'],
    shops: ['shops', 'areas', 'leases', 'orders', 'returns', 'wider area'],
    goods: ['goods', 'good_tags', 'tags', 'lines', 'orders'],
    tags: ['tags', 'good_tags', 'goods'],
    areas: ['areas', 'wider area', 'shops'],
    leases: ['leases', 'shops', 'areas', 'orders'],
    good_tags: ['good_tags', 'goods', 'tags'],
  };
  const facts = random.chance(0.35) ? random.some(FACTS, 2) : [random.pick(FACTS)];
  const common = near[facts[0] ?? '']?.filter((node) => facts.every((fact) => near[fact]?.includes(node))) ?? [];
  const close = fields.filter(
    ({ of }) =>
      of.field === 'default_date' ||
      (of.field === 'column'
        ? common.includes(of.table)
        : common.includes(world.rowFormulas.find((one) => one.name === of.formula)?.table ?? '')),
  );
  const field = (): Choice => (random.chance(0.05) || close.length === 0 ? random.pick(fields) : random.pick(close));

  const attributes = Array.from({ length: random.pick([0, 1, 1, 2, 2, 3]) }, (): Attribute => {
    const { of, type } = field();
    if (type !== 'date' && type !== 'timestamp') return { of };
    const bucket = random.chance(0.75) ? random.pick(CALENDAR) : random.pick(CYCLIC);
    if (type === 'timestamp' && random.chance(0.1))
      return { of, bucket: random.pick(['hour', 'hour_of_day'] as const) };
    return { of, bucket };
  });
  const filter = random.chance(0.6) ? randomFilter(random, field, random.pick([0, 0, 1, 2])) : undefined;
  const measure = (modified: boolean): Measure => randomMeasure(world, random, facts, attributes, field, modified);
  const measures = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => measure(true));
  const sortable = (): Measure => {
    for (;;) {
      const one = measure(false);
      // Means are rounded differently on the two sides, so ties would not be ties.
      if (
        !['average', 'stddev', 'variance'].includes(one.aggregation ?? 'sum') &&
        !['price', 'stars'].includes(one.of.field === 'column' ? one.of.column : '')
      )
        return one;
    }
  };
  const conditions = random.chance(0.2) ? [randomCondition(random, sortable())] : undefined;
  const per = attributes.length > 1 && random.chance(0.4) ? [random.whole(0, attributes.length - 1)] : undefined;
  const top = random.chance(0.25)
    ? {
        n: random.whole(1, 3),
        direction: random.pick(['top', 'bottom'] as const),
        by: sortable(),
        ...(per ? { per } : {}),
      }
    : undefined;
  const order = random.chance(0.2)
    ? [
        {
          key:
            attributes.length > 0 && random.chance(0.5)
              ? { attribute: random.whole(0, attributes.length - 1) }
              : { by: sortable() },
          direction: random.pick(['ascending', 'descending'] as const),
        },
      ]
    : undefined;
  return {
    attributes,
    measures,
    ...(filter ? { filter } : {}),
    ...(conditions ? { conditions } : {}),
    ...(top ? { top } : {}),
    ...(order ? { order } : {}),
    ...(random.chance(0.1) ? { limit: random.whole(1, 5) } : {}),
  };
}

function randomMeasure(
  world: World,
  random: Random,
  facts: readonly string[],
  attributes: readonly Attribute[],
  field: () => Choice,
  modified: boolean,
): Measure {
  const fact = random.pick(facts);
  const table = world.tables.find((one) => one.name === fact);
  const columns = table?.columns.filter(({ kind }) => kind === 'measure') ?? [];
  let base: Measure = { of: { field: 'count', table: fact } };
  const die = random.next();
  if (die < 0.12 && fact === 'lines')
    base = { of: { field: 'formula', formula: random.pick(['gain', 'return rate', 'paid per order']) } };
  else if (die < 0.2 && fact === 'lines') base = { of: { field: 'formula', formula: 'list value' } };
  else if (die < 0.3) {
    const texts = table?.columns.filter(({ kind, type }) => kind === 'attribute' && type === 'text') ?? [];
    if (texts.length > 0)
      base = {
        of: { field: 'column', table: fact, column: random.pick(texts).name },
        aggregation: random.pick(['count_distinct', 'count', 'min', 'max'] as const),
      };
  } else if (die < 0.85 && columns.length > 0) {
    const column = random.pick(columns);
    base = { of: { field: 'column', table: fact, column: column.name } };
    if (random.chance(0.35))
      base = {
        ...base,
        aggregation: random.pick([
          'sum',
          'average',
          'count',
          'count_distinct',
          'min',
          'max',
          'median',
          'stddev',
          'variance',
        ] as const),
      };
  }
  if (random.chance(0.12)) base = { ...base, filter: randomFilter(random, field, 0) };
  if (!modified || !random.chance(0.3) || base.aggregation === 'min' || base.aggregation === 'max') return base;
  const modifier = randomModifier(random, attributes, base);
  return modifier ? { ...base, modifier } : base;
}

function randomModifier(random: Random, attributes: readonly Attribute[], base: Measure): Modifier | undefined {
  const per = attributes.length > 0 && random.chance(0.4) ? { per: [random.whole(0, attributes.length - 1)] } : {};
  const along = random.whole(0, Math.max(0, attributes.length - 1));
  const rounded =
    base.aggregation === 'average' ||
    base.aggregation === 'stddev' ||
    base.aggregation === 'variance' ||
    (base.of.field === 'column' && ['price', 'stars'].includes(base.of.column));
  switch (random.whole(0, 4)) {
    case 0:
      return { kind: 'share', ...per };
    case 1:
      return rounded
        ? undefined
        : { kind: 'rank', direction: random.pick(['ascending', 'descending'] as const), ...per };
    case 2:
      return attributes.length > 0 ? { kind: 'cumulative', along } : undefined;
    case 3:
      return attributes.length > 0 ? { kind: 'moving_average', along, rows: random.whole(1, 3) } : undefined;
    default: {
      const dated = attributes.findIndex(
        ({ bucket, of }) =>
          (CALENDAR as readonly unknown[]).includes(bucket) &&
          (of.field === 'default_date' || (of.field === 'column' && of.column === 'at')),
      );
      const stock = base.of.field === 'column' && base.of.column === 'held';
      return dated < 0 || (stock && attributes[dated]?.of.field !== 'default_date')
        ? undefined
        : { kind: 'growth', along: dated, over: random.pick(['previous', 'year'] as const) };
    }
  }
}

function date(random: Random): string {
  return new Date(Date.UTC(2023, 10, 17) + random.whole(0, 62) * 8 * 86_400_000).toISOString().slice(0, 10);
}

const TEXTS = ['ash', 'BIRCH', 'cedar', 'oak', '50%', 'a_b', "O'K", 'ölm', 'none', 'few', '***'];

function randomFilter(random: Random, field: () => Choice, depth: number): Filter {
  if (depth > 0) {
    const parts = Array.from({ length: random.whole(1, 3) }, () => randomFilter(random, field, depth - 1));
    const [first] = parts;
    if (first && random.chance(0.2)) return { op: 'not', filter: first };
    return { op: random.chance(0.65) ? 'and' : 'or', all: parts };
  }
  const { of, type } = field();
  const on: FilterField = { of };
  if (random.chance(0.08)) return { op: random.pick(['is_null', 'is_not_null'] as const), on };
  switch (type) {
    case 'boolean':
      return { op: random.pick(['=', '!='] as const), on, value: random.chance(0.5) };
    case 'number':
      return { op: random.pick(['=', '<', '>='] as const), on, value: random.whole(0, 9) };
    case 'date':
    case 'timestamp':
      return dateFilter(random, on);
    case 'text':
      break;
  }
  switch (random.whole(0, 3)) {
    case 0:
      return { op: random.pick(['in', 'not_in'] as const), on, values: random.some(TEXTS, random.whole(1, 3)) };
    case 1:
      return {
        op: random.pick(['contains', 'begins_with', 'ends_with'] as const),
        on,
        value: random.pick(['a', 'K', '%', '_', "'", 'Ce', 'ÖL']),
      };
    default:
      return { op: random.pick(['=', '=', '!=', '<', '>='] as const), on, value: random.pick(TEXTS) };
  }
}

function dateFilter(random: Random, on: FilterField): Filter {
  const [a, b] = [date(random), date(random)].sort() as [string, string];
  switch (random.whole(0, 7)) {
    case 0:
      return { op: random.pick(['=', '<=', '>', '!='] as const), on, value: a };
    case 1:
      return { op: 'between', on, low: a, high: b };
    case 2:
      return {
        op: random.pick(['=', '!='] as const),
        on: { ...on, bucket: 'day_of_week' },
        value: random.pick(['Monday', 'sunday', 'Friday']),
      };
    case 3:
      return { op: 'in', on: { ...on, bucket: 'month_of_year' }, values: ['January', 'december'] };
    case 4:
      return { op: 'period', on, start: a };
    default:
      return { op: 'period', on, start: a, end: b };
  }
}

function randomCondition(random: Random, measure: Measure): Condition {
  const value = random.whole(-3, 12) + 0.1;
  const textual =
    measure.of.field === 'column' &&
    ['shop', 'good', 'tag', 'way', 'kind', 'why', 'area', 'term', 'note'].includes(measure.of.column) &&
    (measure.aggregation === 'min' || measure.aggregation === 'max');
  if (textual) return { measure: { ...measure, aggregation: 'count' }, op: '>', value };
  if (random.chance(0.2)) return { measure, op: 'between', value, high: value + 10 };
  return { measure, op: random.pick(['>', '<', '>=', '!='] as const), value };
}

/** Smaller questions than one that failed: each with one thing left out. */
export function smaller(query: SemanticQuery): SemanticQuery[] {
  const list: SemanticQuery[] = [];
  const without = (key: 'filter' | 'conditions' | 'top' | 'order' | 'limit'): void => {
    if (query[key] === undefined) return;
    list.push(Object.fromEntries(Object.entries(query).filter(([name]) => name !== key)) as unknown as SemanticQuery);
  };
  for (const key of ['filter', 'conditions', 'top', 'order', 'limit'] as const) without(key);
  query.measures.forEach((measure, index) => {
    if (query.measures.length > 1 && !query.order?.some(({ key }) => 'measure' in key))
      list.push({ ...query, measures: query.measures.filter((_, at) => at !== index) });
    const { modifier, filter, ...bare } = measure;
    const put = (one: Measure): SemanticQuery => ({
      ...query,
      measures: query.measures.map((other, at) => (at === index ? one : other)),
    });
    if (modifier) list.push(put({ ...bare, ...(filter ? { filter } : {}) }));
    if (filter) list.push(put({ ...bare, ...(modifier ? { modifier } : {}) }));
  });
  const pointed = /"(per|along|attribute)":/.test(JSON.stringify(query));
  if (!pointed)
    query.attributes.forEach((_, index) =>
      list.push({ ...query, attributes: query.attributes.filter((_one, at) => at !== index) }),
    );
  const { filter } = query;
  if (filter?.op === 'and' || filter?.op === 'or') {
    for (const part of filter.all) list.push({ ...query, filter: part });
    filter.all.forEach((_, index) => {
      if (filter.all.length > 1)
        list.push({ ...query, filter: { ...filter, all: filter.all.filter((_one, at) => at !== index) } });
    });
  }
  if (filter?.op === 'not') list.push({ ...query, filter: filter.filter });
  return list;
}

import type { LoadedTable } from '../../../../src/spot/port';
import { AGGREGATE_FORMULAS, ROW_FORMULAS, type AggregateFormula, type RowFormula } from './formulas';
import { Random } from './random';

export type Value = string | number | boolean | null;
export type Row = Readonly<Record<string, Value>>;

export interface ColumnSpec {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'timestamp';
  readonly kind: 'attribute' | 'measure' | 'key';
  readonly aggregation?: string;
  readonly semiAdditive?: { readonly date: string; readonly take: 'last' | 'first' };
}

export interface JoinSpec {
  readonly from: string;
  /** Node name: the target or the role. */
  readonly to: string;
  readonly target: string;
  readonly on: readonly (readonly [string, string])[];
  readonly cardinality: 'many_to_one' | 'one_to_one';
  readonly type: 'left' | 'inner';
}

export interface TableSpec {
  readonly name: string;
  readonly primaryKey: readonly string[];
  readonly date?: string;
  readonly columns: readonly ColumnSpec[];
  readonly rows: Row[];
  /** Only rows of tenant `a` are visible; otherwise all. */
  readonly secured: boolean;
  readonly masks: Readonly<Record<string, string>>;
}

export interface World {
  readonly seed: number;
  /** Most keys match, and mostly within a tenant: many joins keep every row. */
  readonly tidy: boolean;
  readonly tables: readonly TableSpec[];
  readonly joins: readonly JoinSpec[];
  readonly defaultDate: { readonly table: string; readonly column: string };
  readonly weekStart: 'monday' | 'sunday' | 'wednesday';
  readonly rowFormulas: readonly RowFormula[];
  readonly aggregateFormulas: readonly AggregateFormula[];
}

const WORDS = ['ash', 'Birch', 'cedar', 'CEDAR', 'oak', '50%', 'a_b', "o'k", 'ölm', ''];

function text(random: Random): Value {
  return random.chance(0.12) ? null : random.pick(WORDS);
}

/** Around two year ends and a leap day, so that buckets and growth meet gaps. Few enough that questions hit them exactly. */
function day(random: Random): Value {
  if (random.chance(0.06)) return null;
  const base = Date.UTC(2023, 10, 17) + random.whole(0, 62) * 8 * 86_400_000;
  return new Date(base).toISOString().slice(0, 10);
}

function moment(random: Random): Value {
  const date = day(random);
  if (date === null) return null;
  return random.chance(0.3)
    ? `${String(date)} 00:00:00`
    : `${String(date)} ${String(random.whole(0, 23)).padStart(2, '0')}:30:00`;
}

/** A multiple of a quarter: sums are exact in binary too, so ties are ties on both sides. */
function amount(random: Random): Value {
  return random.chance(0.1) ? null : random.whole(-8, 40) / 4;
}

function whole(random: Random): Value {
  return random.chance(0.1) ? null : random.whole(-2, 9);
}

/** A key of another table, or none, or one that matches nothing. */
function key(random: Random, ids: readonly number[]): Value {
  if (random.chance(0.1)) return null;
  return random.chance(0.1) || ids.length === 0 ? 999 : random.pick(ids);
}

function tenant(random: Random): string {
  return random.chance(0.2) ? 'B' : random.chance(0.1) ? 'A' : 'a';
}

const column = (
  name: string,
  type: ColumnSpec['type'],
  kind: ColumnSpec['kind'] = 'attribute',
  more: Partial<ColumnSpec> = {},
): ColumnSpec => ({
  name,
  type,
  kind,
  ...more,
});

/** A model with every shape of join that Spot knows, in random parts, and a little untidy data. */
export function randomWorld(seed: number): World {
  const random = new Random(seed);
  const size = (): number => random.whole(0, 14);
  const ids = (count: number, from: number): number[] => Array.from({ length: count }, (_, index) => from + index);
  const [shopIds, goodIds, tagIds, orderIds] = [
    ids(random.whole(0, 4), 1),
    ids(random.whole(0, 6), 1),
    ids(random.whole(0, 3), 1),
    ids(size(), 1),
  ];
  const tables: TableSpec[] = [];
  const add = (
    name: string,
    primaryKey: string[],
    columns: ColumnSpec[],
    rows: Record<string, Value>[],
    date?: string,
  ): void => {
    const texts = columns.filter(({ type, kind }) => type === 'text' && kind === 'attribute');
    const masked = random.chance(0.15) && texts.length > 0 ? { [random.pick(texts).name]: '***' } : {};
    tables.push({
      name,
      primaryKey,
      ...(date === undefined ? {} : { date }),
      columns: [...columns, column('tenant', 'text', 'key')],
      rows: rows.map((row) => ({ ...row, tenant: tenant(random) })),
      secured: random.chance(0.8),
      masks: masked,
    });
  };
  const inner = (): 'left' | 'inner' => (random.chance(0.12) ? 'inner' : 'left');
  const joins: JoinSpec[] = [];
  const join = (from: string, to: string, on: [string, string][], more: Partial<JoinSpec> = {}): void => {
    joins.push({ from, to, target: to, on, cardinality: 'many_to_one', type: inner(), ...more });
  };

  const areaIds = ids(random.whole(0, 3), 1);
  add(
    'areas',
    ['id'],
    [
      column('id', 'integer', 'key'),
      column('area', 'text'),
      column('up', 'integer', 'key'),
      column('size', 'integer', 'measure'),
    ],
    areaIds.map((id) => ({ id, area: text(random), up: key(random, areaIds), size: whole(random) })),
  );
  add(
    'shops',
    ['id'],
    [
      column('id', 'integer', 'key'),
      column('shop', 'text'),
      column('area_id', 'integer', 'key'),
      column('rent', 'decimal', 'measure'),
    ],
    shopIds.map((id) => ({ id, shop: text(random), area_id: key(random, areaIds), rent: amount(random) })),
  );
  add(
    'leases',
    ['shop_id'],
    [column('shop_id', 'integer', 'key'), column('term', 'text'), column('fee', 'decimal', 'measure')],
    shopIds.filter(() => random.chance(0.7)).map((shop_id) => ({ shop_id, term: text(random), fee: amount(random) })),
  );
  add(
    'goods',
    ['id'],
    [
      column('id', 'integer', 'key'),
      column('good', 'text'),
      column('new', 'boolean'),
      column('price', 'decimal', 'measure', { aggregation: 'average' }),
    ],
    goodIds.map((id) => ({
      id,
      good: text(random),
      new: random.chance(0.2) ? null : random.chance(0.5),
      price: amount(random),
    })),
  );
  add(
    'tags',
    ['id'],
    [column('id', 'integer', 'key'), column('tag', 'text'), column('weight', 'integer', 'measure')],
    tagIds.map((id) => ({ id, tag: text(random), weight: whole(random) })),
  );
  add(
    'good_tags',
    [],
    [column('good_id', 'integer', 'key'), column('tag_id', 'integer', 'key'), column('note', 'text')],
    ids(size(), 1).map(() => ({ good_id: key(random, goodIds), tag_id: key(random, tagIds), note: text(random) })),
  );
  add(
    'days',
    ['on'],
    [column('on', 'date', 'key'), column('season', 'text')],
    [...new Set(ids(20, 0).map(() => day(random)))]
      .filter((on) => on !== null)
      .map((on) => ({ on, season: text(random) })),
  );
  add(
    'orders',
    ['id'],
    [
      column('id', 'integer', 'key'),
      column('shop_id', 'integer', 'key'),
      column('other_shop_id', 'integer', 'key'),
      column('at', 'timestamp'),
      column('sent', 'date'),
      column('way', 'text'),
      column('fee', 'decimal', 'measure'),
      column('stars', 'integer', 'measure', { aggregation: 'average' }),
    ],
    orderIds.map((id) => ({
      id,
      shop_id: key(random, shopIds),
      other_shop_id: key(random, shopIds),
      at: moment(random),
      sent: day(random),
      way: text(random),
      fee: amount(random),
      stars: whole(random),
    })),
    'at',
  );
  add(
    'lines',
    random.chance(0.5) ? ['id'] : [],
    [
      column('id', 'integer', 'key'),
      column('order_id', 'integer', 'key'),
      column('good_id', 'integer', 'key'),
      column('paid', 'decimal', 'measure'),
      column('units', 'integer', 'measure'),
      column('kind', 'text'),
    ],
    ids(random.whole(0, 25), 1).map((id) => ({
      id,
      order_id: key(random, orderIds),
      good_id: key(random, goodIds),
      paid: amount(random),
      units: whole(random),
      kind: text(random),
    })),
  );
  add(
    'returns',
    ['id'],
    [
      column('id', 'integer', 'key'),
      column('good_id', 'integer', 'key'),
      column('shop_id', 'integer', 'key'),
      column('back', 'date'),
      column('refund', 'decimal', 'measure'),
      column('why', 'text'),
    ],
    ids(size(), 1).map((id) => ({
      id,
      good_id: key(random, goodIds),
      shop_id: key(random, shopIds),
      back: day(random),
      refund: amount(random),
      why: text(random),
    })),
    'back',
  );
  const counted = Array.from({ length: 6 }, () => day(random));
  add(
    'stock',
    ['shop_id', 'good_id', 'day'],
    [
      column('shop_id', 'integer', 'key'),
      column('good_id', 'integer', 'key'),
      column('day', 'date'),
      column('held', 'integer', 'measure', {
        semiAdditive: { date: 'day', take: random.chance(0.7) ? 'last' : 'first' },
      }),
    ],
    ids(random.whole(0, 25), 1).map(() => ({
      shop_id: key(random, shopIds),
      good_id: key(random, goodIds),
      day: random.pick(counted),
      held: whole(random),
    })),
    'day',
  );

  join('shops', 'areas', [['area_id', 'id']]);
  join('areas', 'wider area', [['up', 'id']], { target: 'areas' });
  join('shops', 'leases', [['id', 'shop_id']], { cardinality: 'one_to_one', type: 'left' });
  join('good_tags', 'goods', [['good_id', 'id']]);
  join('good_tags', 'tags', [['tag_id', 'id']]);
  join('orders', 'shops', [['shop_id', 'id']]);
  join('orders', 'other shop', [['other_shop_id', 'id']], { target: 'shops' });
  join('orders', 'days', [['sent', 'on']]);
  join('lines', 'orders', [['order_id', 'id']]);
  join('lines', 'goods', [['good_id', 'id']]);
  join('returns', 'goods', [['good_id', 'id']]);
  join('returns', 'shops', [['shop_id', 'id']]);
  join('stock', 'goods', [['good_id', 'id']]);
  join('stock', 'shops', [['shop_id', 'id']]);
  join('stock', 'days', [['day', 'on']]);
  if (random.chance(0.3)) join('other shop', 'other area', [['area_id', 'id']], { target: 'areas' });
  // A second way up makes some questions ambiguous.
  if (random.chance(0.15)) join('returns', 'orders', [['id', 'id']]);

  const tidy = random.chance(0.5);
  if (tidy) tidyUp(random, tables, joins);

  const weekStart = random.pick(['monday', 'sunday', 'wednesday'] as const);
  return {
    seed,
    tidy,
    tables,
    joins,
    defaultDate: { table: 'orders', column: 'at' },
    weekStart,
    rowFormulas: ROW_FORMULAS,
    aggregateFormulas: AGGREGATE_FORMULAS,
  };
}

/** Lets keys find rows, now and then all keys of a join and always of the same tenant. */
function tidyUp(random: Random, tables: readonly TableSpec[], joins: readonly JoinSpec[]): void {
  const rowsOf = (name: string): Row[] => tables.find((table) => table.name === name)?.rows ?? [];
  if (random.chance(0.3))
    for (const { rows } of tables) rows.forEach((row, at) => (rows[at] = { ...row, tenant: 'a' }));
  for (const { name, rows } of tables) {
    const own = joins.filter((join) => join.from === name && join.cardinality === 'many_to_one' && random.chance(0.8));
    const strict = random.chance(0.8);
    for (const [at, row] of rows.entries()) {
      const found = own.flatMap(({ target, on }) => {
        const [[mine, theirs] = ['', '']] = on;
        const fitting = rowsOf(target).filter(({ tenant: other }) => !strict || other === row['tenant']);
        return mine === 'id' || fitting.length === 0 ? [] : [[mine, random.pick(fitting)[theirs] ?? null] as const];
      });
      rows[at] = { ...row, ...Object.fromEntries(found) };
    }
  }
  for (const { primaryKey, rows } of tables) {
    const keyOf = (row: Row): string => JSON.stringify(primaryKey.map((column) => row[column]));
    const unique = new Map(rows.map((row) => [primaryKey.length > 0 ? keyOf(row) : JSON.stringify(row), row]));
    rows.splice(0, rows.length, ...unique.values());
  }
}

/** model.yaml for a world. */
export function modelText(world: World): string {
  const lines = [
    `name: Random`,
    `default_date: ${world.defaultDate.table}.${world.defaultDate.column}`,
    `week_start: ${world.weekStart}`,
    'tables:',
  ];
  for (const table of world.tables) {
    lines.push(`  ${table.name}:`, `    table: ${table.name}`, `    primary_key: [${table.primaryKey.join(', ')}]`);
    if (table.date !== undefined) lines.push(`    date: ${table.date}`);
    if (world.tidy) lines.push('    tenant: tenant');
    lines.push('    columns:');
    for (const { name, type, kind, aggregation, semiAdditive } of table.columns) {
      const dataType = type === 'integer' || type === 'decimal' ? 'number' : type;
      const parts = [`type: ${kind === 'measure' ? 'measure' : 'attribute'}`, `data_type: ${dataType}`];
      if (kind === 'key') parts.push('hidden: true');
      if (aggregation !== undefined) parts.push(`aggregation: ${aggregation}`);
      if (semiAdditive) parts.push(`semi_additive: {date: ${semiAdditive.date}, take: ${semiAdditive.take}}`);
      lines.push(`      ${name === 'on' ? '"on"' : name}: {${parts.join(', ')}}`);
    }
  }
  lines.push('joins:');
  for (const { from, to, target, on, cardinality, type } of world.joins) {
    const pairs = on.map(([mine, other]) => `"${mine}": "${other}"`).join(', ');
    const role = to === target ? '' : `, as: ${to}`;
    lines.push(
      `  - {from: ${from}, to: ${target}, "on": {${pairs}}${role}, cardinality: ${cardinality}, type: ${type}}`,
    );
  }
  lines.push('formulas:');
  for (const { name, table, kind, text: source } of world.rowFormulas)
    lines.push(`  - {name: ${name}, type: ${kind}, table: ${table}, expr: "${source}"}`);
  for (const { name, text: source } of world.aggregateFormulas) lines.push(`  - {name: ${name}, expr: "${source}"}`);
  return `${lines.join('\n')}\n`;
}

const SQL_TYPES = {
  text: 'VARCHAR',
  integer: 'INTEGER',
  decimal: 'DECIMAL(12,2)',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

/** What an engine would report of them. */
export function loadedTables({ tables }: World): LoadedTable[] {
  return tables.map(({ name, columns, rows }) => ({
    name,
    rows: rows.length,
    columns: columns.map((one) => ({ name: one.name, type: one.type, engineType: SQL_TYPES[one.type] })),
  }));
}

/** Statements that make a world's tables. */
export function dataSql(world: World): string {
  const literal = (value: Value): string =>
    typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  return world.tables
    .map(({ name, columns, rows }) => {
      const create = `CREATE OR REPLACE TABLE "${name}" (${columns.map((one) => `"${one.name}" ${SQL_TYPES[one.type]}`).join(', ')});`;
      if (rows.length === 0) return create;
      const values = rows.map((row) => `(${columns.map((one) => literal(row[one.name] ?? null)).join(', ')})`);
      return `${create} INSERT INTO "${name}" VALUES ${values.join(', ')};`;
    })
    .join('\n');
}

import assert from 'node:assert/strict';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Tree } from '../../../../src/spot/sql';
import { connect, Stage } from './harness';
import { randomQuery } from './queries';
import { Random } from './random';
import { randomWorld } from './world';

/** Changes every part of a SQL tree that a mutation wants to change. */
function rewrite(part: unknown, change: (shape: Record<string, unknown>) => Record<string, unknown>): unknown {
  if (Array.isArray(part)) return part.map((one) => rewrite(one, change));
  if (typeof part !== 'object' || part === null) return part;
  const inner = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, rewrite(value, change)]));
  return change(inner);
}

const mutate =
  (change: (shape: Record<string, unknown>) => Record<string, unknown>) =>
  (tree: Tree): Tree => ({ ...tree, query: rewrite(tree.query, change) as Tree['query'] });

const isQuery = (shape: Record<string, unknown>): boolean => shape['query'] === 'select';

/** Mistakes that a careless SQL builder makes. Each must be noticed. */
const MUTATIONS: Readonly<Record<string, (tree: Tree) => Tree>> = {
  'a join loses its keys': mutate((shape) =>
    shape['type'] === 'LEFT' && Array.isArray(shape['on']) ? { ...shape, on: shape['on'].slice(1) } : shape,
  ),
  'left joins become inner joins': mutate((shape) => (shape['type'] === 'LEFT' ? { ...shape, type: 'INNER' } : shape)),
  'the tenant predicate is missing': mutate((shape) => {
    const from = shape['from'] as
      { first?: { source?: string; name?: string; alias?: string }; joins?: unknown[] } | undefined;
    const isScan =
      isQuery(shape) && from?.first?.source === 'table' && from.joins?.length === 0 && shape['groupBy'] === undefined;
    return isScan && Array.isArray(shape['columns']) && JSON.stringify(shape['where'] ?? '').includes('"tenant"')
      ? { ...shape, where: [] }
      : shape;
  }),
  'children are joined before they are made distinct': mutate((shape) =>
    isQuery(shape) && shape['distinct'] === true ? { ...shape, distinct: false } : shape,
  ),
  'a period ends a day late': mutate((shape) =>
    shape['sql'] === 'binary' && shape['op'] === '<' && JSON.stringify(shape['right']).includes('"type":"date"')
      ? { ...shape, op: '<=' }
      : shape,
  ),
  'a period starts a day late': mutate((shape) =>
    shape['sql'] === 'binary' && shape['op'] === '>=' && JSON.stringify(shape['right']).includes('"type":"date"')
      ? { ...shape, op: '>' }
      : shape,
  ),
  'branches are cut to one': mutate((shape) =>
    shape['query'] === 'union' && Array.isArray(shape['parts'])
      ? { ...shape, parts: shape['parts'].slice(0, 1) }
      : shape,
  ),
  'NULL keys do not meet': mutate((shape) => (shape['sql'] === 'same' ? { ...shape, sql: 'binary', op: '=' } : shape)),
  'filters are lost': mutate((shape) =>
    isQuery(shape) && typeof shape['groupBy'] === 'number' ? { ...shape, where: [] } : shape,
  ),
  'text is compared with its case': mutate((shape) =>
    shape['sql'] === 'call' && shape['fn'] === 'lower'
      ? ((shape['args'] as Record<string, unknown>[])[0] ?? shape)
      : shape,
  ),
  'a masked value shows': mutate((shape) =>
    shape['sql'] === 'parameter' && JSON.stringify(shape).includes('***') ? { sql: 'constant', value: null } : shape,
  ),
  'stock is added up over time': mutate((shape) =>
    shape['sql'] === 'binary' &&
    shape['op'] === '=' &&
    (JSON.stringify(shape['right']).includes('"value_of"') || JSON.stringify(shape['right']).includes('"name":"date"'))
      ? { sql: 'constant', value: true }
      : shape,
  ),
  'ties are broken by chance': mutate((shape) =>
    isQuery(shape) && Array.isArray(shape['order']) ? { ...shape, order: [] } : shape,
  ),
  'division by nothing gives infinity': mutate((shape) =>
    shape['sql'] === 'call' && shape['fn'] === 'null_if'
      ? ((shape['args'] as Record<string, unknown>[])[0] ?? shape)
      : shape,
  ),
};

describe('mistakes in the SQL are noticed', () => {
  let connection: DuckDBConnection;
  before(async () => {
    connection = await connect();
  });
  after(() => {
    connection.closeSync();
  });

  for (const [name, transform] of Object.entries(MUTATIONS)) {
    it(name, async function () {
      this.timeout(60_000);
      let noticed = false;
      for (let world = 0; world < 30 && !noticed; world += 1) {
        const random = new Random(world);
        const stage = await Stage.set(randomWorld(1000 + world), connection);
        for (let question = 0; question < 60 && !noticed; question += 1) {
          const query = randomQuery(stage.world, random);
          const found = await stage.difference(query, transform).catch(() => undefined);
          noticed = found !== undefined;
        }
      }
      assert.ok(noticed, 'no question told the broken SQL from the right one');
    });
  }
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Cell } from '../../../src/spot';
import { CUSTOMERS, failure, generated, open, ORDERS, query, rowsOf, LIMITS, SECRETS, text, user } from './support';

/** Ways to write a SELECT over the two tables; each must mean the tenant's rows wherever a table stands in it. */
const SHAPES: readonly string[] = [
  `SELECT * FROM orders`,
  `SELECT orders FROM orders`,
  `FROM orders`,
  `FROM o: orders SELECT o.*`,
  `SELECT orders.note, o2.note FROM orders JOIN "ORDERS" AS o2 USING (id)`,
  `SELECT * FROM orders AS o(a, b, c) WHERE a > 2`,
  `SELECT note FROM 'orders'`,
  `SELECT * FROM orders TABLESAMPLE 5 ROWS`,
  `SELECT * FROM orders o, LATERAL (SELECT note FROM orders i WHERE i.id = o.id) x`,
  `SELECT (SELECT max(note) FROM orders i WHERE i.id <= o.id) FROM orders o`,
  `SELECT note FROM orders WHERE id IN (SELECT id FROM orders) UNION ALL SELECT note FROM orders`,
  `WITH orders AS (SELECT * FROM orders WHERE id > 3) SELECT * FROM orders`,
  `WITH customers AS (SELECT 0 AS id, 'acme' AS tenant) SELECT * FROM orders, customers`,
  `WITH x AS MATERIALIZED (FROM orders) SELECT * FROM x`,
  `WITH RECURSIVE x AS (SELECT id, note FROM orders UNION SELECT o.id, o.note FROM x JOIN orders o ON o.id = x.id + 1) FROM x`,
  `SELECT * FROM (WITH t AS (FROM orders) SELECT * FROM t) q`,
  `SELECT * FROM orders FULL JOIN customers ON true`,
  `SELECT * FROM orders POSITIONAL JOIN customers`,
  `SELECT * FROM orders o ASOF JOIN orders p ON o.id >= p.id`,
  `SELECT * FROM (PIVOT orders ON tenant IN ('acme', 'globex') USING max(note))`,
  `SELECT * FROM (UNPIVOT (SELECT note, tenant FROM orders) ON COLUMNS(*))`,
  `SELECT COLUMNS(c -> c LIKE 'n%') FROM orders`,
  `SELECT list(note ORDER BY id), string_agg(note, ';') FROM orders`,
  `SELECT first(note) OVER (ORDER BY id DESC) FROM orders QUALIFY row_number() OVER (ORDER BY id) = 1`,
  `SELECT * FROM (VALUES (1)) v(x), orders ORDER BY ALL LIMIT 3`,
  `SELECT CASE WHEN EXISTS (FROM orders WHERE tenant = 'globex') THEN 'GLOBEX-seen' ELSE 'no' END`,
  `SELECT * FROM orders WHERE note = ANY (SELECT note FROM orders)`,
  `SELECT DISTINCT ON (tenant) note FROM orders ORDER BY tenant, id`,
  `SELECT note FROM orders GROUP BY GROUPING SETS ((note), ())`,
  `SELECT unnest(l) FROM (SELECT list(note) AS l FROM orders)`,
  `SELECT [x FOR x IN (SELECT list(note) FROM orders)]`,
  `/* orders */ SELECT 'orders', "note" -- orders\nFROM /* x */ orders /* y */ WHERE 'a;b' <> $$orders$$;`,
  `WITH "OrDeRs" AS (FROM "ORDERS" WHERE id > 3) SELECT * FROM "oRDERS"`,
  `SELECT * FROM (WITH orders AS (SELECT 'x' AS word) SELECT * FROM orders) a, orders b`,
  `WITH RECURSIVE customers(id, note) AS (SELECT id, note FROM orders UNION ALL SELECT id + 99, note FROM customers WHERE id < 3) FROM customers`,
  `SELECT * FROM orders AS customers, customers AS orders`,
  `SELECT note FROM orders EXCEPT (SELECT note FROM orders LIMIT 1) UNION (FROM (SELECT note FROM orders) INTERSECT SELECT note FROM orders)`,
  `SELECT lag(note) OVER w, last_value(note) OVER (w GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES) FROM orders WINDOW w AS (ORDER BY id)`,
  `SELECT x.* FROM orders a, LATERAL (SELECT (SELECT count(*) FROM orders c WHERE c.id < b.id), b.note FROM orders b WHERE b.id <= a.id AND EXISTS (FROM orders d WHERE d.note = b.note)) x`,
  `VALUES ((SELECT max(note) FROM orders)), ((SELECT min(note) FROM orders))`,
  `SELECT 'ü🍰', note FROM orders AS "ü🍰"`,
  `SELECT 'a\u00a0b',\u00a0note\u3000FROM\u00a0\u2003orders\u00a0--\u00a0x`,
];

describe('engine: tenants', function () {
  this.timeout(60_000);
  const engine = open();
  before(() => engine.load({ folder: '/', tables: [ORDERS, CUSTOMERS, SECRETS] }));
  after(() => engine.close());

  const told = (rows: Cell[][]) => JSON.stringify(rows);

  for (const sql of SHAPES)
    it(`shows each tenant its own rows only: ${sql.replaceAll('\n', ' ')}`, async () => {
      const [acme, globex] = await Promise.all([query(engine, user(sql)), query(engine, user(sql, 'globex'))]);
      assert.ok(acme.length > 0 && globex.length > 0);
      assert.doesNotMatch(told(acme), /GLOBEX-\d/);
      assert.doesNotMatch(told(globex), /ACME-\d/);
    });

  it('does so in any nesting of these', async () => {
    const shape = fc.constantFrom(...SHAPES.filter((sql) => !sql.includes(';') && !sql.includes('--')));
    const wrap = fc.constantFrom(
      (sql: string) => `SELECT * FROM (${sql}) AS q1`,
      (sql: string) => `WITH customers AS (${sql}) SELECT * FROM customers`,
      (sql: string) => `WITH orders AS (${sql}) SELECT * FROM orders`,
      (sql: string) =>
        `WITH a AS (${sql}), b AS (SELECT * FROM orders) SELECT to_json(a) FROM a UNION ALL SELECT to_json(b) FROM b`,
      (sql: string) => `SELECT count(*), (SELECT min(note) FROM orders) FROM (${sql}) AS q2`,
      (sql: string) => `SELECT to_json(q3) FROM (${sql}) AS q3 ORDER BY 1 LIMIT 50`,
    );
    await fc.assert(
      fc.asyncProperty(shape, fc.array(wrap, { maxLength: 3 }), fc.boolean(), async (sql, wraps, isAcme) => {
        const nested = wraps.reduce((inner, outer) => outer(inner), sql);
        const rows = await query(engine, user(nested, isAcme ? 'acme' : 'globex'));
        assert.doesNotMatch(told(rows), isAcme ? /GLOBEX-\d/ : /ACME-\d/, nested);
      }),
      { numRuns: 120 },
    );
  });

  it('does not let a CTE of the statement stand in for a table that a rule reads', async () => {
    const statement = {
      ...user(`WITH customers AS (SELECT i AS id, 'acme' AS tenant FROM range(100) t(i)) SELECT note FROM orders`),
      secured: {
        orders: {
          sql: `SELECT * FROM orders WHERE id IN (SELECT id FROM customers WHERE tenant = $1 AND id < $2)`,
          params: [text('globex'), { type: 'integer', value: 2 } as const],
        },
      },
    };
    assert.deepEqual(await query(engine, statement), [['GLOBEX-1']]);
  });

  it('shows no value of another tenant in an error, however the statement filters', async () => {
    for (const sql of [
      `SELECT count(*) FROM orders WHERE CAST(replace(note, 'ACME-', '') AS INTEGER) >= 0`,
      `SELECT CAST(replace(note, 'ACME-', '') AS INTEGER) FROM orders`,
      `SELECT count(*) FROM orders a JOIN orders b ON CAST(replace(a.note, 'ACME-', '') AS INTEGER) = b.id`,
      `SELECT count(*) FROM orders WHERE CASE WHEN tenant = 'globex' THEN CAST('x' || note AS INTEGER) ELSE 1 END = 1`,
    ])
      assert.ok((await query(engine, user(sql))).length > 0, sql);
  });

  it('gives parameters of the statement and of the rules their own values', async () => {
    const params = [text('ACME-4'), { type: 'integer', value: 2 } as const];
    const expected = [
      [2, 'ACME-2'],
      [4, 'ACME-4'],
    ];
    const asked = `FROM orders o JOIN orders USING (id, note) WHERE note`;
    assert.deepEqual(
      await query(engine, user(`SELECT id, note ${asked} = $1 OR id = $2 ORDER BY id`, 'acme', params)),
      expected,
    );
    assert.deepEqual(
      await query(engine, user(`SELECT id, note ${asked} = ? OR id = ? ORDER BY id`, 'acme', params)),
      expected,
    );
  });

  it('binds what is used, wherever numbers are left out or repeated', async () => {
    const params = [text('unused'), { type: 'integer', value: 4 } as const, text('unused too')];
    const rule = {
      sql: `SELECT * FROM orders WHERE tenant = $3 AND id < $1 AND tenant = $3`,
      params: [{ type: 'integer', value: 7 } as const, text('unused'), text('globex')],
    };
    const statement = {
      ...user('SELECT id, $2 FROM orders WHERE id > $2', 'globex', params),
      secured: { orders: rule },
    };
    assert.deepEqual(await query(engine, statement), [[5, 4]]);
    const { columns } = await engine.prepare({ ...statement, params: params.slice(0, 2) });
    assert.deepEqual(
      columns.map(({ type }) => type),
      ['integer', 'integer'],
    );
  });

  it('refuses a table without a rule', async () => {
    const statement = { ...user('SELECT * FROM customers'), secured: {} };
    assert.equal((await failure(query(engine, statement))).kind, 'forbidden');
  });

  it('refuses a rule that is more than one SELECT', async () => {
    for (const sql of [
      `SELECT 1) UNION ALL (SELECT * FROM secrets`,
      `SELECT 1; SELECT 2`,
      `DELETE FROM orders`,
      `SELECT * FROM orders -- )`,
      `SELECT`,
    ]) {
      const statement = { ...user('SELECT * FROM orders'), secured: { orders: { sql, params: [] } } };
      const result = await query(engine, statement).then(told, (error: unknown) => (error as Error).message);
      assert.doesNotMatch(result, /classified/);
      if (!sql.includes('--')) assert.match(result, /rule for the table orders/);
    }
  });

  it('shows masked columns as the rule gives them', async () => {
    const statement = {
      ...user('SELECT o.*, (SELECT count(*) FROM orders i WHERE i.note = o.note) FROM orders o ORDER BY id LIMIT 1'),
      secured: {
        orders: { sql: `SELECT id, tenant, '***' AS note FROM orders WHERE tenant = $1`, params: [text('acme')] },
      },
    };
    assert.deepEqual(await query(engine, statement), [[0, 'acme', '***', 10]]);
    const hidden = await failure(query(engine, { ...statement, sql: 'SELECT amount FROM orders' }));
    assert.deepEqual([hidden.kind, hidden.details.candidates?.includes('amount')], ['bind', false]);
  });

  it('names the place and the candidates of a wrong name', async () => {
    const error = await failure(query(engine, user(`SELECT 'é', amout FROM orders`)));
    assert.deepEqual([error.kind, error.details.position, error.details.candidates?.[0]], ['bind', 12, 'amount']);
    const late = await failure(query(engine, user(`SELECT * FROM orders WHERE nothing = 1`)));
    assert.equal(late.details.position, 27);
    const table = await failure(query(engine, user(`SELECT * FROM order`)));
    assert.equal(table.kind, 'syntax');
    assert.equal(table.details.position, 14);
  });

  it('lets generated SQL read its tables only', async () => {
    assert.deepEqual(await query(engine, generated(`SELECT count(*) FROM "orders" AS o`, [], ['orders'])), [[20]]);
    assert.deepEqual(await query(engine, generated(`SELECT count(*) FROM "main"."orders"`, [], ['orders'])), [[20]]);
    assert.equal((await failure(query(engine, generated(`SELECT * FROM secrets`, [], ['orders'])))).kind, 'forbidden');
  });

  it('runs many statements of several tenants at once, none seeing another’s rows', async () => {
    const work = Array.from({ length: 40 }, async (_, index) => {
      const tenant = index % 2 === 0 ? 'acme' : 'globex';
      const result = await engine.run(user(`SELECT tenant FROM orders, range(500)`, tenant), {
        ...LIMITS,
        pageRows: 700,
      });
      return new Set((await rowsOf(result)).map(([value]) => value)).size === 1;
    });
    assert.ok((await Promise.all(work)).every(Boolean));
  });
});

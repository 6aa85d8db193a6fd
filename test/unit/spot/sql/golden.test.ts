import assert from 'node:assert/strict';
import { loadModel } from '../../../../src/spot/model';
import { validateQuery, type SemanticQuery } from '../../../../src/spot/query';
import {
  compileQuery,
  compileTotals,
  fillRule,
  parseRule,
  type CompiledQuery,
  type Security,
} from '../../../../src/spot/sql';

const { model, diagnostics } = loadModel(
  `default_date: orders.at
tables:
  orders:
    table: orders
    primary_key: [id]
    date: at
    columns:
      id: {type: attribute, hidden: true}
      tenant: {type: attribute, hidden: true}
      at: {type: attribute, data_type: timestamp, name: order date}
      way: {type: attribute, data_type: text}
      fee: {type: measure}
  lines:
    table: lines
    columns:
      order_id: {type: attribute, hidden: true}
      tenant: {type: attribute, hidden: true}
      paid: {type: measure}
      cost: {type: measure}
      good: {type: attribute, data_type: text}
joins:
  - {from: lines, to: orders, on: {order_id: id}}
formulas:
  - {name: margin rate, expr: "(sum([paid]) - sum([cost])) / sum([paid])"}
`,
  { path: 'model.yaml' },
);
assert.deepEqual(diagnostics, []);
assert.ok(model);
const shop = model;

function tenant(table: string): Security['tables'] extends ReadonlyMap<string, infer T> ? T : never {
  const found = shop.tables.get(table);
  assert.ok(found);
  const rule = parseRule('[tenant] = {tenant}', found);
  assert.ok('expression' in rule);
  return { rows: fillRule(rule.expression, () => 'acme') };
}
const security: Security = { tables: new Map(['orders', 'lines'].map((table) => [table, tenant(table)])) };

const paid = { of: { field: 'column', table: 'lines', column: 'paid' } } as const;
const fee = { of: { field: 'column', table: 'orders', column: 'fee' } } as const;
const way = { of: { field: 'column', table: 'orders', column: 'way' } } as const;
const good = { of: { field: 'column', table: 'lines', column: 'good' } } as const;

function compile(
  query: SemanticQuery,
  dialect: 'duckdb' | 'postgres' | 'trino' = 'duckdb',
  given = security,
): CompiledQuery {
  const checked = validateQuery(shop, query);
  assert.ok('query' in checked, JSON.stringify(checked));
  const compiled = compileQuery(shop, checked.query, { dialect, security: given });
  assert.ok('sql' in compiled, JSON.stringify(compiled));
  return compiled;
}

const squeeze = (sql: string): string => sql.replace(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')');

describe('SQL', () => {
  it('of one fact is one SELECT: rules in every scan, values bound, names quoted', () => {
    const { sql, params, tables } = compile({
      attributes: [way],
      measures: [paid],
      filter: { op: '=', on: way, value: "x'; DROP TABLE orders" },
    });
    assert.equal(
      squeeze(sql),
      squeeze(`SELECT "orders"."way", sum("lines"."paid") AS "paid"
        FROM (SELECT "lines"."paid", "lines"."order_id" FROM "lines" WHERE "lines"."tenant" = CAST($1 AS VARCHAR)) AS "lines"
        LEFT JOIN (SELECT "orders"."way", "orders"."id" FROM "orders" WHERE "orders"."tenant" = CAST($1 AS VARCHAR)) AS "orders"
          ON "lines"."order_id" = "orders"."id"
        WHERE lower("orders"."way") = lower(CAST($2 AS VARCHAR)) GROUP BY 1 ORDER BY 1 ASC NULLS LAST`),
    );
    assert.deepEqual(
      params.map(({ value }) => value),
      ['acme', "x'; DROP TABLE orders"],
    );
    assert.deepEqual(tables, ['lines', 'orders']);
  });

  it('of two facts aggregates each before they meet', () => {
    const { sql } = compile({ attributes: [way], measures: [paid, fee] });
    assert.match(
      squeeze(sql),
      /sum\("lines"\."paid"\).*GROUP BY 1 UNION ALL SELECT .*sum\("orders"\."fee"\).*GROUP BY 1\) AS "parts" GROUP BY 1/,
    );
  });

  it('of a parent by its children makes the children distinct first', () => {
    const { sql, notes } = compile({ attributes: [good], measures: [fee] });
    assert.match(
      squeeze(sql),
      /LEFT JOIN \(SELECT DISTINCT "lines"\."order_id" AS "row 1", "lines"\."good" AS "key 1"/,
    );
    assert.match(notes.join(), /overlap/);
  });

  it('differs between engines only where it must', () => {
    const query: SemanticQuery = {
      attributes: [{ of: { field: 'default_date' }, bucket: 'month' }],
      measures: [{ of: { field: 'formula', formula: 'margin rate' } }, { ...fee, aggregation: 'median' }],
      filter: { op: 'period', on: { of: { field: 'default_date' } }, start: '2025-01-01', end: '2026-01-01' },
    };
    const [duckdb, postgres, trino] = (['duckdb', 'postgres', 'trino'] as const).map((name) => compile(query, name));
    assert.match(duckdb?.sql ?? '', /CAST\(date_trunc\('month', "orders"."at"\) AS DATE\)/);
    assert.match(duckdb?.sql ?? '', /median\(CAST\("orders"."fee" AS DOUBLE\)\)/);
    assert.match(postgres?.sql ?? '', /percentile_cont\(0\.5\) WITHIN GROUP/);
    assert.match(postgres?.sql ?? '', /CAST\(NULL AS NUMERIC\) AS "value 1"/);
    assert.match(trino?.sql ?? '', /"at" >= CAST\(\? AS DATE\)/);
    assert.equal(trino?.sql.split('?').length, (trino?.params.length ?? 0) + 1);
    assert.equal(duckdb?.params.length, 3);
  });

  it('reads no table without a rule', () => {
    const checked = validateQuery(shop, { attributes: [way], measures: [paid] });
    assert.ok('query' in checked);
    const without: Security = { tables: new Map([['lines', tenant('lines')]]) };
    const result = compileQuery(shop, checked.query, { security: without });
    assert.equal('refusal' in result && result.refusal.reason, 'not-permitted');
  });

  it('never shows what is masked, not even to a filter', () => {
    const masked: Security = {
      tables: new Map([...security.tables, ['orders', { ...tenant('orders'), masks: new Map([['way', '***']]) }]]),
    };
    const { sql } = compile(
      { attributes: [way], measures: [fee], filter: { op: '=', on: way, value: 'web' } },
      'duckdb',
      masked,
    );
    assert.ok(
      !sql.includes('"orders"."way" AS') && !/SELECT[^(]*"orders"\."way"[^(]*FROM "orders"/.test(squeeze(sql)),
      sql,
    );
  });

  it('comes with the totals that its groups must add up to', () => {
    const totals = compileTotals(
      shop,
      { attributes: [way], measures: [paid, { of: { field: 'formula', formula: 'margin rate' } }] },
      { security },
    );
    assert.deepEqual(totals?.compare, [{ answer: 1, total: 0 }]);
    assert.equal(compileTotals(shop, { attributes: [good], measures: [fee] }, { security }), undefined);
  });
});

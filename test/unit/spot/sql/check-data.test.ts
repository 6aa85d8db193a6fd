import assert from 'node:assert/strict';
import { loadModel } from '../../../../src/spot/model';
import type { LoadedTable } from '../../../../src/spot/port';
import { checkModelAgainstData } from '../../../../src/spot/sql';
import { asEngine, connect } from '../differential/harness';

const MODEL = `tables:
  orders:
    table: orders
    primary_key: [id]
    date: at
    columns:
      id: {type: attribute}
      customer: {type: attribute}
      at: {type: attribute}
      note: {type: measure}
      gone: {type: attribute}
  customers:
    table: customers
    columns:
      name: {type: attribute}
joins:
  - {from: orders, to: customers, on: {customer: name}}
formulas:
  - {name: doubled, expr: "sum([note]) * 2"}
`;

const TABLES: readonly LoadedTable[] = [
  {
    name: 'orders',
    rows: 3,
    columns: [
      { name: 'id', type: 'integer', engineType: 'INTEGER' },
      { name: 'customer', type: 'text', engineType: 'VARCHAR' },
      { name: 'at', type: 'date', engineType: 'DATE' },
      { name: 'note', type: 'text', engineType: 'VARCHAR' },
    ],
  },
  { name: 'customers', rows: 2, columns: [{ name: 'name', type: 'text', engineType: 'VARCHAR' }] },
];

describe('a model against its data', () => {
  it('is told at its own lines what does not fit', async () => {
    const connection = await connect();
    await connection.run(`CREATE TABLE orders (id INTEGER, customer VARCHAR, "at" DATE, note VARCHAR);
      INSERT INTO orders VALUES (1, 'ann', DATE '2025-01-01', 'x'), (1, 'bob', NULL, NULL), (NULL, NULL, NULL, NULL);
      CREATE TABLE customers (name VARCHAR); INSERT INTO customers VALUES ('ann'), ('ann'), (NULL), (NULL)`);
    const { model } = loadModel(MODEL, { path: 'model.yaml' });
    assert.ok(model);
    const checked = await checkModelAgainstData(model, asEngine(connection), TABLES, { path: 'model.yaml' });
    connection.closeSync();
    const found = checked.diagnostics.map(({ span, message }) => `${span.line} ${message}`);
    assert.equal(found.length, 5, found.join('\n'));
    assert.match(found[0] ?? '', /^2 The primary key of "orders" \(id\) is not unique/);
    assert.match(found[1] ?? '', /^10 Column "note" holds VARCHAR, which has no sum/);
    assert.match(found[2] ?? '', /^11 .*has no column "gone"/);
    assert.match(found[3] ?? '', /^17 The join from "orders" to "customers" is many-to-one/);
    assert.match(found[4] ?? '', /^19 Formula "doubled" does not fit the data: "sum" needs a number/);
    assert.equal(checked.model.tables.get('orders')?.columns.get('at')?.valueType, 'date');
    assert.equal(checked.model.tables.get('customers')?.columns.get('name')?.valueType, 'text');
  });

  it('tells which joins keep every row, and which keep tenants apart', async () => {
    const kept = async (orders: string, customers: string, pairs: string) => {
      const connection = await connect();
      await connection.run(`CREATE TABLE orders (t VARCHAR, k INTEGER); INSERT INTO orders VALUES ${orders};
        CREATE TABLE customers (t VARCHAR, k INTEGER); INSERT INTO customers VALUES ${customers}`);
      const table = (name: string) =>
        `  ${name}: {table: ${name}, tenant: t, columns: {t: {type: attribute}, k: {type: attribute}}}\n`;
      const text = `tables:\n${table('orders')}${table('customers')}joins:\n  - {from: orders, to: customers, on: {${pairs}}}\n`;
      const { model } = loadModel(text, { path: 'model.yaml' });
      assert.ok(model);
      const columns = [
        { name: 't', type: 'text' as const, engineType: 'VARCHAR' },
        { name: 'k', type: 'integer' as const, engineType: 'INTEGER' },
      ];
      const loaded = ['orders', 'customers'].map((name) => ({ name, rows: 1, columns }));
      const checked = await checkModelAgainstData(model, asEngine(connection), loaded, { path: 'model.yaml' });
      connection.closeSync();
      const [join] = checked.model.joins;
      return join?.kept && [join.kept.total, join.kept.sameTenant];
    };
    assert.deepEqual(await kept("('a', 1), ('b', 2)", "('a', 1), ('b', 2), ('b', 3)", 'k: k'), [true, true]);
    assert.deepEqual(await kept("('a', 1), ('b', 2)", "('a', 1), ('a', 2)", 'k: k'), [true, false]);
    assert.deepEqual(await kept("('a', 1), (NULL, 1)", "('a', 1)", 'k: k'), [true, false]);
    assert.deepEqual(await kept("('a', 1), ('a', NULL)", "('a', 1)", 'k: k'), [false, true]);
    assert.deepEqual(await kept("('a', 1), ('a', 9)", "('a', 1)", 'k: k'), [false, true]);
    assert.deepEqual(await kept("('a', 1), ('b', 1)", "('a', 1), ('b', 1)", 't: t, k: k'), [true, true]);
    assert.deepEqual(await kept("('a', 1), ('b', 1)", "('a', 1), ('c', 1)", 't: t, k: k'), [false, true]);
    // Where keys are not unique the model is refused, and nothing is taken for granted.
    assert.equal(await kept("('a', 1)", "('a', 1), ('a', 1)", 'k: k'), undefined);
  });

  it('is told of joins whose sides do not compare, or compare by luck', async () => {
    const text = `tables:
  a: {table: a, columns: {n: {type: attribute}, w: {type: attribute}, d: {type: attribute}}}
  b: {table: b, columns: {n: {type: attribute, name: bn}, w: {type: attribute, name: bw}}}
joins:
  - {from: a, to: b, on: {n: w}}
  - {from: a, to: b, on: {d: n}, as: second}
  - {from: a, to: b, on: {w: w}, as: third}
`;
    const { model, diagnostics } = loadModel(text, { path: 'model.yaml' });
    assert.ok(model, JSON.stringify(diagnostics));
    const column = (name: string, type: 'integer' | 'text' | 'date') => ({
      name,
      type,
      engineType: type.toUpperCase(),
    });
    const connection = await connect();
    await connection.run(`CREATE TABLE a AS SELECT 1 AS n, 'x' AS w, DATE '2025-01-01' AS d;
      CREATE TABLE b AS SELECT 1 AS n, '1' AS w`);
    const tables: readonly LoadedTable[] = [
      { name: 'a', rows: 1, columns: [column('n', 'integer'), column('w', 'text'), column('d', 'date')] },
      { name: 'b', rows: 1, columns: [column('n', 'integer'), column('w', 'text')] },
    ];
    const checked = await checkModelAgainstData(model, asEngine(connection), tables, { path: 'model.yaml' });
    connection.closeSync();
    assert.deepEqual(
      checked.diagnostics.map(({ severity, span, message }) => `${span.line} ${severity} ${message}`),
      [
        '5 warning The join from "a" to "b" compares n (INTEGER) with w (TEXT), which fails where a text is no number. Convert one of them in a table\'s "sql".',
        '6 error The join from "a" to "second" compares d (DATE) with n (INTEGER), which do not compare. Convert one of them in a table\'s "sql".',
      ],
    );
  });
});

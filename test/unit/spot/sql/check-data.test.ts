import assert from 'node:assert/strict';
import { loadModel } from '../../../../src/spot/model';
import type { LoadedTable, SqlEngine } from '../../../../src/spot/port';
import { checkModelAgainstData } from '../../../../src/spot/sql';
import { connect } from '../differential/harness';

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
    const engine: Pick<SqlEngine, 'run'> = {
      run: async ({ sql, params }) => {
        const result = await connection.runAndReadAll(
          sql,
          params.map(({ value }) => BigInt(String(value))),
        );
        const rows = result.getRowsJson().map(([first]) => Number(first));
        return {
          columns: [],
          first: { columns: [rows], rows: rows.length },
          next: () => Promise.resolve(undefined),
          close: () => Promise.resolve(),
          elapsed: 0,
        };
      },
    };
    const { model } = loadModel(MODEL, { path: 'model.yaml' });
    assert.ok(model);
    const checked = await checkModelAgainstData(model, engine, TABLES, { path: 'model.yaml' });
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
});

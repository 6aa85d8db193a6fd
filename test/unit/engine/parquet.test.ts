import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeParquet } from '../../../src/engine';
import type { Page, SqlResult } from '../../../src/spot';
import { failure, generated, LIMITS, open, query, rowsOf, script, workerScript } from './support';

const EVERYTHING = script(
  'everything',
  `SELECT i AS number, CAST(i * 1.25 AS DECIMAL(38, 2)) AS exact, i / 3 AS double, i % 2 = 0 AS even,
          'it''s "' || i || '" ☕' AS words, DATE '2024-02-28' + CAST(i AS INTEGER) AS day,
          TIMESTAMP '2024-12-31 23:59:59.123456' + to_hours(i) AS moment, TIMESTAMPTZ '2024-06-01 10:00:00Z' AS zoned,
          TIME '10:20:30' AS clock, INTERVAL 90 MINUTE AS long, [i, NULL] AS list, CAST(10000000000000000000000000000000000000 AS HUGEINT) + i AS huge,
          CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS "a ""quoted"" name", CAST('NaN' AS DOUBLE) AS nan
   FROM range(5000) r(i)`,
);

describe('parquet files', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "greenroom's parquet "));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('hold a result as it was, value by value and type by type', async () => {
    const engine = open();
    const file = path.join(folder, 'everything.parquet');
    try {
      await engine.load({ folder, tables: [EVERYTHING] });
      const all = generated('SELECT * FROM everything ORDER BY number', [], ['everything']);
      const result = await engine.run(all, LIMITS);
      assert.equal(
        await writeParquet({ worker: workerScript }, { file, columns: result.columns, pages: pagesOf(result) }),
        5000,
      );
      const before = await query(engine, all);
      await engine.load({
        folder,
        tables: [{ name: 'everything', source: { type: 'file', path: file, format: 'parquet' } }],
      });
      const again = await engine.run(all, LIMITS);
      assert.deepEqual(
        again.columns.map(({ name, engineType }) => [name, engineType]),
        result.columns.map(({ name, engineType }) => [
          name,
          TEXT.has(name) ? 'VARCHAR' : name === 'huge' ? 'DECIMAL(38,0)' : engineType,
        ]),
      );
      assert.deepEqual(await rowsOf(again), before);
    } finally {
      await engine.close();
    }
  });

  it('keep columns of the same name apart, and hold no rows where there are none', async () => {
    const file = path.join(folder, 'two.parquet');
    const columns = [
      { name: 'n', engineType: 'INTEGER' },
      { name: 'N', engineType: 'INTEGER' },
    ];
    const pages: Page[] = [{ columns: [[1], [null]], rows: 1 }];
    await writeParquet({ worker: workerScript }, { file, columns, pages });
    await writeParquet({ worker: workerScript }, { file: `${file}.empty`, columns, pages: [] });
    const engine = open();
    try {
      const source = (name: string) => ({
        name,
        source: { type: 'file' as const, path: name, format: 'parquet' as const },
      });
      const { tables } = await engine.load({ folder, tables: [source('two.parquet'), source('two.parquet.empty')] });
      assert.deepEqual(
        tables.map(({ rows, columns: found }) => [rows, ...found.map(({ name }) => name)]),
        [
          [1, 'n', 'N (2)'],
          [0, 'n', 'N (2)'],
        ],
      );
    } finally {
      await engine.close();
    }
  });

  it('are not there when they could not be written or nobody waits any more', async () => {
    const file = path.join(folder, 'none.parquet');
    const columns = [{ name: 'n', engineType: 'INTEGER' }];
    const bad = await failure(
      writeParquet({ worker: workerScript }, { file, columns, pages: [{ columns: [['x']], rows: 1 }] }),
    );
    assert.match(bad.message, /Could not convert string 'x' to INT32/);
    const nowhere = path.join(folder, 'no such folder', 'none.parquet');
    await failure(writeParquet({ worker: workerScript }, { file: nowhere, columns, pages: [] }));
    const controller = new AbortController();
    function* stopping(): Generator<Page> {
      yield { columns: [[1]], rows: 1 };
      controller.abort();
      yield { columns: [[2]], rows: 1 };
    }
    const { signal } = controller;
    const stopped = await failure(writeParquet({ worker: workerScript }, { file, columns, pages: stopping(), signal }));
    assert.equal(stopped.kind, 'cancelled');
    assert.equal(existsSync(file), false);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('leave nothing half written behind when they are stopped in the middle', async () => {
    const columns = Array.from({ length: 40 }, (_, index) => ({ name: `n${index}`, engineType: 'VARCHAR' }));
    const cells = Array.from({ length: 20_000 }, (_, row) => `${row} ${'x'.repeat(row % 50)}`);
    const pages = Array.from({ length: 10 }, () => ({ columns: columns.map(() => cells), rows: cells.length }));
    const controller = new AbortController();
    const watcher = watch(folder, () => {
      controller.abort();
    });
    const { signal } = controller;
    const file = path.join(folder, 'stopped.parquet');
    const stopped = await failure(writeParquet({ worker: workerScript }, { file, columns, pages, signal }));
    watcher.close();
    assert.equal(stopped.kind, 'cancelled');
    assert.deepEqual(readdirSync(folder), []);
  });
});

/** Types that Parquet files do not have. */
const TEXT: ReadonlySet<string> = new Set(['long', 'list']);

async function* pagesOf(result: SqlResult): AsyncGenerator<Page> {
  for (let page: Page | undefined = result.first; page; page = await result.next()) yield page;
}

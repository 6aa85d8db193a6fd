import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LoadProgress, TableSource } from '../../../src/spot';
import { failure, generated, isRunning, open, query, script, until } from './support';

describe('engine: loading', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'engine-load-'));
  const engine = open();
  after(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  const file = (name: string, format: 'csv' | 'json' | 'parquet', contents?: string | Buffer): TableSource => {
    const full = path.join(folder, name);
    if (contents !== undefined) writeFileSync(full, contents);
    return { name: 't', source: { type: 'file', path: name, format } };
  };
  const load = (...tables: TableSource[]) => engine.load({ folder, tables });
  const types = async (...tables: TableSource[]) =>
    (await load(...tables)).tables.map(({ columns }) => columns.map(({ name, engineType }) => `${name} ${engineType}`));

  it('reads CSV: types from the whole file, ISO dates as dates and no others, text as it stands', async () => {
    const late = `${'1,2024-01-01,01/02/2024,x,007\n'.repeat(30_000)}1.5,2024-02-29,13/02/2024,"a ""b"", c",008\n`;
    const source = file('odd [1] *name?.csv', 'csv', `n,day,other,word,code\n${late}`);
    assert.deepEqual(await types(source), [['n DOUBLE', 'day DATE', 'other VARCHAR', 'word VARCHAR', 'code VARCHAR']]);
    assert.deepEqual(await query(engine, generated('SELECT word, day FROM t WHERE n = 1.5', [], ['t'])), [
      ['a "b", c', '2024-02-29'],
    ]);
  });

  it('reads JSON, by lines or as an array', async () => {
    assert.deepEqual(await types(file('a.json', 'json', '[{"a": 1, "d": "2024-01-01"}, {"a": 2, "d": null}]')), [
      ['a BIGINT', 'd DATE'],
    ]);
    assert.deepEqual(await types(file('b.ndjson', 'json', '{"a": 1}\n{"a": 2}\n')), [['a BIGINT']]);
  });

  it('reads what a script makes, and scripts read the tables before them', async () => {
    const report = await engine.load({
      folder,
      variables: { scale: 3, "odd 'name'": 'x' },
      tables: [
        script('first', `SELECT range AS i FROM range(getvariable('scale'))`),
        script('second', `CREATE TABLE second (a INT); INSERT INTO second SELECT i FROM first; -- done;\n`),
        script('third', `CREATE TEMP TABLE helper AS SELECT ';' AS s; SELECT * FROM second, helper;`),
      ],
    });
    assert.deepEqual(
      report.tables.map(({ name, rows }) => [name, rows]),
      [
        ['first', 3],
        ['second', 3],
        ['third', 3],
      ],
    );
  });

  it('takes the rows of a table that a script makes beside its own, wherever it stands', async () => {
    const copy = (name: string, table: string): TableSource => ({ name, source: { type: 'table', table } });
    const report = await load(
      copy('heads', 'tag_heads'),
      script(
        'tags',
        `CREATE TABLE tag_heads AS SELECT 'ann' AS head; CREATE TABLE plain AS SELECT 2 AS n; SELECT 1 AS n`,
      ),
      copy('plain', 'plain'),
      script('reader', 'SELECT n FROM plain'),
    );
    assert.deepEqual(
      report.tables.map(({ name, rows, columns }) => [name, rows, columns[0]?.name]),
      [
        ['heads', 1, 'head'],
        ['tags', 1, 'n'],
        ['plain', 1, 'n'],
        ['reader', 1, 'n'],
      ],
    );
    assert.deepEqual(await query(engine, generated('SELECT head FROM heads', [], ['heads'])), [['ann']]);
    const error = await failure(load(copy('t', 'nowhere')));
    assert.deepEqual([error.kind, error.details.table], ['load', 't']);
    assert.match(error.message, /no script makes a table of that name/);
  });

  it('gives a column without any value the type that is asked for', async () => {
    const columns = { amount: 'number', day: 'date', full: 'number' } as const;
    const typed = (name: string, format: 'csv' | 'json', contents: string): TableSource => {
      writeFileSync(path.join(folder, name), contents);
      return { name: 't', source: { type: 'file', path: name, format, types: columns } };
    };
    const expected = [['amount BIGINT', 'day DATE', 'full VARCHAR', 'word VARCHAR']];
    assert.deepEqual(await types(typed('none.csv', 'csv', 'amount,day,full,word\n,,x,\n,,,\n')), expected);
    assert.deepEqual(await types(typed('head.csv', 'csv', 'amount,day,word\n')), [
      ['amount BIGINT', 'day DATE', 'word VARCHAR'],
    ]);
    assert.deepEqual(
      await types(typed('none.json', 'json', '[{"amount": null, "day": null, "full": "x", "word": "y"}]')),
      expected,
    );
  });

  it('tells progress, table by table', async () => {
    const told: LoadProgress[] = [];
    await engine.load({ folder, tables: [script('a', 'SELECT 1 AS x'), script('b', 'SELECT 2 AS x')] }, (done) =>
      told.push(done),
    );
    assert.deepEqual(
      told.map(({ table, done, total }) => [table, done, total]),
      [
        ['a', 0, 2],
        ['b', 1, 2],
      ],
    );
  });

  it('has a data version that changes with the data and with nothing else', async () => {
    const version = async (sql: string, name = 't') => (await load(script(name, sql))).dataVersion;
    const same = await version('SELECT 1 AS a, 2 AS b UNION ALL SELECT 3, 4');
    assert.equal(await version('SELECT 3 AS a, 4 AS b UNION ALL SELECT 1, 2'), same);
    const others = [
      await version('SELECT 1 AS a, 2 AS b UNION ALL SELECT 3, 5'),
      await version('SELECT 1 AS a, 2 AS c UNION ALL SELECT 3, 4'),
      await version('SELECT 1 AS a, 2::BIGINT AS b UNION ALL SELECT 3, 4'),
      await version('SELECT 1 AS a, 2 AS b UNION ALL SELECT 3, 4', 'u'),
      await version('SELECT 1 AS a, 2 AS b UNION ALL SELECT 3, 4 UNION ALL SELECT 3, 4'),
    ];
    assert.equal(new Set([...others, same]).size, 6);
  });

  const WRONG: readonly (readonly [string, () => TableSource, { file?: string; line?: number }, RegExp])[] = [
    ['a file that is missing', () => file('missing.csv', 'csv'), { file: 'missing.csv' }, /does not exist/],
    [
      'a folder',
      () => ({ name: 't', source: { type: 'file', path: '.', format: 'csv' } }),
      { file: '.' },
      /does not exist/,
    ],
    [
      'a CSV row with too many values',
      () => file('bad.csv', 'csv', 'a,b\n1,2\n3,4\n5,6,7\n8,9\n'),
      { file: 'bad.csv', line: 4 },
      /Expected Number of Columns/i,
    ],
    [
      'a CSV quote that never closes',
      () => file('open.csv', 'csv', `a,b\n1,2\n3,"4\n`),
      { file: 'open.csv' },
      /open\.csv/,
    ],
    [
      'bytes that are no Parquet',
      () => file('bad.parquet', 'parquet', Buffer.from('PAR1 not really')),
      { file: 'bad.parquet' },
      /bad\.parquet/,
    ],
    [
      'a CSV row with too few values, before one with too many',
      () => file('few.csv', 'csv', 'a,b\n1,2\n3\n5,6,7\n'),
      { file: 'few.csv', line: 3 },
      /Expected Number of Columns/i,
    ],
    [
      'JSON that begins with a byte order mark',
      () => file('bom.json', 'json', '\ufeff[{"a": 1}]'),
      { file: 'bom.json' },
      /byte order mark/,
    ],
    ['an empty CSV file', () => file('nothing.csv', 'csv', ''), { file: 'nothing.csv' }, /is empty/],
    ['an empty Parquet file', () => file('empty.parquet', 'parquet', ''), { file: 'empty.parquet' }, /empty\.parquet/],
    [
      'broken JSON',
      () => file('bad.ndjson', 'json', '{"a": 1}\n{"a": 2}\n{"a": \n'),
      { file: 'bad.ndjson' },
      /bad\.ndjson/,
    ],
    [
      'a script that fails',
      () => script('t', `CREATE TABLE x (a INT);\n\nSELECT nothing\nFROM x`),
      { line: 3 },
      /nothing/,
    ],
    ['a script of bad syntax', () => script('t', `SELEC 1`), { line: 1 }, /syntax error/],
    ['a script without a table', () => script('t', `CREATE TABLE other (a INT)`), {}, /makes no table of that name/],
    ['an empty script', () => script('t', `-- nothing`), {}, /makes no table of that name/],
  ];
  for (const [what, source, where, message] of WRONG)
    it(`says what is wrong with ${what}`, async () => {
      const error = await failure(load(script('fine', 'SELECT 1 AS a'), source()));
      const { table, file: at, line } = error.details;
      assert.deepEqual(
        [error.kind, table, at && path.basename(at)],
        ['load', 't', where.file && path.basename(path.resolve(folder, where.file))],
        error.message,
      );
      if (where.line !== undefined) assert.equal(line, where.line, error.message);
      assert.match(error.message, message);
    });

  it('says everything that is wrong at once, and nothing twice', async () => {
    const missing = (name: string): TableSource => ({
      name,
      source: { type: 'file', path: `${name}.csv`, format: 'csv' },
    });
    const error = await failure(
      load(
        missing('first'),
        script('leaning', 'SELECT * FROM "First"'),
        script('own', 'SELEC 1'),
        script('fine', 'SELECT 1 AS a'),
        missing('last'),
        { name: 'copy', source: { type: 'table', table: 'last' } },
      ),
    );
    assert.equal(error.details.table, 'first');
    assert.deepEqual(
      error.details.more?.map(({ table, file, line }) => [table, file && path.basename(file), line]),
      [
        ['own', undefined, 1],
        ['last', 'last.csv', undefined],
      ],
    );
  });

  it('refuses two tables of one name, and statements before any load', async () => {
    assert.match((await failure(load(script('t', 'SELECT 1'), script('T', 'SELECT 1')))).message, /defined twice/);
    const empty = open();
    assert.equal((await failure(query(empty, generated('SELECT 1')))).kind, 'load');
    await empty.close();
  });

  it('stops loading when it is closed', async () => {
    const slow = open();
    const loading = failure(
      slow.load({ folder, tables: [script('t', 'SELECT count(*) AS n FROM range(1000000000000)')] }),
    );
    const { pid } = slow;
    assert.ok(pid);
    await slow.close();
    assert.equal((await loading).kind, 'closed');
    await until(() => !isRunning(pid));
  });

  it('stops loading what takes too long, and says at which table', async () => {
    const slow = open({ loadSeconds: 1 });
    const endless = script(
      'b',
      'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) AS n FROM r',
    );
    const error = await failure(slow.load({ folder, tables: [script('a', 'SELECT 1 AS n'), endless] }));
    assert.deepEqual([error.kind, error.details.table], ['load', 'b']);
    assert.match(error.message, /longer than 1 s/);
    await slow.close();
  });

  it('says so when the worker cannot start', async () => {
    const broken = open({ worker: path.join(folder, 'no-such-worker.mjs') });
    const error = await failure(broken.load({ folder, tables: [] }));
    assert.equal(error.kind, 'crashed');
    assert.match(error.message, /Cannot find module/);
    const noNode = open({ node: path.join(folder, 'no-node') });
    assert.match((await failure(noNode.load({ folder, tables: [] }))).message, /cannot be started/);
    await Promise.all([broken.close(), noNode.close()]);
  });
});

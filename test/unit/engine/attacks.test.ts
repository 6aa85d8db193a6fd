import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allowedFunctions } from '../../../src/engine/duckdb/secure/functions';
import { EngineError, type EngineErrorKind } from '../../../src/spot';
import { CUSTOMERS, failure, open, ORDERS, query, SECRETS, user } from './support';

const folder = mkdtempSync(path.join(tmpdir(), 'engine-attacks-'));
const file = path.join(folder, 'outside.csv');

/** Refused before anything is bound. */
const REFUSED: readonly string[] = [
  // Other statements
  `INSERT INTO orders SELECT * FROM orders`,
  `UPDATE orders SET amount = 0`,
  `DELETE FROM orders`,
  `DROP TABLE orders`,
  `CREATE TABLE mine AS SELECT 1`,
  `CREATE TEMP VIEW orders AS SELECT 1`,
  `CREATE MACRO f() AS 1`,
  `CREATE TYPE mood AS ENUM ('a')`,
  `ALTER TABLE orders ADD COLUMN x INT`,
  `COPY orders TO '${file}'`,
  `COPY (SELECT 1) TO '${file}'`,
  `EXPORT DATABASE '${folder}'`,
  `IMPORT DATABASE '${folder}'`,
  `ATTACH '${file}' AS other`,
  `ATTACH ':memory:' AS other`,
  `DETACH memory`,
  `USE data`,
  `USE memory.data`,
  `SET threads = 1`,
  `SET lock_configuration = false`,
  `SET search_path = 'data'`,
  `RESET threads`,
  `SET VARIABLE x = 1`,
  `RESET VARIABLE x`,
  `PRAGMA database_list`,
  `PRAGMA table_info('orders')`,
  `PRAGMA enable_profiling`,
  `CALL duckdb_tables()`,
  `CALL enable_logging()`,
  `INSTALL httpfs`,
  `LOAD json`,
  `BEGIN`,
  `COMMIT`,
  `ROLLBACK`,
  `CHECKPOINT`,
  `VACUUM`,
  `ANALYZE`,
  `EXPLAIN SELECT 1`,
  `EXPLAIN ANALYZE SELECT * FROM orders`,
  `PREPARE p AS SELECT 1`,
  `EXECUTE p`,
  `DEALLOCATE p`,
  `SHOW TABLES`,
  `SHOW ALL TABLES`,
  `SHOW DATABASES`,
  `DESCRIBE orders`,
  `DESCRIBE secrets`,
  `SUMMARIZE orders`,
  `SUMMARIZE secrets`,
  `SELECT * FROM (SHOW TABLES)`,
  `SELECT * FROM (DESCRIBE secrets)`,
  `SELECT * FROM (SUMMARIZE secrets)`,
  `COMMENT ON TABLE orders IS 'mine'`,
  `CREATE SECRET (TYPE s3)`,
  `PIVOT orders ON tenant USING sum(amount)`,
  `MERGE INTO orders USING customers ON false WHEN NOT MATCHED THEN INSERT VALUES (1)`,
  // More than one
  `SELECT 1; SELECT 2`,
  `SELECT 1; DROP TABLE orders`,
  `; ; SELECT 1; DELETE FROM orders`,
  `/* ; */ SELECT 1 /* ; */; -- ;\n SELECT 2`,
  // Tables that were not given
  `SELECT * FROM secrets`,
  `SELECT * FROM "secrets"`,
  `SELECT * FROM SeCrEtS`,
  `TABLE secrets`,
  `FROM secrets`,
  `SELECT (SELECT word FROM secrets)`,
  `SELECT * FROM orders WHERE EXISTS (FROM secrets)`,
  `SELECT * FROM orders o, LATERAL (SELECT word FROM secrets)`,
  `SELECT * FROM orders UNION ALL BY NAME SELECT * FROM secrets`,
  `WITH x AS (SELECT * FROM secrets) SELECT * FROM x`,
  `WITH RECURSIVE x AS (SELECT word FROM secrets UNION ALL SELECT word FROM x WHERE false) SELECT * FROM x`,
  `WITH a AS (WITH secrets AS (SELECT 1) SELECT * FROM secrets) SELECT * FROM secrets`,
  `WITH a AS (SELECT * FROM secrets), secrets AS (SELECT 1) SELECT * FROM a`,
  `SELECT * FROM (PIVOT secrets ON word IN ('classified') USING count(*))`,
  `SELECT * FROM (UNPIVOT secrets ON word)`,
  `SELECT count(*) FILTER (WHERE (SELECT word FROM secrets) = 'x') FROM orders`,
  `SELECT sum(1) OVER (ORDER BY (SELECT word FROM secrets)) FROM orders`,
  `SELECT 1 ORDER BY (SELECT word FROM secrets)`,
  `SELECT 1 LIMIT (SELECT length(word) FROM secrets)`,
  `SELECT list_transform([1], x -> (SELECT word FROM secrets))`,
  `SELECT * FROM orders TABLESAMPLE 10 ROWS, secrets`,
  `VALUES ((SELECT word FROM secrets))`,
  `SELECT * FROM orders POSITIONAL JOIN secrets`,
  // Names with a schema or catalog before them
  `SELECT * FROM main.orders`,
  `SELECT * FROM data.orders`,
  `SELECT * FROM memory.data.orders`,
  `SELECT * FROM memory.main.orders`,
  `SELECT * FROM "memory"."data"."orders"`,
  `SELECT * FROM data.secrets`,
  `SELECT * FROM "data" /* x */ . "secrets"`,
  `SELECT * FROM temp.secrets`,
  `WITH orders AS (SELECT 1) SELECT * FROM data.orders`,
  // The catalog
  `SELECT * FROM information_schema.tables`,
  `SELECT * FROM pg_catalog.pg_tables`,
  `SELECT * FROM sqlite_master`,
  `SELECT * FROM duckdb_tables`,
  `SELECT * FROM pragma_database_list`,
  `SELECT * FROM duckdb_tables()`,
  `SELECT * FROM duckdb_columns()`,
  `SELECT * FROM duckdb_settings()`,
  `SELECT * FROM duckdb_secrets()`,
  `SELECT * FROM duckdb_functions()`,
  `SELECT * FROM duckdb_variables()`,
  `SELECT * FROM duckdb_temporary_files()`,
  `SELECT * FROM duckdb_logs()`,
  `SELECT * FROM pragma_table_info('secrets')`,
  `SELECT * FROM pragma_storage_info('secrets')`,
  `SELECT * FROM pragma_show('secrets')`,
  `SELECT * FROM summary((SELECT 1))`,
  // Files
  `SELECT * FROM '${file}'`,
  `FROM "${file}"`,
  `SELECT * FROM 'https://example.com/x.parquet'`,
  `SELECT * FROM read_csv('${file}')`,
  `SELECT * FROM read_csv_auto('${file}')`,
  `SELECT * FROM read_text('/etc/passwd')`,
  `SELECT * FROM read_blob('/proc/self/environ')`,
  `SELECT * FROM read_json('${file}')`,
  `SELECT * FROM read_parquet('${file}')`,
  `SELECT * FROM parquet_scan('${file}')`,
  `SELECT * FROM parquet_metadata('${file}')`,
  `SELECT * FROM read_duckdb('${file}')`,
  `SELECT * FROM glob('/**')`,
  `SELECT * FROM sniff_csv('${file}')`,
  // Text that becomes SQL
  `SELECT * FROM query('SELECT * FROM data.secrets')`,
  `SELECT * FROM query_table('secrets')`,
  `SELECT * FROM query_table(['secrets'])`,
  `SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))`,
  `SELECT json_serialize_sql('SELECT 1')`,
  `SELECT json_deserialize_sql('{}')`,
  `SELECT json_serialize_plan('SELECT * FROM data.secrets')`,
  `SELECT * FROM sql_auto_complete('SELECT')`,
  `SELECT * FROM check_peg_parser('SELECT 1')`,
  // The environment, settings, the session
  `SELECT getenv('HOME')`,
  `SELECT current_setting('memory_limit')`,
  `SELECT getvariable('scale')`,
  `SELECT current_query()`,
  `SELECT txid_current()`,
  `SELECT current_schemas(true)`,
  `SELECT version()`,
  `SELECT * FROM pragma_version()`,
  `SELECT stats(amount) FROM orders`,
  `SELECT * FROM enable_logging()`,
  `SELECT write_log('x')`,
  `SELECT nextval('s')`,
  `SELECT sleep_ms(1000)`,
  `SELECT error('x')`,
  `SELECT random()`,
  `SELECT uuid()`,
  `SELECT setseed(0.5)`,
  `SELECT main.getenv('HOME')`,
  `SELECT system.main.getenv('HOME')`,
  `SELECT 'HOME'.getenv()`,
  `SELECT "getenv"('HOME')`,
  `SELECT GeTeNv('HOME')`,
  `SELECT list_transform(['HOME'], x -> getenv(x))`,
  `SELECT * FROM orders WHERE getenv('HOME') = note`,
  `SELECT * FROM test_all_types()`,
  `SELECT * FROM seq_scan('secrets')`,
  `SELECT * FROM orders AT (VERSION => 1)`,
  // Text that is no statement
  ``,
  `-- nothing`,
  `SELECT * FROM`,
  `SELECT 'open`,
  `SELECT "open`,
  `SELECT /* open`,
  `SELECT $tag$ open`,
  `SELECT \0 1`,
  `${'('.repeat(500)}1${')'.repeat(500)}`,
  `SELECT ${'['.repeat(100_000)}`,
  `SELECT '${'x'.repeat(300_000)}'`,
  `SELECT $1`,
  `SELECT ?`,
  `SELECT $name`,
  `SELECT $99999999999999999999`,
];

/** Parsed and allowed, but they fail to bind or at run time. */
const HARMLESS: readonly string[] = [
  `SELECT data.secrets.word FROM orders`,
  `SELECT secrets.word FROM orders`,
  `SELECT orders.rowid FROM orders`,
  `SELECT unknown_name FROM orders`,
  `SELECT CAST(note AS INTEGER) FROM orders`,
  `SELECT CAST('x' AS no_such_type)`,
  `SELECT list_aggregate([1], 'getenv')`,
  `SELECT aggregate([1], 'read_text')`,
  `SELECT array_extract(orders, 'nothing') FROM orders`,
  `SELECT ${'NOT '.repeat(5000)}true`,
  `SELECT 1${'+1'.repeat(20_000)}`,
  `SELECT * FROM orders ORDER BY 99`,
  `SELECT a FROM (SELECT 1 AS a) WHERE a = CAST('x' AS DATE)`,
];

/** Would take all time or all memory; [statement, kinds that contain it]. */
const EXPLOSIONS: readonly (readonly [string, readonly EngineErrorKind[]])[] = [
  [`SELECT count(*) FROM range(1000000000000)`, ['timeout']],
  [`SELECT sum(a.range * b.range) FROM range(100000000) a, range(100000000) b`, ['timeout', 'out-of-memory']],
  [
    `WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM t) SELECT max(a) FROM t`,
    ['timeout', 'out-of-memory'],
  ],
  [
    `WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL SELECT a FROM t, range(10)) SELECT count(*) FROM t`,
    ['timeout', 'out-of-memory'],
  ],
  [`SELECT length(repeat('a', 2000000000))`, ['timeout', 'out-of-memory']],
  [`SELECT length(rpad('a', 2000000000, 'b'))`, ['timeout', 'out-of-memory']],
  [`SELECT levenshtein(repeat('a', 100000), repeat('b', 100000))`, ['timeout']],
  [`SELECT list(i) FROM range(100000000000) t(i)`, ['timeout', 'out-of-memory']],
  [`SELECT string_agg(i) FROM range(100000000000) t(i)`, ['timeout', 'out-of-memory']],
  [`SELECT range(2000000000)`, ['timeout', 'out-of-memory', 'runtime']],
  [`SELECT repeat('a', 5000000)`, ['runtime']],
  [`SELECT list_transform(range(1000000), x -> repeat('a', 10000))`, ['timeout', 'out-of-memory', 'runtime']],
  [`SELECT repeat('ab', 500000) FROM range(1000000)`, ['timeout', 'too-many-rows', 'out-of-memory']],
  [`SELECT * FROM range(1000000000000)`, ['too-many-rows']],
  [`SELECT DISTINCT range FROM range(1000000000000)`, ['timeout', 'out-of-memory']],
  [`SELECT * FROM range(1000000000000) ORDER BY hash(range)`, ['timeout', 'out-of-memory']],
  [`SELECT regexp_replace(repeat('a', 200000000), 'a', 'bbbbbbbbbb', 'g')`, ['timeout', 'out-of-memory', 'runtime']],
];

describe('engine: hostile SQL', function () {
  this.timeout(120_000);
  const engine = open({ memoryMb: 400 });

  before(async () => {
    writeFileSync(file, 'a,b\n1,2\n');
    await engine.load({ folder, tables: [ORDERS, CUSTOMERS, SECRETS], variables: { scale: 1 } });
  });
  after(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  const alive = async () => {
    assert.deepEqual(await query(engine, user('SELECT count(*) FROM orders')), [[10]]);
  };

  it(`refuses ${REFUSED.length} statements, each before it is bound, and answers afterwards`, async () => {
    const { pid } = engine;
    const wrong: string[] = [];
    for (const sql of REFUSED) {
      const error = await failure(query(engine, user(sql))).catch((other: unknown) => ({
        kind: String(other),
        message: '',
      }));
      const refused = ['forbidden', 'syntax'].includes(error.kind) || (error.kind === 'bind' && /\$|\?/.test(sql));
      if (!refused) wrong.push(`${sql.slice(0, 120)} → ${error.kind} ${error.message}`);
      if (error.message.includes('classified')) wrong.push(`${sql} → tells ${error.message}`);
    }
    assert.deepEqual(wrong, []);
    assert.equal(engine.pid, pid, 'none of them cost the process');
    assert.deepEqual(readdirSync(folder), ['outside.csv']);
    await alive();
  });

  it('tells nothing to any mixture of words', async () => {
    const words = fc.constantFrom(
      ...`SELECT SELECT * FROM FROM orders secrets "secrets" data memory . . , ( ) WITH AS RECURSIVE x customers UNION ALL
      LATERAL JOIN ON true WHERE note word = 1 ORDER BY LIMIT ; ' " -- /* */ $1 ? [ ] { : } TABLE PIVOT UNPIVOT IN VALUES CASE
      WHEN THEN END EXISTS count read_text query 'secrets' 'SELECT' -> COLUMNS QUALIFY OVER`.split(/\s+/),
    );
    const start = fc.constantFrom(
      'SELECT * FROM',
      'WITH secrets AS (SELECT 1 AS word) SELECT * FROM',
      'FROM orders, (',
      '',
    );
    await fc.assert(
      fc.asyncProperty(start, fc.array(words, { minLength: 1, maxLength: 14 }), async (first, rest) => {
        const sql = [first, ...rest].join(' ');
        const told = await query(engine, user(sql), { milliseconds: 2000, rows: 5000 }).then(
          (rows) => JSON.stringify(rows),
          (error: unknown) => (error instanceof EngineError ? error.message : `not an EngineError: ${String(error)}`),
        );
        assert.doesNotMatch(told, /GLOBEX-\d|classified|not an EngineError/, sql);
      }),
      { numRuns: 400 },
    );
    await alive();
  });

  it('allows functions that DuckDB has, and no table function, nor one that has side effects', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const reader = await connection.runAndReadAll(
      `SELECT lower(function_name), bool_or(function_type NOT IN ('table', 'table_macro', 'pragma')), bool_or(has_side_effects)
       FROM duckdb_functions() GROUP BY 1`,
    );
    const known = new Map(
      reader.getRows().map(([name, plain, effects]) => [String(name), plain === true && effects !== true]),
    );
    // Written as functions, but part of the parser.
    const parsed = ['->', 'coalesce', 'grouping', 'grouping_id', 'if', 'ifnull', 'unnest'];
    assert.deepEqual(
      allowedFunctions().filter((name) => !parsed.includes(name) && known.get(name) !== true),
      [],
    );
    connection.closeSync();
  });

  it('fails cleanly on what is allowed but means nothing', async () => {
    const wrong: string[] = [];
    for (const sql of HARMLESS) {
      const error = await failure(query(engine, user(sql))).catch((other: unknown) => ({
        kind: String(other),
        message: '',
      }));
      if (!['bind', 'runtime', 'forbidden', 'syntax'].includes(error.kind))
        wrong.push(`${sql.slice(0, 100)} → ${error.kind}`);
      if (/GLOBEX|classified/.test(error.message)) wrong.push(`${sql} → tells ${error.message}`);
    }
    assert.deepEqual(wrong, []);
    await alive();
  });

  for (const [sql, kinds] of EXPLOSIONS)
    it(`contains ${sql.slice(0, 90)}`, async () => {
      const before = process.memoryUsage.rss();
      const error = await failure(query(engine, user(sql), { milliseconds: 250, rows: 10_000 }));
      assert.ok(kinds.includes(error.kind), `${error.kind}: ${error.message}`);
      assert.ok(process.memoryUsage.rss() - before < 200 * 1024 * 1024, 'this process does not grow');
      await alive();
    });
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CUSTOMERS,
  failure,
  generated,
  isRunning,
  LIMITS,
  open,
  ORDERS,
  query,
  rowsOf,
  until,
  user,
  workerScript,
} from './support';

const TABLES = { folder: '/', tables: [ORDERS, CUSTOMERS] };
/** The last three do not look at an interrupt while they work. */
const LONG: readonly string[] = [
  `SELECT count(*) FROM range(1000000000000)`,
  `SELECT sum(a.id * b.range) FROM orders a, range(1000000000000) b`,
  `SELECT * FROM range(3000000000) ORDER BY hash(range) LIMIT 1`,
  `WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM t) SELECT count(*) FROM t`,
  `SELECT levenshtein(repeat('a', 120000), repeat('b', 120000))`,
  `SELECT levenshtein(repeat(note, 20000), repeat('b', 120000)) FROM orders`,
  `SELECT rpad(repeat('a', 9), 900000000, 'xy')`,
];

describe('engine: life', function () {
  this.timeout(60_000);
  const engine = open();
  const slow = LONG[0] ?? '';
  before(() => engine.load(TABLES));
  after(() => engine.close());

  const alive = async () => {
    assert.deepEqual(await query(engine, user('SELECT count(*) FROM orders')), [[10]]);
  };
  const processNow = async () => {
    await alive();
    const { pid } = engine;
    assert.ok(pid);
    return pid;
  };

  describe('pages', () => {
    it('pages over 300,000 rows without holding them', async () => {
      const before = process.memoryUsage().heapUsed;
      const result = await engine.run(generated(`SELECT i, 'row ' || i AS word FROM range(300000) t(i)`), {
        ...LIMITS,
        pageRows: 5000,
      });
      let [rows, sum, pages] = [0, 0, 0];
      for (let page: typeof result.first | undefined = result.first; page; page = await result.next()) {
        pages += 1;
        rows += page.rows;
        for (const value of page.columns[0] ?? []) sum += Number(value);
      }
      assert.deepEqual([rows, sum, pages], [300_000, 44_999_850_000, 60]);
      assert.ok(process.memoryUsage().heapUsed - before < 150_000_000);
      assert.equal(await result.next(), undefined);
    });

    it('computes no further than it is read', async () => {
      const result = await engine.run(generated(`SELECT i FROM range(1000000000000) t(i)`), {
        ...LIMITS,
        pageRows: 10,
      });
      assert.deepEqual((await result.next())?.columns, [[10, 11, 12, 13, 14, 15, 16, 17, 18, 19]]);
      await result.close();
      await result.close();
      assert.equal(await result.next(), undefined);
    });

    it('gives pages in order when they are asked for at once', async () => {
      const result = await engine.run(generated(`SELECT i FROM range(50) t(i)`), { ...LIMITS, pageRows: 10 });
      const pages = await Promise.all([result.next(), result.next(), result.next(), result.next(), result.next()]);
      assert.deepEqual(
        pages.map((page) => page?.columns[0]?.[0]),
        [10, 20, 30, 40, undefined],
      );
    });

    it('has no page for an empty result but its columns', async () => {
      const result = await engine.run(user(`SELECT id, note FROM orders WHERE false`), LIMITS);
      assert.deepEqual(
        [result.first, result.columns.length, await result.next()],
        [{ columns: [[], []], rows: 0 }, 2, undefined],
      );
    });

    it('never cuts off silently: more rows than allowed is an error, exactly as many is not', async () => {
      const numbers = generated(`SELECT i FROM range(100) t(i)`);
      assert.equal((await query(engine, numbers, { rows: 100, pageRows: 1000 })).length, 100);
      assert.equal((await query(engine, numbers, { rows: 100, pageRows: 7 })).length, 100);
      assert.equal((await failure(query(engine, numbers, { rows: 99, pageRows: 1000 }))).kind, 'too-many-rows');
      assert.equal((await failure(query(engine, numbers, { rows: 99, pageRows: 10 }))).kind, 'too-many-rows');
    });

    it('makes pages of long texts shorter', async () => {
      const result = await engine.run(generated(`SELECT repeat('x', 900000) FROM range(60)`), {
        ...LIMITS,
        pageRows: 60,
      });
      assert.ok(result.first.rows < 60);
      assert.equal((await rowsOf(result)).length, 60);
    });

    it('reports an error on a later page', async () => {
      const result = await engine.run(
        user(`SELECT CAST(CASE WHEN range < 3000000 THEN '1' ELSE 'x' END AS INTEGER) FROM range(4000000)`),
        { ...LIMITS, rows: 10_000_000, pageRows: 10_000 },
      );
      const error = await failure(rowsOf(result));
      assert.deepEqual([error.kind, error.details.position], ['runtime', 7]);
      await alive();
    });

    it('closes the results that were read least recently, and says so', async () => {
      const results = [];
      for (let index = 0; index < 70; index++)
        results.push(await engine.run(generated('SELECT * FROM range(100)'), { ...LIMITS, pageRows: 10 }));
      const error = await failure(results[0]!.next());
      assert.deepEqual([error.kind, (await results[69]!.next())?.rows], ['closed', 10]);
      await Promise.all(results.map((result) => result.close()));
    });
  });

  describe('stopping', () => {
    for (const sql of LONG) {
      it(`cancels ${sql.slice(0, 70)}`, async () => {
        const controller = new AbortController();
        const running = failure(engine.run(user(sql), LIMITS, controller.signal));
        setTimeout(() => {
          controller.abort();
        }, 60);
        assert.equal((await running).kind, 'cancelled');
        await alive();
      });
    }

    it('does not start what is cancelled before', async () => {
      const error = await failure(engine.run(user('SELECT 1'), LIMITS, AbortSignal.abort()));
      assert.equal(error.kind, 'cancelled');
    });

    it('cancels between and during pages', async () => {
      const controller = new AbortController();
      const limits = { ...LIMITS, pageRows: 1000 };
      const result = await engine.run(
        user(`SELECT i FROM range(1000000000000) t(i) WHERE i < 300000 OR hash(i) = 1`),
        limits,
        controller.signal,
      );
      setTimeout(() => {
        controller.abort();
      }, 100);
      assert.equal((await failure(rowsOf(result))).kind, 'cancelled');
      assert.equal(await result.next(), undefined);
      await alive();
    });

    it('ends binding that takes too long to be of use', async () => {
      const error = await failure(
        query(engine, user(`SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))`), { milliseconds: 50 }),
      );
      assert.deepEqual([error.kind, error.message.includes('50 ms')], ['timeout', true]);
    });

    it('leaves the statements of others running when it has to end the process', async () => {
      const pid = await processNow();
      const other = query(engine, user(`SELECT count(*) FROM range(600000000)`, 'globex'));
      const stubborn = failure(query(engine, user(LONG[4] ?? ''), { milliseconds: 100 }));
      assert.equal((await stubborn).kind, 'timeout');
      assert.deepEqual(await other, [[600_000_000]]);
      assert.notEqual(engine.pid, pid);
    });

    it('blames the statement that used up the memory, and runs the others again', async () => {
      const small = open({ memoryMb: 200 });
      await small.load(TABLES);
      const others = [1, 2].map((n) =>
        query(small, user(`SELECT count(*) + ${n} - ${n} FROM range(300000000)`, `t${n}`)),
      );
      const greedy = failure(query(small, user(`SELECT length(rpad('a', 2000000000, 'b'))`)));
      assert.equal((await greedy).kind, 'out-of-memory');
      assert.deepEqual(await Promise.all(others), [[[300_000_000]], [[300_000_000]]]);
      await small.close();
    });

    it('takes turns between tenants', async () => {
      const order: string[] = [];
      const busy = Array.from({ length: 30 }, async () => {
        await query(engine, user(`SELECT count(*) FROM range(20000000)`));
        order.push('acme');
      });
      const single = query(engine, user('SELECT 1', 'globex')).then(() => order.push('globex'));
      await Promise.all([...busy, single]);
      assert.ok(order.indexOf('globex') < 15, order.join(' '));
    });
  });

  describe('crashes', () => {
    it('rejects what ran, tells why, and starts again for the next statement', async () => {
      const reasons: string[] = [];
      const victim = open({ onCrash: (reason) => reasons.push(reason) });
      await victim.load(TABLES);
      const { pid } = victim;
      assert.ok(pid);
      const paged = await victim.run(user('SELECT * FROM range(1000)'), { ...LIMITS, pageRows: 10 });
      const running = [1, 2, 3].map(() => failure(query(victim, user(slow))));
      await query(victim, user('SELECT 1'));
      process.kill(pid, 'SIGKILL');
      assert.deepEqual(
        (await Promise.all(running)).map(({ kind }) => kind),
        ['crashed', 'crashed', 'crashed'],
      );
      assert.match(reasons.join(), /SIGKILL/);
      assert.equal((await failure(paged.next())).kind, 'crashed');
      assert.deepEqual(await query(victim, user('SELECT count(*) FROM orders')), [[10]]);
      assert.notEqual(victim.pid, pid);
      await victim.close();
    });

    it('gives up for a while after three crashes within a minute, and works after a new load', async () => {
      const victim = open();
      await victim.load(TABLES);
      for (let crash = 0; crash < 3; crash++) {
        await query(victim, user('SELECT 1'));
        const running = failure(query(victim, user(slow)));
        await query(victim, user('SELECT 1'));
        process.kill(victim.pid ?? 0, 'SIGKILL');
        assert.equal((await running).kind, 'crashed');
      }
      const error = await failure(query(victim, user('SELECT 1')));
      assert.equal(error.kind, 'crashed');
      assert.match(error.message, /3 times within a minute/);
      await victim.load(TABLES);
      assert.deepEqual(await query(victim, user('SELECT 1')), [[1]]);
      await victim.close();
    });
  });

  describe('the end', () => {
    it('ends with its process, whatever that does, and leaves nothing behind', async () => {
      const before = new Set(readdirSync(tmpdir()));
      const short = open();
      await short.load(TABLES);
      const { pid } = short;
      assert.ok(pid);
      const running = [slow, LONG[4] ?? '', LONG[6] ?? ''].map((sql) => failure(query(short, user(sql))));
      const queued = Array.from({ length: 6 }, () => failure(query(short, user(slow))));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await Promise.all([short.close(), short.close()]);
      assert.ok((await Promise.all([...running, ...queued])).every(({ kind }) => kind === 'closed'));
      await until(() => !isRunning(pid));
      assert.equal((await failure(query(short, user('SELECT 1')))).kind, 'closed');
      assert.equal((await failure(short.load(TABLES))).kind, 'closed');
      await short.close();
      assert.deepEqual(
        readdirSync(tmpdir()).filter((name) => !before.has(name) && /duckdb/i.test(name)),
        [],
      );
    });

    it('ends when this process is killed, and does not keep this process alive', async () => {
      const parent = (lastWords: string) =>
        spawn(
          process.execPath,
          [
            '--import=tsx',
            '--input-type=module',
            '-e',
            `
          import { openDuckDb } from ${JSON.stringify(path.resolve(import.meta.dirname, '../../../src/engine/index.ts'))};
          const engine = openDuckDb({ worker: ${JSON.stringify(workerScript)} });
          await engine.load({ folder: '/', tables: [] });
          console.log(engine.pid);
          ${lastWords}`,
          ],
          { stdio: ['ignore', 'pipe', 'inherit'] },
        );
      const idle = parent('');
      const [idleSays] = (await once(idle.stdout.setEncoding('utf8'), 'data')) as [string];
      await once(idle, 'exit');
      const busy =
        parent(`void engine.run({ sql: ${JSON.stringify(LONG[4])}, params: [], tenant: 't', origin: 'generated', tables: [] },
        { milliseconds: 60000, rows: 1, pageRows: 1 }).catch(() => undefined); setInterval(() => undefined, 1000);`);
      const [busySays] = (await once(busy.stdout.setEncoding('utf8'), 'data')) as [string];
      busy.kill('SIGKILL');
      await until(() => !isRunning(Number(idleSays)) && !isRunning(Number(busySays)));
    });
  });
});

import assert from 'node:assert/strict';
import { MemoryAuditLog, type Sandbox } from '../../../../src/spot';
import { ControlPlane } from '../../../../src/spot/runtime/control';
import { failure, generated, open, script } from '../../engine/support';
import { openSmall, POLICY } from './support';

const SLOW =
  'SELECT count(*) FROM sales a, sales b, sales c, sales d, sales e, sales f, sales g, sales h, sales i WHERE a.id + i.id < 0';

describe('control plane', () => {
  let sandbox: Sandbox;
  const audit = new MemoryAuditLog();
  before(async () => {
    sandbox = await openSmall({}, { audit });
  });
  after(() => sandbox.close());

  it('pulled while something runs, the kill switch stops it, and nothing starts until it is released', async () => {
    const steps: string[] = [];
    const running = sandbox.ask({ sql: SLOW, user: 'ana', onStep: ({ step }) => steps.push(step) });
    while (!steps.includes('bind')) await new Promise((resolve) => setTimeout(resolve, 5));
    sandbox.control.kill('acme');
    const killed = await running;
    assert.deepEqual([killed.status, killed.reason], ['blocked', 'killed']);
    assert.equal((await sandbox.ask({ question: 'revenue', user: 'ana' })).reason, 'killed');
    assert.equal((await sandbox.ask({ sql: 'SELECT 1', user: 'max' })).reason, 'killed');
    assert.deepEqual(await sandbox.complete({ text: 're', user: 'ana' }), []);
    assert.equal((await sandbox.ask({ question: 'revenue', user: 'gita' })).status, 'answered');
    sandbox.control.release('acme');
    const after = await sandbox.ask({ question: 'revenue', user: 'ana' });
    assert.equal(after.status, 'answered');
    sandbox.control.kill();
    assert.equal((await sandbox.ask({ question: 'revenue', user: 'ana' })).reason, 'killed', 'also from the cache');
    assert.equal((await sandbox.ask({ question: 'revenue', user: 'gita' })).reason, 'killed');
    sandbox.control.release();
  });

  it('stops what its asker cancels', async () => {
    const controller = new AbortController();
    const running = sandbox.ask({
      sql: SLOW,
      user: 'ana',
      signal: controller.signal,
      onStep: ({ step }) => {
        if (step === 'bind')
          setTimeout(() => {
            controller.abort();
          }, 20);
      },
    });
    const answer = await running;
    assert.deepEqual([answer.status, answer.reason], ['failed', 'cancelled']);
    const before = await sandbox.ask({ question: 'revenue', user: 'ana', signal: AbortSignal.abort() });
    assert.equal(before.reason, 'cancelled');
  });

  it('gives a large result whole or not at all', async () => {
    const engine = open();
    try {
      await engine.load({ folder: '.', tables: [script('numbers', 'SELECT range AS n FROM range(120000)')] });
      const plane = new ControlPlane({
        engine,
        budgets: { session: {}, tenants: new Map() },
        killSwitch: { global: false, tenants: [] },
        audit: new MemoryAuditLog(),
        rows: 120_000,
        bytes: 20_000_000,
      });
      const ticket = plane.begin({ tenant: undefined, session: 's' });
      const read = (sql: string) => ticket.run(generated(sql, [], ['numbers']));
      assert.equal((await read('SELECT n, n AS again FROM numbers')).rows.length, 120_000);
      const rows = await failure(read('SELECT n FROM numbers UNION ALL SELECT 1'));
      assert.equal(rows.kind, 'too-many-rows');
      assert.match(rows.message, /more than 120000 rows/);
      const bytes = await failure(read("SELECT repeat('x', 100) FROM numbers"));
      assert.equal(bytes.kind, 'too-many-rows');
      assert.match(bytes.message, /larger than 20 MB/);
    } finally {
      await engine.close();
    }
  });

  it('writes down whatever is asked, answered or not', async () => {
    const before = audit.entries.length;
    await sandbox.ask({ question: 'revenue by region', user: 'ana', session: 's' });
    await sandbox.ask({ question: 'who wins the election', user: 'ana' });
    await sandbox.ask({ sql: 'SELECT * FROM secrets', user: 'gita' });
    await sandbox.ask({ question: 'revenue', user: 'mallory' });
    sandbox.control.kill('acme');
    await sandbox.ask({ question: 'revenue', user: 'max' });
    sandbox.control.release('acme');
    const entries = audit.entries
      .slice(before)
      .map(({ user, tenant, status, reason }) => [user, tenant, status, reason]);
    assert.deepEqual(entries, [
      ['ana', 'acme', 'answered', null],
      ['ana', 'acme', 'blocked', 'guardrail'],
      ['gita', 'globex', 'refused', 'not-permitted'],
      ['mallory', null, 'refused', 'not-permitted'],
      ['max', 'acme', 'blocked', 'killed'],
    ]);
  });

  it('gives no answer that it cannot write down', async () => {
    const full = await openSmall({}, { audit: { append: () => Promise.reject(new Error('disk full')) } });
    const answer = await full.ask({ question: 'revenue', user: 'ana' });
    assert.deepEqual([answer.status, answer.rows], ['failed', []]);
    assert.match(answer.message ?? '', /audit log.*disk full/);
    await full.close();
  });
});

describe('budgets', () => {
  const limited = (budgets: string): Promise<Sandbox> =>
    openSmall({ policy: POLICY.replace(/budgets:[\s\S]*$/, `budgets: ${budgets}\n`) }, { engine: open() });

  it('count what is answered, from the cache too, for each session and for the tenant', async () => {
    const sandbox = await limited('{session: {queries: 2}, tenants: {acme: {queries: 3}}}');
    const ask = async (session: string, question = 'revenue', user = 'ana'): Promise<string> => {
      const { status, reason } = await sandbox.ask({ question, session, user });
      return reason ?? status;
    };
    assert.equal(await ask('one'), 'answered');
    assert.equal(await ask('one', 'churn'), 'unknown-term');
    assert.equal(await ask('one'), 'answered');
    assert.equal(await ask('one'), 'budget');
    assert.equal(await ask('two'), 'answered');
    assert.equal(await ask('three'), 'budget', 'the tenant has used its three');
    assert.equal(await ask('one', 'revenue', 'gita'), 'answered', 'another tenant has its own');
    assert.deepEqual(sandbox.status({ user: 'ana', session: 'two' }).session.used.queries, 1);
    await sandbox.close();
  });

  it('hold when questions come at once', async () => {
    const sandbox = await limited('{session: {queries: 3}}');
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => sandbox.ask({ sql: `SELECT ${n} AS n`, user: 'ana' })),
    );
    assert.equal(answers.filter(({ status }) => status === 'answered').length, 3);
    assert.ok(answers.every(({ status, reason }) => status === 'answered' || reason === 'budget'));
    await sandbox.close();
  });

  it('limit rows and time, and give nothing that is over them', async () => {
    const rows = await limited('{session: {rows: 5}}');
    const many = await rows.ask({ sql: 'SELECT * FROM sales', user: 'ana' });
    assert.deepEqual([many.status, many.reason, many.rows], ['blocked', 'budget', []]);
    await rows.close();
    // Three rows and their total, then three from the cache: one is left.
    const cached = await limited('{session: {rows: 8}}');
    const again = async (): Promise<string | undefined> => {
      const { reason, cache } = await cached.ask({ question: 'revenue by region', user: 'ana' });
      return reason ?? cache;
    };
    assert.deepEqual([await again(), await again(), await again()], ['miss', 'hit', 'budget']);
    await cached.close();
    const time = await limited('{session: {seconds: 0.2}}');
    const slow = await time.ask({ sql: SLOW, user: 'ana' });
    assert.deepEqual([slow.status, slow.reason], ['blocked', 'budget']);
    await time.close();
  });
});

import assert from 'node:assert/strict';
import { openScratch } from '../../../../src/engine';
import { EngineError, runProof, type ClaimResult, type ProofProgress } from '../../../../src/spot';
import { workerScript } from '../../engine/support';
import { openSmall } from '../runtime/support';
import { proofOf, shippedPorts } from './support';

describe('proofs: what comes of them', function () {
  this.timeout(60_000);
  const small = openSmall();
  const ports = shippedPorts({ sandbox: () => small });
  after(async () => {
    await (await small).close();
    await ports.close();
  });
  const run = (text: string, language: 'spot' | 'sql' = 'spot'): Promise<ClaimResult> =>
    runProof(proofOf(text, language), ports);
  /** Of each step, whether each verdict held. */
  const verdicts = ({ steps }: ClaimResult): boolean[][] => steps.map((step) => step.verdicts.map(({ held }) => held));

  it('judges every expectation, both ways', async () => {
    for (const [holds, doesNot] of [
      ['answered', 'refused'],
      ['1 row', '2 rows'],
      ['row: 82.5', 'row: 82.51'],
      ['row: *', 'row: * | *'],
      ['cache miss', 'cache hit'],
      ['step execute', 'step plan "of the stale"'],
      ['no step plan "of the stale"', 'no step execute'],
      ['1 proposal', '2 proposals'],
      ['check tenant', 'check totals'],
      ['sql "FROM"', 'sql "from nowhere"'],
      ['no message "x"', 'message "x"'],
      ['no suggestion "x"', 'suggestion "x"'],
    ]) {
      const { held, steps, detail } = await run(`-- as ana\nrevenue\n-- expect ${holds ?? ''}`);
      assert.ok(held, `${holds ?? ''}: ${detail ?? ''}`);
      assert.equal(steps[0]?.answer?.status, 'answered');
      const other = await run(`-- as ana\nrevenue\n-- expect ${doesNot ?? ''}`);
      assert.equal(other.held, false, doesNot);
      assert.match(other.detail ?? '', new RegExp(`^expected ${(doesNot ?? '').slice(0, 4)}`));
    }
  });

  it('a refusal never meets an expectation about an answer', async () => {
    const claim = await run('-- as ana\nchurn\n-- expect no step execute');
    assert.deepEqual([claim.held, verdicts(claim)], [false, [[false, true]]]);
  });

  it('compares answers, of which none may be empty where they share nothing', async () => {
    const both = '-- as ana\nrevenue by item\n-- as gita\nrevenue by item\n';
    assert.ok((await run(`${both}-- expect no row of step 1\n-- expect other rows than before`)).held);
    assert.equal((await run(`${both}-- expect the same rows as before`)).held, false);
    const nothing = '-- as ana\nrevenue by item\nrevenue by item 2031\n'.replace(
      '\nrevenue by item 2',
      '\n\nrevenue by item 2',
    );
    assert.equal((await run(`${nothing}-- expect no row of step 1`)).held, false);
  });

  it('goes on after a step that is not as expected', async () => {
    const claim = await run('-- as ana\nchurn\n\nrevenue');
    assert.deepEqual([claim.held, verdicts(claim)], [false, [[false], [true]]]);
  });

  it('asks as the policy’s first user where nobody is named', async () => {
    assert.equal((await run('revenue')).steps[0]?.user, 'ana');
  });

  it('leaves nothing behind: budgets, cache and kill switch are its own', async () => {
    assert.ok((await run('-- kill\nrevenue\n-- expect blocked: killed')).held);
    assert.ok((await run('-- budget 1 query\nrevenue\n-- expect cache miss\nunits\n-- expect blocked: budget')).held);
    const sandbox = await small;
    assert.equal(sandbox.status({ user: 'ana' }).killed, false);
    assert.equal(sandbox.status({ user: 'ana' }).session.used.queries, 0);
    sandbox.control.kill();
    try {
      assert.equal((await run('revenue')).held, false);
    } finally {
      sandbox.control.release();
    }
  });

  it('keeps statements beside the sandbox inside their process', async () => {
    const claim = await run(
      [
        '-- connection a',
        "SELECT * FROM read_csv('/etc/passwd')",
        '-- expect refused: not-permitted',
        'SET enable_external_access = true',
        '-- expect failed',
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        '-- expect refused: not-permitted',
        "ATTACH '/tmp/other.db'",
        '-- expect refused: not-permitted',
        'SELECT * FROM sales',
        '-- expect failed: bind',
        'SELECT * FROM range(2000)',
        '-- expect refused: too-complex',
        'SELECT 1',
        '-- expect row: 1',
      ].join('\n'),
      'sql',
    );
    assert.ok(claim.held, claim.detail);
  });

  it('tells how far it is, and stops when it is told to', async () => {
    const seen: ProofProgress[] = [];
    await runProof(proofOf('revenue\n\nrevenue by item'), ports, { onProgress: (one) => seen.push(one) });
    assert.deepEqual(
      seen.map(({ step, steps }) => [step, steps]),
      [
        [0, 2],
        [1, 2],
        [2, 2],
      ],
    );
    const controller = new AbortController();
    const endless = '-- connection a\nSELECT sum(range) FROM range(10000000000000)';
    const stopped = runProof(proofOf(endless, 'sql'), ports, { signal: controller.signal });
    setTimeout(() => {
      controller.abort(new Error('enough'));
    }, 300);
    await assert.rejects(stopped, /enough/);
  });

  it('says why when it cannot go on', async () => {
    const broken = { ...ports, sandbox: () => Promise.reject(new EngineError('load', 'No data today.')) };
    const claim = await runProof(proofOf('revenue'), broken);
    assert.deepEqual([claim.held, claim.detail], [false, 'No data today.']);
    assert.match((await run('-- golden suite')).detail ?? '', /no golden\.yaml/);
  });
});

describe('scratch databases', function () {
  this.timeout(60_000);

  it('start empty, hold what their connections write, and end for good', async () => {
    const scratch = openScratch({ worker: workerScript });
    await scratch.run('a', 'CREATE TABLE t AS SELECT 1.50 AS x, NULL AS y');
    const { columns, rows } = await scratch.run('b', 'FROM t');
    assert.deepEqual(
      [columns.map(({ name, type }) => [name, type]), rows],
      [
        [
          ['x', 'decimal'],
          ['y', 'integer'],
        ],
        [['1.50', null]],
      ],
    );
    await assert.rejects(scratch.run('a', 'FROM nowhere'), { name: 'EngineError', kind: 'bind' });
    await scratch.close();
    await assert.rejects(scratch.run('a', 'SELECT 1'), { kind: 'closed' });
    const other = openScratch({ worker: workerScript });
    await assert.rejects(other.run('a', 'FROM t'), { kind: 'bind' });
    for (let index = 0; index < 7; index += 1) await other.run(`c${index}`, 'SELECT 1');
    await assert.rejects(other.run('one too many', 'SELECT 1'), { kind: 'forbidden' });
    await other.close();
  });
});

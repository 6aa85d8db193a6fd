import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadSuite, readText, runSuite, passesGate, type Cell, type Sandbox } from '../../../../src/spot';
import { compareRows } from '../../../../src/spot/evaluation/compare';
import { openShipped } from '../runtime/support';

describe('golden suite', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openShipped();
  });
  after(() => sandbox.close());

  it('of the shipped deck: every question is answered, or refused, as its author says', async function () {
    this.timeout(120_000);
    const file = sandbox.files.golden ?? '';
    const { cases = [], diagnostics } = loadSuite(await readText(file), { path: file });
    assert.deepEqual(diagnostics, []);
    assert.ok(cases.length >= 400);
    const result = await runSuite(sandbox, cases);
    const failures = result.results.filter(({ passed }) => !passed);
    assert.deepEqual(
      failures.map(({ golden, reason }) => `${golden.line}: ${golden.ask}: ${reason ?? ''}`),
      [],
    );
    assert.equal(result.accuracy, 1);
  });

  it('names the failing case by its line, with what was expected and what came', async () => {
    const { cases = [] } = loadSuite(
      [
        '- {ask: revenue, user: ana, now: 2025-12-31, expect: {rows: [[1]]}}',
        '- {ask: revenue, user: ana, now: 2025-12-31, expect: {refused: guardrail}}',
        '- {ask: churn, user: ana, now: 2025-12-31, expect: {refused: unknown-term}}',
        '- ask: revenue',
        '  user: ana',
        '  expect: {sql: SELECT nothing FROM nowhere}',
      ].join('\n'),
      { path: 'golden.yaml' },
    );
    const { results, passed, accuracy, total } = await runSuite(sandbox, cases);
    assert.deepEqual(
      results.map((result) => [result.golden.line, result.passed]),
      [
        [1, false],
        [2, false],
        [3, true],
        [4, false],
      ],
    );
    assert.deepEqual([passed, total, accuracy], [1, 4, 0.25]);
    assert.deepEqual(results[0]?.expected.rows, [[1]]);
    assert.match(results[3]?.reason ?? '', /own SQL does not run/);
  });
});

describe('golden.yaml', () => {
  it('tells every mistake at once, each at its line', () => {
    const { cases, diagnostics } = loadSuite(
      [
        '- ask: revenue',
        '- {ask: x, expect: {refused: never}}',
        '- {ask: x, expect: {sql: a, rows: []}}',
        '- {ask: x, now: 2025-02-30, expect: {rows: [[1, {a: b}], 3]}}',
        '- {asks: x, expect: {refused: budget}}',
        '- x',
      ].join('\n'),
      { path: 'golden.yaml' },
    );
    assert.equal(cases, undefined);
    assert.deepEqual(
      diagnostics.map(({ span }) => span.line),
      [1, 2, 3, 4, 4, 4, 5, 5, 6, 6],
    );
  });

  it('is read without throwing, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        loadSuite(text, { path: 'golden.yaml' });
      }),
      { numRuns: 200 },
    );
  });

  it('has a gate that 95 % does not pass', () => {
    assert.equal(passesGate({ accuracy: 0.95, total: 100 }), false);
    assert.equal(passesGate({ accuracy: 0.951, total: 1000 }), true);
    assert.equal(passesGate({ accuracy: 0, total: 0 }), false);
  });
});

describe('comparing answers', () => {
  const same = (a: readonly (readonly Cell[])[], b: readonly (readonly Cell[])[], ordered = false): boolean =>
    compareRows(a, b, ordered).equal;

  it('goes by value: exact decimals, doubles to 1e-9, days', () => {
    assert.ok(same([['1.50']], [['1.5']]));
    assert.ok(same([[3]], [['3.00']]));
    assert.ok(same([[0.1 + 0.2]], [[0.3]]));
    assert.ok(same([['-0.00']], [[0]]));
    assert.ok(same([['2025-01-01']], [['2025-01-01 00:00:00']]));
    assert.ok(same([['123456789012345678901.10']], [['123456789012345678901.1']]));
    assert.ok(!same([['123456789012345678901.11']], [['123456789012345678901.12']]));
    assert.ok(!same([['100.01']], [['100.02']]));
    assert.ok(!same([[1]], [[1.00001]]));
    assert.ok(!same([[null]], [[0]]));
    assert.ok(!same([['a']], [['A']]));
    assert.ok(!same([[1, 2]], [[1]]));
  });

  it('ignores the order of rows unless it counts, and never how often a row stands', () => {
    const cell = fc.oneof(
      fc.constantFrom('a', 'b', null),
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom('1.5', '2.50'),
    );
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.nat()), (list, random) => {
        const mixed = list
          .map((row) => ({ row, at: random.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ row }) => row);
        assert.ok(same(list, mixed));
        assert.ok(!same(list, [...mixed, mixed[0]!]));
        assert.ok(!same(list, [...mixed.slice(1), ['other', 'row']]));
      }),
    );
    assert.ok(!same([['a'], ['b']], [['b'], ['a']], true));
  });
});

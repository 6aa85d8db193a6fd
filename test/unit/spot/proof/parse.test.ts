import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkProof, parseProof, type Proof, type ProofBlock } from '../../../../src/spot';

function block(text: string, language: ProofBlock['language'] = 'spot', info = ''): ProofBlock {
  return { language, info, text, line: 10 };
}

function proof(given: ProofBlock): Proof {
  const parsed = parseProof(given);
  if ('problems' in parsed) assert.fail(JSON.stringify(parsed.problems));
  return parsed.proof;
}

function problems(given: ProofBlock): readonly string[] {
  const parsed = parseProof(given);
  return 'problems' in parsed ? parsed.problems.map(({ line, message }) => `${line}: ${message}`) : [];
}

describe('proofs: how they are written', () => {
  it('a bare question claims that it is answered', () => {
    const { claim, steps } = proof(block('revenue\nby region\n'));
    assert.equal(claim, '“revenue by region”: answered');
    assert.deepEqual(steps, [
      {
        ...{ do: 'ask', number: 1, language: 'spot', text: 'revenue\nby region', line: 10 },
        ...{ expectations: [], follow: [], elsewhere: false },
      },
    ]);
  });

  it('attributes of the fence are directives: those that expect come last', () => {
    const { steps, claim } = proof(
      block('churn', 'spot', 'as=ana {.numbered} expect="refused: unknown-term" today=2025-12-31'),
    );
    const [step] = steps;
    assert.ok(step?.do === 'ask');
    assert.deepEqual([step.user, step.now], ['ana', '2025-12-31']);
    assert.deepEqual(step.expectations, [
      { line: 9, text: 'refused: unknown-term', is: 'status', status: 'refused', reason: 'unknown-term' },
    ]);
    assert.equal(claim, '“churn”: refused: unknown-term');
  });

  it('settings last until they are said anew, memory and processes for one question', () => {
    const { steps, budget, model, claim } = proof(
      block(
        [
          '-- claim: Everything at once',
          '-- model feedback',
          '-- budget 3 queries',
          '-- as ana',
          '-- session one',
          'revenue',
          '-- kill acme',
          '-- after revenue',
          '-- in another process',
          'by month',
          '-- expect blocked as killed',
          '-- as ben',
          '-- planner obedient',
          'units',
          '',
          'cost',
          '-- release',
          '-- golden suite',
          '-- expect accuracy above 97%',
        ].join('\r\n'),
      ),
    );
    assert.deepEqual([claim, budget, model], ['Everything at once', 3, 'feedback']);
    assert.deepEqual(
      steps.map((step) =>
        step.do === 'ask'
          ? [step.number, step.user, step.session, step.planner, step.follow.length, step.elsewhere, step.line]
          : [step.do, 'tenant' in step ? step.tenant : undefined, step.expectations.length],
      ),
      [
        [1, 'ana', 'one', undefined, 0, false, 15],
        ['kill', 'acme', 0],
        [2, 'ana', 'one', undefined, 1, true, 19],
        [3, 'ben', 'one', 'obedient', 0, false, 23],
        [4, 'ben', 'one', 'obedient', 0, false, 25],
        ['release', undefined, 0],
        ['suite', undefined, 1],
      ],
    );
  });

  it('statements end with a semicolon or at a directive; blank lines are theirs', () => {
    const { steps } = proof(
      block('-- connection a\nSELECT 1;\nSELECT\n\n2\n-- expect row: 2\n-- connection b\nSELECT 3', 'sql'),
    );
    assert.deepEqual(
      steps.map((step) => step.do === 'ask' && [step.connection, step.text, step.expectations.length]),
      [
        ['a', 'SELECT 1', 0],
        ['a', 'SELECT\n\n2', 1],
        ['b', 'SELECT 3', 0],
      ],
    );
  });

  it('knows what can be expected', () => {
    const expected = [
      'answered',
      'refused',
      'Refused: cannot-slice',
      'blocked as budget',
      'failed: bind',
      '1 row',
      '12 rows',
      '2 proposals',
      'row: West | * | — |',
      'the same rows as step 1',
      'the same rows as before',
      'other rows than before',
      'no row of step 1',
      'cache hit',
      'cache miss',
      'step bind "no such column"',
      'step execute',
      'no step plan',
      'check totals',
      'sql "GROUP BY"',
      'no message "x"',
      'suggestion "return rate"',
    ];
    const [, second] = proof(block(['a', '', 'b', ...expected.map((one) => `-- expect ${one}`)].join('\n'))).steps;
    assert.deepEqual(
      second?.expectations.map(({ is }) => is),
      [
        ...['status', 'status', 'status', 'status', 'status', 'rows', 'rows', 'proposals', 'row'],
        ...['compared', 'compared', 'compared', 'compared', 'cache', 'cache', 'step', 'step', 'step'],
        ...['check', 'text', 'text', 'text'],
      ],
    );
    const row = second.expectations.find(({ is }) => is === 'row');
    assert.deepEqual(row?.is === 'row' && row.cells, ['West', undefined, null, null]);
  });

  it('tells every mistake at its line, and guesses none away', () => {
    assert.deepEqual(
      problems(block('-- expct answered\nrevenue\n-- expect refused: unknow-term\n-- planner stale\n-- as\n-- expect')),
      [
        '10: "-- expct" says nothing to a proof. Did you mean "expect"?',
        '12: "unknow-term" is no reason to be refused. Did you mean "unknown-term"?',
        '13: There is no planner "stale". Choose one of: stale-column, stubborn, obedient.',
        '14: Name a user.',
        '15: "" is nothing that can be expected. Say for instance "answered", "refused: unknown-term", "5 rows", ' +
          '"row: West | 12", "the same rows as step 1" or "cache hit".',
      ],
    );
    for (const [text, language, wanted] of [
      ['', 'spot', /asks nothing/],
      ['-- kill', 'spot', /asks nothing/],
      ['-- expect answered\nrevenue', 'spot', /nothing before this/],
      ['revenue\n-- expect the same rows as before', 'spot', /no earlier question with the number 0/],
      ['revenue\n-- expect the same rows as step 2', 'spot', /no earlier question with the number 2/],
      ['revenue\n-- expect accuracy above 95 %', 'spot', /golden suite/],
      ['revenue\n-- expect answered now', 'spot', /no reason|not understood/],
      ['revenue\n-- expect sql x', 'spot', /double quotes/],
      ['-- connection a\nrevenue', 'spot', /Only an sql block/],
      ['SELECT 1;\n-- connection a\nSELECT 2', 'sql', /before the first statement/],
      ['-- connection a\n-- in another process\nSELECT 2', 'sql', /one database/],
      ['-- a remark\nSELECT 1', 'sql', /says nothing to a proof/],
      ['revenue\n-- after revenue', 'spot', /should follow/],
      ['-- claim: a\n-- claim: b\nrevenue', 'spot', /one claim/],
      ['-- budget two\nrevenue', 'spot', /how many/],
      ['-- in a minute\nrevenue', 'spot', /another process/],
      ['-- stop after lunch\nrevenue', 'spot', /at most after 10000 ms/],
      ['-- stop after 10001 ms\nrevenue', 'spot', /at most after 10000 ms/],
      ['revenue\n-- stop after 9 ms', 'spot', /ends where a question should follow/],
      ['-- stop after 9 ms\n-- in another process\nrevenue', 'spot', /somebody who goes/],
      ['revenue\n-- vote maybe', 'spot', /vote up/],
      ['-- vote up\nrevenue', 'spot', /no question before/],
      ['SELECT 1;\n-- vote up', 'sql', /no question before/],
      ['revenue\n-- vote up\n-- expect answered', 'spot', /nothing before this/],
      [Array.from({ length: 70 }, () => 'revenue\n').join('\n'), 'spot', /64 steps/],
      ['x'.repeat(30_000), 'spot', /20000 characters/],
    ] as const) {
      assert.match(problems(block(text, language))[0] ?? '', wanted, text.slice(0, 60));
    }
  });

  it('reads anything without throwing, in little time', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '-- expect ',
        '-- as ',
        '--',
        '-- expect row:',
        '-- expect 5',
        '-- golden suite',
        '-- kill',
        'x;',
      ),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('spot', 'sql'), fc.string(), (lines, language, info) => {
        parseProof(block(lines.join('\n'), language, info));
      }),
      { numRuns: 300 },
    );
    parseProof(block('-- expect ' + '"'.repeat(19_000), 'spot', 'a='.repeat(10_000)));
    parseProof(block('-- expect row: ' + '|'.repeat(19_000)));
  });

  it('a block that expects a refusal is not broken', () => {
    assert.equal(checkProof(block('churn\n-- expect refused: unknown-term')), undefined);
    assert.match(checkProof(block('churn\n-- expect refusal')) ?? '', /^Line 11: /);
  });
});

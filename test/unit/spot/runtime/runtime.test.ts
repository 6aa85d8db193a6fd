import assert from 'node:assert/strict';
import path from 'node:path';
import {
  SandboxError,
  type Answer,
  type Plan,
  type Planner,
  type PlanRequest,
  type Sandbox,
  type SemanticQuery,
} from '../../../../src/spot';
import { open } from '../../engine/support';
import { openSmall, through } from './support';

const column = (name: string) => ({ field: 'column' as const, table: 'sales', column: name });
const BY_REGION: SemanticQuery = { attributes: [{ of: column('region') }], measures: [{ of: column('amount') }] };

/** Proposes one thing after the other, and keeps what it was told. */
class Scripted implements Planner {
  readonly name = 'script';
  told: PlanRequest[] = [];
  script: readonly unknown[] = [];

  plan(request: PlanRequest): Plan {
    this.told.push(request);
    const propose = this.script[Math.min(this.told.length - 1, this.script.length - 1)];
    return propose === undefined ? { giveUp: true } : { propose, interpretation: [], notes: [] };
  }
}

describe('runtime', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSmall();
  });
  after(() => sandbox.close());

  it('shows every step, what was understood, what was checked and what it cost', async () => {
    const steps: string[] = [];
    const answer = await sandbox.ask({
      question: 'revenue by region',
      user: 'ana',
      onStep: ({ step }) => steps.push(step),
    });
    assert.equal(answer.status, 'answered');
    const expected = [
      'control',
      'guard',
      'read',
      'plan',
      'validate',
      'permit',
      'compile',
      'cache',
      'bind',
      'execute',
      'verify',
    ];
    assert.deepEqual(
      answer.trace.map(({ step }) => step),
      expected,
    );
    assert.deepEqual(steps, expected);
    assert.deepEqual(
      answer.checks.map(({ name, passed }) => [name, passed]),
      [
        ['totals', true],
        ['rows', true],
        ['values', true],
        ['tenant', true],
      ],
    );
    assert.deepEqual(
      answer.interpretation.map(({ text, kind }) => [text, kind]),
      [
        ['revenue', 'measure'],
        ['by', 'keyword'],
        ['region', 'attribute'],
      ],
    );
    assert.equal(answer.cost.queries, 1);
    assert.equal(answer.rows.length, 3);
  });

  it('tells everything that is wrong with data and policy when it cannot open', async () => {
    const model = `
tables:
  a: {source: a.csv, columns: {x: {type: attribute}}}
  b: {sql: SELECT nothing, columns: {y: {type: attribute}}}
`;
    const error = await openSmall({ model, policy: 'rows: {q: {all: true}}\n' }).catch((reason: unknown) => reason);
    assert.ok(error instanceof SandboxError);
    assert.deepEqual(
      error.diagnostics.map(({ file, span, message }) => [path.basename(file), span.line, message.split(' ')[1]]),
      [
        ['model.yaml', 3, 'file'],
        ['model.yaml', 4, 'script'],
        ['policy.yaml', 1, 'model'],
      ],
    );
  });

  it('takes the last day that facts are joined to, where the default date is a calendar’s', async () => {
    const model = `
default_date: calendar.day
tables:
  sales:
    sql: SELECT DATE '2025-01-01' + CAST(i AS INTEGER) AS sold, i AS amount FROM range(5) t(i)
    columns:
      sold: {type: attribute, hidden: true}
      amount: {type: measure, name: revenue}
  calendar:
    sql: SELECT DATE '2024-01-01' + CAST(i AS INTEGER) AS day FROM range(2000) t(i)
    primary_key: [day]
    columns:
      day: {type: attribute}
joins:
  - {from: sales, to: calendar, on: {sold: day}}
`;
    const policy = 'users: {ana: {tenant: acme}}\nrows: {sales: {all: true}, calendar: {all: true}}\n';
    const dated = await openSmall({ model, policy });
    try {
      const answer = await dated.ask({ question: 'revenue this month', user: 'ana' });
      assert.deepEqual([answer.now, answer.rows], ['2025-01-05', [[10]]]);
    } finally {
      await dated.close();
    }
  });

  it('takes the last day that the asker may see for today, and says so', async () => {
    const answer = await sandbox.ask({ question: 'revenue this month', user: 'ana' });
    assert.equal(answer.now, '2025-01-12');
    assert.match(answer.notes.join(' '), /2025-01-12.*last day in the data/);
    const told = await sandbox.ask({ question: 'revenue this month', user: 'ana', now: '2025-01-03' });
    assert.deepEqual(told.notes, []);
    for (const now of ['2025-02-30', 'yesterday', '2025-1-1', '']) {
      assert.equal((await sandbox.ask({ question: 'revenue', user: 'ana', now })).reason, 'invalid-date', now);
    }
  });

  it('answers paraphrases from the cache, with the asker’s own words beside', async () => {
    const first = await sandbox.ask({ question: 'revenue by item top 2', user: 'ana' });
    const second = await sandbox.ask({ question: 'show top 2 items by revenue', user: 'ana' });
    assert.deepEqual([first.cache, second.cache], ['miss', 'hit']);
    assert.deepEqual(second.rows, first.rows);
    assert.notDeepEqual(second.interpretation, first.interpretation);
    assert.equal((await sandbox.ask({ question: 'revenue by item top 2', user: 'gita' })).cache, 'miss');
    assert.equal((await sandbox.ask({ question: 'revenue by item top 2', user: 'nora' })).cache, 'miss');
  });

  it('says why an answer is empty: the filter that leaves nothing', async () => {
    const both = await sandbox.ask({
      query: {
        ...BY_REGION,
        filter: {
          op: 'and',
          all: [
            { op: 'contains', on: { of: column('item') }, value: 'item' },
            { op: 'period', on: { of: column('day') }, start: '2031-01-01', end: '2032-01-01' },
          ],
        },
      },
      user: 'ana',
    });
    assert.equal(both.status, 'answered');
    const check = both.checks.find(({ name }) => name === 'values');
    assert.ok(check);
    assert.equal(check.passed, false);
    assert.match(check.detail, /nothing satisfies sale date from 2031-01-01/);
    const condition = await sandbox.ask({ question: 'revenue by region with revenue > 1000000', user: 'ana' });
    assert.match(condition.checks.find(({ name }) => name === 'values')?.detail ?? '', /conditions/);
  });

  it('refuses a result whose groups do not add up', async () => {
    const engine = through(open(), (statement) => {
      // Somebody's compiler joins every row twice.
      const grouped = statement.sql.includes('GROUP BY') && statement.sql.includes('"revenue"');
      return grouped ? { ...statement, sql: statement.sql.replace('sum(', '2 * sum(') } : statement;
    });
    const doubled = await openSmall({}, { engine });
    const answer = await doubled.ask({ question: 'revenue by region', user: 'ana' });
    assert.deepEqual([answer.status, answer.reason, answer.rows], ['failed', 'verification', []]);
    assert.match(answer.message ?? '', /do not add up to the total of revenue/);
    await doubled.close();
  });

  it('points at the whole name in SQL that cannot be bound', async () => {
    const at = async (sql: string): Promise<string> => {
      const { status, start = 0, end = 0 } = await sandbox.ask({ sql, user: 'ana' });
      assert.equal(status, 'failed');
      return sql.slice(start, end);
    };
    assert.equal(await at('SELECT a.nope_id, 1 FROM sales a'), 'a.nope_id');
    assert.equal(await at('SELECT 1, "no ""such" FROM sales'), '"no ""such"');
  });

  it('tells a failed bind in the model’s words, and never a stranger’s error as an answer', async () => {
    const engine = through(open(), (statement) => {
      const grouped = statement.sql.includes('GROUP BY') && statement.sql.includes('AS "revenue"');
      return grouped ? { ...statement, sql: statement.sql.replaceAll('"amount"', '"amoun"') } : statement;
    });
    const drifted = await openSmall({}, { engine });
    const answer = await drifted.ask({ question: 'revenue by region', user: 'ana' });
    assert.deepEqual([answer.status, answer.reason, answer.rows], ['failed', 'bind', []]);
    assert.deepEqual(
      answer.suggestions?.map(({ text }) => text),
      ['revenue'],
    );
    await drifted.close();
  });

  it('refuses requests that are none', async () => {
    for (const request of [{}, { question: 'revenue', sql: 'SELECT 1' }]) {
      assert.equal((await sandbox.ask({ ...request, user: 'ana' })).reason, 'invalid-request');
    }
    assert.equal((await sandbox.ask({ question: 'a'.repeat(30_000), user: 'ana' })).reason, 'too-complex');
    assert.equal((await sandbox.ask({ question: '', user: 'ana' })).status, 'refused');
  });

  it('keeps masked columns masked in questions and in SQL', async () => {
    const asked = await sandbox.ask({ question: 'unique count of e-mail', user: 'ana' });
    assert.deepEqual(asked.rows, [[1]]);
    const typed = await sandbox.ask({ sql: `SELECT DISTINCT email FROM sales WHERE email LIKE '%'`, user: 'ana' });
    assert.deepEqual(typed.rows, [['***']]);
    assert.equal((await sandbox.ask({ sql: 'SELECT DISTINCT email FROM sales', user: 'max' })).rows.length, 12);
  });

  it('settles by feedback what words mean, for the tenant that said so', async () => {
    const answer = await sandbox.ask({ question: 'revenue by region', user: 'ana' });
    assert.ok(answer.query);
    const vote = { question: 'revenue by region', query: answer.query, interpretation: answer.interpretation };
    await sandbox.feedback.vote({ ...vote, user: 'ana', tenant: 'acme', vote: 'up' });
    await sandbox.feedback.vote({ ...vote, user: 'gita', tenant: 'globex', vote: 'down' });
    assert.deepEqual(
      (await sandbox.feedback.settled('acme')).map(({ phrase }) => phrase),
      ['revenue', 'region'],
    );
    assert.deepEqual(await sandbox.feedback.settled('globex'), []);
    assert.equal((await sandbox.feedback.toReview('globex')).length, 1);
    assert.deepEqual(await sandbox.feedback.byMeasure('globex'), [{ measure: 'revenue', up: 0, down: 1 }]);
  });
});

describe('planners', () => {
  const planner = new Scripted();
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSmall({}, { planner });
  });
  after(() => sandbox.close());
  const follow = (...script: readonly unknown[]): Promise<Answer> => {
    planner.told = [];
    planner.script = script;
    return sandbox.ask({ question: 'anything', user: 'ana' });
  };

  it('are told what failed, in the model’s words', async () => {
    const answer = await follow(
      { attributes: [{ of: column('regoin') }], measures: [] },
      { attributes: [], measures: [{ of: { field: 'formula', formula: 'constructor' } }] },
      BY_REGION,
    );
    assert.equal(answer.status, 'answered');
    assert.deepEqual(
      planner.told.map(({ observations }) => observations.length),
      [0, 1, 2],
    );
    assert.deepEqual(planner.told[1]?.observations[0]?.suggestions, ['region']);
  });

  it('are stopped when they propose nonsense, repeat themselves or ask for what is not permitted', async () => {
    const nonsense = [null, 'SELECT 1', { sql: 'DROP TABLE sales' }, BY_REGION];
    assert.equal((await follow(...nonsense)).status, 'refused');
    assert.equal(planner.told.length, 3);
    const secret = { attributes: [], measures: [{ of: { field: 'count', table: 'secrets' } }] };
    assert.equal((await follow(secret, BY_REGION)).reason, 'not-permitted');
    assert.equal(planner.told.length, 1);
    assert.equal((await follow()).status, 'failed');
  });
});

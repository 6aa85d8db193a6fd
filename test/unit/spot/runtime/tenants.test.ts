import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MemoryAuditLog, type Sandbox } from '../../../../src/spot';
import { open } from '../../engine/support';
import { MARKERS, openSmall, POLICY, through } from './support';

/** What may lure another tenant's values out, without holding them. */
const WORDS = [
  ...[
    'revenue',
    'region',
    'item',
    'sales count',
    'by',
    'per',
    'top 3',
    'monthly',
    'and',
    'not',
    'contains',
    '=',
    'in',
    'or',
  ],
  ...[
    'ZYX',
    'ZYXGLOBE',
    'ZYXACM',
    'globex',
    'acme',
    'zyxglobe north',
    'north',
    'last month',
    'e-mail',
    'word',
    '"',
    '(',
    ';--',
  ],
];
const EXPRESSIONS = [
  ...[
    '*',
    'item',
    'region',
    'count(*)',
    'max(item)',
    'min(email)',
    "string_agg(item, ',')",
    'tenant_id',
    'CAST(item AS INTEGER)',
  ],
  ...[
    "CASE WHEN tenant_id <> 'acme' THEN CAST(item AS DATE) END",
    '(SELECT max(item) FROM sales)',
    'list(sales)',
    'error(item)',
  ],
];
const SOURCES = [
  ...[
    'sales',
    'sales s, sales t',
    '(SELECT * FROM sales) x',
    'main.sales',
    'memory.data.sales',
    '"data"."sales"',
    'secrets',
  ],
  ...['sales UNION ALL SELECT item FROM sales', 'duckdb_tables()', 'information_schema.tables', "query('FROM sales')"],
];
const CONDITIONS = [
  '',
  "WHERE tenant_id = 'globex' OR 1=1",
  'WHERE CAST(item AS INTEGER) > 0',
  'GROUP BY ALL',
  '/* */ WHERE true --',
  'LIMIT 5 OFFSET 2',
];

const PEOPLE = [
  { user: 'ana', own: 'acme' },
  { user: 'max', own: 'acme' },
  { user: 'nora', own: 'acme' },
  { user: 'gita', own: 'globex' },
] as const;

describe('tenants', () => {
  const audit = new MemoryAuditLog();
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSmall({}, { audit });
  });
  after(() => sandbox.close());

  const strangers = (own: string): string[] =>
    Object.entries(MARKERS).flatMap(([tenant, marker]) => (tenant === own ? [] : [marker]));
  const clean = (own: string, said: unknown): void => {
    const text = JSON.stringify(said).toUpperCase();
    for (const marker of strangers(own)) assert.ok(!text.includes(marker), text.slice(0, 2000));
  };
  const person = fc.constantFrom(...PEOPLE);

  it('never see a value of another tenant in answers, errors, suggestions, completions or feedback', async () => {
    const question = fc
      .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 7 })
      .map((words) => words.join(' '));
    await fc.assert(
      fc.asyncProperty(person, question, async ({ user, own }, text) => {
        const who = { user, session: text };
        const answer = await sandbox.ask({ question: text, ...who });
        clean(own, answer);
        clean(own, await sandbox.complete({ text, user }));
        clean(own, await sandbox.explain({ text, user }));
        if (answer.query) {
          const { query, interpretation } = answer;
          await sandbox.feedback.vote({ user, tenant: own, vote: 'up', question: text, query, interpretation });
        }
        clean(own, await sandbox.feedback.settled(own));
        clean(own, await sandbox.feedback.toReview(own));
      }),
      { numRuns: 150 },
    );
  });

  it('never see one through SQL of their own', async () => {
    const sql = fc
      .tuple(fc.constantFrom(...EXPRESSIONS), fc.constantFrom(...SOURCES), fc.constantFrom(...CONDITIONS))
      .map(([what, from, rest]) => `SELECT ${what} FROM ${from} ${rest}`);
    await fc.assert(
      fc.asyncProperty(person, sql, async ({ user, own }, text) => {
        const answer = await sandbox.ask({ sql: text, user, session: text });
        clean(own, { ...answer, sql: undefined });
      }),
      { numRuns: 150 },
    );
    const rows = (user: string, tenant: string): Promise<unknown> =>
      sandbox.ask({ sql: 'SELECT 1', user, tenant }).then(({ reason }) => reason);
    assert.equal(await rows('ana', 'globex'), 'not-permitted');
  });

  it('see no more than their own rules within a tenant', async () => {
    const answer = await sandbox.ask({ question: 'revenue by region', user: 'nora' });
    assert.deepEqual(
      answer.rows.map(([region]) => region),
      ['ZYXACME north'],
    );
    const offered = await sandbox.complete({ text: 'revenue where region = zyx', user: 'nora' });
    assert.deepEqual(
      offered.map(({ text }) => text),
      ['ZYXACME north'],
    );
  });

  it('see nothing in the error of a rule whose value is of another type than its column', async () => {
    const policy = POLICY.replace(
      'users:',
      'users:\n  odd: {tenant: acme, roles: [analyst], area: 7, since: 2025-01-05, until: soon}',
    )
      .replace('[region] = {area}', '[region] = {area} or [region] in ({area}, {since})')
      .replace(
        '[tenant_id] = {tenant} and',
        "{area} = [region] or '3' = left([email], {area}) or [tenant_id] = {tenant} and",
      );
    const other = await openSmall({ policy });
    try {
      for (const request of [{ question: 'revenue by item' }, { sql: 'SELECT * FROM sales' }]) {
        const answer = await other.ask({ ...request, user: 'odd' });
        assert.equal(answer.status, 'answered', answer.message);
        clean('acme', answer);
      }
    } finally {
      await other.close();
    }
  });

  it('are told apart by days and numbers too; a value that is none of these opens nothing', async () => {
    const policy = (rule: string): string =>
      POLICY.replace('users:', 'users:\n  odd: {tenant: acme, since: 2025-01-05, until: soon, least: "12"}').replace(
        /sales: "\[tenant_id\].*/,
        `sales: "[tenant_id] = {tenant} and ${rule}"`,
      );
    const count = async (rule: string): Promise<unknown> => {
      const other = await openSmall({ policy: policy(rule) });
      const answer = await other.ask({ question: 'number of sales', user: 'odd' });
      await other.close();
      return answer.rows[0]?.[0] ?? answer.message;
    };
    assert.equal(await count('[day] >= {since}'), 8);
    assert.equal(await count('[day] between {since} and {since}'), 1);
    assert.equal(await count('[amount] >= {least}'), 2);
    assert.equal(await count('not ([day] >= {until})'), 0);
    assert.equal(await count('({until} is null or [day] > {until})'), 0);
  });

  it('have audit entries that hold no results', () => {
    assert.ok(audit.entries.length > 300);
    for (const { tenant, ...entry } of audit.entries) if (tenant !== null) clean(tenant, entry);
  });

  it('would be found out by these tests if the tenant were left out of the SQL', async () => {
    const leaky = through(open(), (statement) => ({
      ...statement,
      sql: statement.sql.replaceAll(/("sales"\."tenant_id") = (CAST\(\$\d+ AS VARCHAR\))/g, '($1 = $2 OR TRUE)'),
    }));
    const other = await openSmall({}, { engine: leaky });
    const answer = await other.ask({ question: 'revenue by item', user: 'ana' });
    assert.equal(answer.status, 'answered');
    assert.throws(() => {
      clean('acme', answer.rows);
    });
    const offered = await other.complete({ text: 'revenue where region = zyx', user: 'ana' });
    assert.throws(() => {
      clean('acme', offered);
    });
    await other.close();
  });
});

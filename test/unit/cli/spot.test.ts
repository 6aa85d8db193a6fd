import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { MODEL, POLICY } from '../spot/runtime/support';
import { greenroom, MAIN, type Run } from './built';

/** One line, and no stack. */
function oneLine(text: string): void {
  assert.equal(text.trimEnd().split('\n').length, 1, text);
  assert.doesNotMatch(text, /^\s+at /m);
}

describe('greenroom ask, sql, eval', function () {
  this.timeout(60_000);
  let folder: string;
  const file = (name: string, text: string): string => {
    const full = path.join(folder, name);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
    return full;
  };
  let model: string;

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'greenroom-cli-'));
    model = file('deck/sandbox/model.yaml', MODEL);
    file('deck/sandbox/policy.yaml', POLICY);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers, as JSON and for people', () => {
    const args = ['--deck', path.join(folder, 'deck'), '--user', 'ana'];
    const audit = path.join(folder, 'audit', 'log.jsonl');
    const json = greenroom('ask', 'revenue by region top 1', ...args, '--json', '--audit', audit);
    assert.equal(json.code, 0, json.err);
    const answer = JSON.parse(json.out) as Record<string, unknown>;
    assert.equal(answer['status'], 'answered');
    assert.deepEqual(answer['columns'], [
      { name: 'region', type: 'text' },
      { name: 'revenue', type: 'decimal' },
    ]);
    assert.deepEqual(answer['rows'], [[null, '32.50']]);
    assert.deepEqual((answer['interpretation'] as unknown[])[0], {
      ...{ text: 'revenue', start: 0, end: 7, as: 'sum of sales.amount', kind: 'measure' },
    });
    assert.match(readFileSync(audit, 'utf8'), /^\{"at":"[^"]+","user":"ana","tenant":"acme",.*\}\n$/);
    const plain = greenroom('ask', 'revenue by region top 1', ...args);
    assert.match(plain.out, /region\s+revenue[\s\S]*—\s+32\.50[\s\S]*✓ tenant/);
    const typed = greenroom('sql', 'SELECT count(*) AS n FROM sales', '--model', model, '--user', 'gita', '--json');
    assert.deepEqual((JSON.parse(typed.out) as { rows: unknown }).rows, [[12]]);
  });

  it('tells with its exit code how it went, and on one line why', () => {
    const ask = (...args: string[]): Run => greenroom('ask', '--model', model, ...args);
    const cases: readonly (readonly [Run, number, RegExp])[] = [
      [ask('churn by region', '--user', 'ana'), 3, /^refused \(unknown-term\): “churn” is not defined/],
      [ask('the election', '--user', 'ana'), 3, /^blocked \(guardrail\): No politics/],
      [greenroom('sql', 'SELECT nothing FROM sales', '--model', model, '--user', 'ana'), 1, /^failed \(bind\)/],
      [greenroom('sql', 'DROP TABLE sales', '--model', model, '--user', 'ana'), 3, /^refused \(not-permitted\)/],
      [ask(), 2, /^greenroom: the question is missing/],
      [ask('a', 'b'), 2, /^greenroom: the question must be one argument/],
      [ask('a', '--nonsense'), 2, /^greenroom: Unknown option/],
      [greenroom('ask', 'a', '--deck', path.join(folder, 'nowhere')), 2, /^greenroom: .*nowhere is not there/],
    ];
    for (const [{ code, err }, wanted, message] of cases) {
      assert.equal(code, wanted, err);
      assert.match(err, message);
      if (!err.includes('\ntry: ')) oneLine(err);
    }
  });

  it('names file, line and column of what is broken, a line for each', () => {
    const broken = file('broken.yaml', MODEL.replace('primary_key: [tenant_id, id]', 'primary_key: [tenant_id, idd]'));
    const loose = file(
      'loose.yaml',
      POLICY.replace('[tenant_id]', '[tenant]').replace('{roles: [manager]', '{role: [manager]'),
    );
    const data = file('data.yaml', 'tables: {t: {source: t.csv, columns: {a: {type: measure}}}}');
    file('t.csv', 'a,b\n1,2\n3\n');
    const suite = file('golden.yaml', '- ask: revenue\n  expect: {refused: never}\n');
    const policy = path.join(folder, 'deck/sandbox/policy.yaml');
    const lines = (...args: string[]): string[] => {
      const { code, err, out } = greenroom(...args);
      assert.equal(code, 2, err);
      assert.equal(out, '');
      return err
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(folder, ''));
    };
    assert.match(lines('ask', 'x', '--model', broken).join('\n'), /^\/broken\.yaml:\d+:\d+: error: .*"idd".*$/);
    const found = lines('ask', 'x', '--model', model, '--policy', loose);
    assert.equal(found.length, 2);
    assert.match(
      found.join('\n'),
      /^\/loose\.yaml:8:11: error: .*"tenant"[^\n]*\n\/loose\.yaml:10:\d+: error: [^\n]*"role"[^\n]*$/,
    );
    assert.match(
      lines('ask', 'x', '--model', data, '--policy', file('any.yaml', 'rows: {t: {all: true}}')).join('\n'),
      /^\/t\.csv:3:1: error: /,
    );
    assert.match(lines('eval', '--model', model, '--suite', suite).join('\n'), /^\/golden\.yaml:2:21: error: /);
    assert.match(
      lines('eval', '--model', model, '--policy', policy, '--suite', path.join(folder, 'no.yaml')).join('\n'),
      /^\/no\.yaml:1:1: error: The file is not there/,
    );
    assert.match(lines('ask', 'x', '--deck', folder).join('\n'), /^:1:1: error: There is no model\.yaml/);
  });

  it('holds a suite to more than 95 %', () => {
    const line = (n: number, right: boolean): string =>
      `- {ask: churn ${n}, user: ana, expect: {refused: ${right ? 'unknown-term' : 'budget'}}}`;
    const suite = (wrong: number): string =>
      file('suite.yaml', Array.from({ length: 20 }, (_, n) => line(n, n >= wrong)).join('\n'));
    const run = (
      wrong: number,
    ): { code: number | null; result: { accuracy: number; failures: { line: number }[] } } => {
      const { code, out } = greenroom('eval', '--model', model, '--suite', suite(wrong), '--json');
      return { code, result: JSON.parse(out) as { accuracy: number; failures: { line: number }[] } };
    };
    const enough = run(0);
    assert.deepEqual([enough.code, enough.result.accuracy], [0, 1]);
    const short = run(1);
    assert.deepEqual([short.code, short.result.accuracy, short.result.failures.map((one) => one.line)], [1, 0.95, [1]]);
  });
});

describe('greenroom serve', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'greenroom-serve-'));
    writeFileSync(path.join(folder, 'model.yaml'), MODEL);
    writeFileSync(path.join(folder, 'policy.yaml'), POLICY);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  interface Reply {
    readonly id: unknown;
    readonly status: string;
    readonly reason?: string;
    readonly cache?: string;
    readonly rows?: unknown;
  }

  const serve = (
    lines: readonly (string | Uint8Array)[],
  ): Promise<{ replies: Reply[]; code: number | null; err: string }> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [MAIN, 'serve', '--deck', folder]);
      let out = '';
      let err = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
      child.on('error', reject);
      child.on('close', (code) => {
        resolve({
          replies: out
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as Reply),
          code,
          err,
        });
      });
      for (const line of lines) {
        child.stdin.write(line);
        child.stdin.write('\n');
      }
      child.stdin.end();
    });

  it('answers line by line, in order, with the id', async () => {
    const { replies, code, err } = await serve([
      '{"id":1,"ask":"revenue","user":"ana"}',
      '{"id":"two","sql":"SELECT 1 AS one","user":"gita","tenant":"globex"}',
      '{"id":3,"ask":"and by region","user":"ana","follow":["revenue"]}',
      '{"id":4,"ask":"total revenue","user":"ana","tenant":null}',
      '{"id":5,"ask":"revenue","user":"ana","tenant":"globex"}',
      '{"id":6,"complete":"reg","user":"ana"}',
    ]);
    assert.equal(code, 0, err);
    assert.deepEqual(
      replies.map(({ id, status, reason, cache }) => [id, status, reason ?? cache]),
      [
        [1, 'answered', 'miss'],
        ['two', 'answered', 'miss'],
        [3, 'answered', 'miss'],
        [4, 'answered', 'hit'],
        [5, 'refused', 'not-permitted'],
        [6, 'answered', undefined],
      ],
    );
  });

  it('gives a request without a session a budget of its own, and those of one session one', async () => {
    const many = Array.from({ length: 60 }, (_, n) => JSON.stringify({ id: n, ask: 'revenue', user: 'ana' }));
    const shared = Array.from({ length: 52 }, (_, n) =>
      JSON.stringify({ id: n, ask: 'revenue', user: 'ana', session: 's' }),
    );
    const { replies } = await serve([...many, ...shared]);
    assert.ok(replies.slice(0, 60).every(({ status }) => status === 'answered'));
    assert.deepEqual(
      replies
        .slice(60)
        .map(({ reason }) => reason ?? '')
        .join(''),
      'budgetbudget',
    );
  });

  it('answers every line, whatever it holds, and goes on', async () => {
    const key = fc.constantFrom(
      'id',
      'ask',
      'sql',
      'query',
      'user',
      'tenant',
      'now',
      'follow',
      'session',
      'complete',
      'cursor',
      'cancel',
      '__proto__',
    );
    const value = fc.oneof(fc.constantFrom('ana', 'revenue', 'SELECT 1', '', 'acme'), fc.jsonValue({ maxDepth: 2 }));
    const request = fc
      .array(fc.tuple(key, value), { maxLength: 5 })
      .map((pairs) => `{${pairs.map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`).join(',')}}`);
    const line = fc.oneof(
      request,
      fc.string(),
      fc.json(),
      fc.constantFrom('{', '[]', 'null', '{"id":1}', '[['.repeat(500), '"\\ud800"'),
    );
    const lines = fc.sample(line, 250).map((text) => text.replaceAll(/[\r\n]/g, ' '));
    const hostile = [
      ...lines,
      Buffer.from([0xff, 0xfe, 0x00, 0x80]),
      'x'.repeat(2_000_000),
      '{"id":"last","ask":"revenue","user":"ana"}',
    ];
    const { replies, code, err } = await serve(hostile);
    assert.equal(code, 0, err);
    assert.equal(err, '');
    const asked = hostile.filter((text) => typeof text !== 'string' || text.trim() !== '');
    assert.equal(replies.length, asked.length);
    assert.deepEqual([replies.at(-1)?.id, replies.at(-1)?.status], ['last', 'answered']);
    assert.ok(replies.every(({ status }) => ['answered', 'refused', 'blocked', 'failed'].includes(status)));
  });

  it('stops what runs when the kill switch is pulled', async () => {
    const slow =
      'SELECT count(*) FROM sales a, sales b, sales c, sales d, sales e, sales f, sales g, sales h WHERE a.id + h.id < 0';
    const { replies } = await serve([
      '{"id":0,"ask":"revenue","user":"gita"}',
      JSON.stringify({ id: 1, sql: slow, user: 'ana' }),
      '{"id":2,"kill":"acme"}',
      '{"id":3,"ask":"revenue","user":"gita"}',
    ]);
    assert.deepEqual(
      replies.map(({ id, status, reason }) => [id, reason ?? status]),
      [
        [0, 'answered'],
        [1, 'killed'],
        [2, 'answered'],
        [3, 'answered'],
      ],
    );
  });
});

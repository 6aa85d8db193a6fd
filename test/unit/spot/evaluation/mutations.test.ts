import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  loadSuite,
  readText,
  runSuite,
  SemanticCache,
  type CaseResult,
  type GoldenCase,
  type SandboxOptions,
} from '../../../../src/spot';
import type { CachedAnswer } from '../../../../src/spot/runtime/cache';
import { open } from '../../engine/support';
import { DECK, openShipped, through } from '../runtime/support';

/** Forgets whose answer it is. */
class CarelessCache extends SemanticCache {
  private shared(key: string): string {
    return JSON.stringify((JSON.parse(key) as unknown[]).slice(2));
  }
  override get(key: string): CachedAnswer | undefined {
    return super.get(this.shared(key));
  }
  override set(key: string, answer: CachedAnswer): void {
    super.set(this.shared(key), answer);
  }
}

/** Changes what Spot writes, not what the suite does. */
function rewriting(from: RegExp, to: string): Partial<SandboxOptions> {
  const engine = through(open(), (statement) =>
    statement.tenant === 'golden suite' || statement.tenant === 'model'
      ? statement
      : { ...statement, sql: statement.sql.replaceAll(from, to) },
  );
  return { engine };
}

describe('golden suite, with one thing broken', () => {
  let cases: readonly GoldenCase[] = [];
  let folder = '';
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'greenroom-mutation-'));
    const file = path.join(DECK, 'golden.yaml');
    const all = loadSuite(await readText(file), { path: file }).cases ?? [];
    // Refusals take no time: a mutation that opens what was closed is found at once.
    const isRefusal = ({ expect }: GoldenCase): boolean => expect.kind === 'refused';
    cases = [...all.filter(isRefusal), ...all.filter((one) => !isRefusal(one))];
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const policyWith = (change: (text: string) => string): Partial<SandboxOptions> => {
    const text = readFileSync(path.join(DECK, 'policy.yaml'), 'utf8');
    const policy = path.join(folder, 'policy.yaml');
    writeFileSync(policy, change(text));
    assert.notEqual(readFileSync(policy, 'utf8'), text);
    return { files: { model: path.join(DECK, 'model.yaml'), policy } };
  };

  /** The first case that fails; later ones need not be run. */
  const firstFailure = async (options: Partial<SandboxOptions>): Promise<CaseResult | undefined> => {
    const sandbox = await openShipped(options);
    const controller = new AbortController();
    let failed: CaseResult | undefined;
    const onResult = (result: CaseResult): void => {
      if (result.passed) return;
      failed ??= result;
      controller.abort();
    };
    await runSuite(sandbox, cases, { onResult, signal: controller.signal });
    await sandbox.close();
    return failed;
  };

  const MUTATIONS: Readonly<Record<string, () => Partial<SandboxOptions>>> = {
    'the tenant left out of the row rules': () =>
      rewriting(/("\w+"\."tenant_id") = (CAST\(\$\d+ AS VARCHAR\))/g, '($1 = $2 OR TRUE)'),
    'facts without a match dropped': () => rewriting(/LEFT JOIN/g, 'JOIN'),
    'a join without one of its keys': () =>
      rewriting(
        / ON ("\w+"\."tenant_id" = "stores"\."tenant_id") AND "\w+"\."store_id" = "stores"\."store_id"/g,
        ' ON $1',
      ),
    'joined before it is aggregated': () => rewriting(/SELECT DISTINCT/g, 'SELECT'),
    'the first day of the period left out': () => rewriting(/ >= (CAST\(\$\d+ AS (?:DATE|TIMESTAMP)\))/g, ' > $1'),
    'the day after the period counted': () => rewriting(/ < (CAST\(\$\d+ AS (?:DATE|TIMESTAMP)\))/g, ' <= $1'),
    'sums for averages': () => rewriting(/avg\(/g, 'sum('),
    'the guardrail off': () => policyWith((text) => text.replace(/guardrail:[\s\S]*?\n\n/, '')),
    'a table opened to all': () => policyWith((text) => text.replace(/^ +stores: .*/m, '  stores: {all: true}')),
    'a closed table opened': () =>
      policyWith((text) => text.replace(/^rows:/m, 'rows:\n  payroll: "[tenant_id] = {tenant}"')),
    'budgets not kept': () => policyWith((text) => text.replace('hooli: {queries: 0}', 'hooli: {queries: 1}')),
    'answers cached for all tenants alike': () => ({ cache: new CarelessCache() }),
  };

  for (const [what, options] of Object.entries(MUTATIONS)) {
    it(`fails: ${what}`, async function () {
      this.timeout(60_000);
      assert.ok(await firstFailure(options()), 'no case noticed');
    });
  }
});

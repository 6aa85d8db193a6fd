import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openScratch } from '../../../../src/engine';
import {
  besideModel,
  EngineError,
  openSandbox,
  runProof,
  SemanticCache,
  type AgentRuntime,
  type ProofPorts,
  type Request,
  type Sandbox,
  type SandboxOptions,
  type SqlEngine,
} from '../../../../src/spot';
import type { CachedAnswer } from '../../../../src/spot/runtime/cache';
import { open, workerScript } from '../../engine/support';
import { DECK, openShipped, through } from '../runtime/support';
import { shippedClaim, shippedPorts } from './support';

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

class ForgetfulCache extends SemanticCache {
  override get(): undefined {
    return undefined;
  }
}

/** Fails to bind like any engine, and does not say what there is instead. */
function silent(engine: SqlEngine): SqlEngine {
  const told = (error: unknown): never => {
    throw error instanceof EngineError ? new EngineError(error.kind, error.message) : error;
  };
  return {
    ...through(engine, (statement) => statement),
    prepare: (statement) => engine.prepare(statement).catch(told),
  };
}

function rewriting(from: RegExp, to: string): Partial<SandboxOptions> {
  const engine = through(open(), (statement) =>
    ['golden suite', 'model'].includes(statement.tenant)
      ? statement
      : { ...statement, sql: statement.sql.replaceAll(from, to) },
  );
  return { engine };
}

type Trial = ReturnType<Sandbox['trial']>;

/** A trial whose requests are changed on their way. */
function asking(trial: Trial, change: (request: Request) => Request): Trial {
  return {
    control: trial.control,
    runtime: (others) => {
      const runtime = trial.runtime(others);
      const ask: AgentRuntime['ask'] = (request) => runtime.ask(change(request));
      return Object.create(runtime, { ask: { value: ask } }) as AgentRuntime;
    },
  };
}

/** Each with one mechanism out of order: exactly the claims that rest on it must notice. */
describe('proofs, with one thing broken', function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'greenroom-proof-'));
    cpSync(DECK, folder, { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const without = (options: Partial<SandboxOptions>): Partial<ProofPorts> => {
    const sandbox = openShipped(options);
    return { sandbox: () => sandbox };
  };
  /** A copy of the sandbox with one file changed. */
  const changed = (file: string, change: (text: string) => string): Partial<ProofPorts> => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const other = change(text);
    assert.notEqual(other, text, `nothing changed in ${file}`);
    writeFileSync(path.join(folder, file), other);
    const made = besideModel(path.join(folder, path.dirname(file), 'model.yaml')).then((files) =>
      openSandbox({ files, engine: open() }),
    );
    return { sandbox: () => made };
  };
  /** The sandbox, whose trials are made otherwise. */
  const trying = (
    trial: (sandbox: Sandbox, ...given: Parameters<Sandbox['trial']>) => ReturnType<Sandbox['trial']>,
  ) => {
    const made = openShipped().then(
      (sandbox) =>
        Object.create(sandbox, {
          trial: { value: (...given: Parameters<Sandbox['trial']>) => trial(sandbox, ...given) },
        }) as Sandbox,
    );
    return { sandbox: () => made };
  };

  const MUTATIONS: Readonly<Record<string, readonly [claim: string, broken: () => Partial<ProofPorts>]>> = {
    'a metric that was made up': [
      'A metric that nobody defined',
      () =>
        changed('model.yaml', (text) =>
          text.replace(/^formulas:/m, 'formulas:\n  - {name: churn, expr: "count([sales::sale_id])"}'),
        ),
    ],
    'a planner that is not told what there is': ['A Binder Error goes back', () => without({ engine: silent(open()) })],
    'groups that are counted twice': [
      'Code checks the result',
      () =>
        without(
          rewriting(
            /sum\("sale_items"\."amount"\) AS "revenue"(?=[\s\S]*GROUP BY)/g,
            '2 * sum("sale_items"."amount") AS "revenue"',
          ),
        ),
    ],
    'no guardrail': [
      'Politics and competitors',
      () => changed('policy.yaml', (text) => text.replace(/guardrail:[\s\S]*?\n\n/, '')),
    ],
    'a guardrail without the rule': [
      'The filter stops a plain injection',
      () => changed('policy.yaml', (text) => text.replace(/.*name: prompt injection\n.*\n.*\n/, '')),
    ],
    'rows of all tenants, for a name in the data': [
      'A name in the data',
      () => without(rewriting(/("\w+"\."tenant_id") = (CAST\(\$\d+ AS VARCHAR\))/g, '($1 = $2 OR TRUE)')),
    ],
    'rows of all tenants, for a planner': [
      'Even a planner that obeys it',
      () => changed('policy.yaml', (text) => text.replace(/^ +(stores|sales|sale_items): .*/gm, '  $1: {all: true}')),
    ],
    'rows of all tenants': [
      'One question, two tenants',
      () => changed('policy.yaml', (text) => text.replace(/^ +(stores|sales|sale_items): .*/gm, '  $1: {all: true}')),
    ],
    'a table that is open to SQL': [
      'An OR in the wrong place',
      () => changed('policy.yaml', (text) => text.replace(/^ +stores: .*/m, '  stores: {all: true}')),
    ],
    'a rule for the closed table': [
      'A table without a rule',
      () => changed('policy.yaml', (text) => text.replace(/^rows:/m, 'rows:\n  payroll: "[tenant_id] = {tenant}"')),
    ],
    'names that everybody sees': [
      'Suggestions don',
      () => changed('policy.yaml', (text) => text.replace(/^ +products: .*/m, '  products: {all: true}')),
    ],
    'a cache without tenants': ['A repeated question', () => without({ newCache: () => new CarelessCache() })],
    'a cache that forgets': ['A paraphrase hits', () => without({ newCache: () => new ForgetfulCache() })],
    'a budget that nobody keeps': ['A spent budget turns its session', () => trying((sandbox) => sandbox.trial())],
    'a kill switch that is not connected': [
      'The control plane stops',
      () =>
        trying((sandbox, session) => {
          const trial = sandbox.trial(session);
          trial.control.kill = () => undefined;
          return trial;
        }),
    ],
    'a budget for those who have none': [
      'A limit per tenant',
      () => changed('policy.yaml', (text) => text.replace('hooli: {queries: 0}', 'hooli: {queries: 9}')),
    ],
    'a query that nobody can stop': [
      'A closed tab',
      () =>
        trying((sandbox) => {
          const trial = sandbox.trial({ seconds: 2 });
          return asking(trial, (request) => ({ ...request, signal: undefined }));
        }),
    ],
    'a planner that learns after all': [
      'It doesn',
      () =>
        trying((sandbox, session) => {
          const trial = sandbox.trial(session);
          return { control: trial.control, runtime: () => trial.runtime() };
        }),
    ],
    'a vote that changes answers': [
      'A thumb trains nothing',
      () =>
        trying((sandbox, session) =>
          asking(sandbox.trial(session), (request) =>
            (request.settled ?? []).length > 0 ? { ...request, question: 'units by region' } : request,
          ),
        ),
    ],
    'votes that count for everybody': [
      'All that a thumb up settles',
      () => changed('policy.yaml', (text) => text.replace('gita: {tenant: globex', 'gita: {tenant: acme')),
    ],
    'a suite that most answers fail': ['The golden suite passes', () => without(rewriting(/LEFT JOIN/g, 'JOIN'))],
    'one vote more': [
      'The share of down-votes',
      () =>
        changed(
          'feedback/feedback.json',
          (text) => text + (/^.*"tenant":"acme","vote":"down".*margin rate.*\n/m.exec(text)?.[0] ?? ''),
        ),
    ],
    'a process that remembers something else': [
      'Any copy can serve',
      () => ({
        elsewhere: async () => {
          const sandbox = await openShipped(rewriting(/LEFT JOIN/g, 'JOIN'));
          return { ask: (request) => sandbox.ask(request), close: () => sandbox.close() };
        },
      }),
    ],
    'a process that is not told the conversation': [
      'Memory comes with the request',
      () => ({
        elsewhere: async () => {
          const sandbox = await openShipped();
          return { ask: (request) => sandbox.ask({ ...request, follow: [] }), close: () => sandbox.close() };
        },
      }),
    ],
    'one connection for all': [
      'One snapshot for the whole answer',
      () => ({
        scratch: () => {
          const scratch = openScratch({ worker: workerScript });
          return { run: (_, sql, signal) => scratch.run('shared', sql, signal), close: () => scratch.close() };
        },
      }),
    ],
    'a word that means one thing': [
      'Where two defined measures fit',
      () =>
        changed('model.yaml', (text) =>
          text.replace('synonyms: [catalogue price, price]', 'synonyms: [catalogue price]'),
        ),
    ],
  };

  for (const [what, [start, broken]] of Object.entries(MUTATIONS)) {
    it(`${what}: “${start} …” does not hold`, async () => {
      const proof = shippedClaim(start);
      const ports = shippedPorts(broken());
      const opened = await ports.sandbox(proof.model);
      try {
        const { held, detail } = await runProof(proof, ports);
        assert.equal(held, false, 'nothing was noticed');
        assert.match(detail ?? '', /^expected /);
      } finally {
        await opened.close();
      }
    });
  }
});

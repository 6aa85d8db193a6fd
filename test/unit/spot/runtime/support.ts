import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openSandbox, type Sandbox, type SandboxOptions, type SqlEngine, type Statement } from '../../../../src/spot';
import { open } from '../../engine/support';

export const DECK = path.resolve('decks/spot-director/sandbox');

/** The shipped sandbox, with parts exchanged. */
export function openShipped(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const file = (name: string): string => path.join(DECK, name);
  return openSandbox({
    files: { model: file('model.yaml'), policy: file('policy.yaml'), golden: file('golden.yaml') },
    engine: open(),
    ...options,
  });
}

export interface SmallFiles {
  readonly model?: string;
  readonly policy?: string | undefined;
}

/** Two tenants; whatever is one tenant's own holds its marker. */
export const MARKERS: Readonly<Record<string, string>> = { acme: 'ZYXACME', globex: 'ZYXGLOBEX' };

const rowsOf = (tenant: string): string => `
  SELECT '${tenant}' AS tenant_id, i AS id, '${MARKERS[tenant] ?? ''} item ' || i AS item,
         CASE i % 3 WHEN 0 THEN '${MARKERS[tenant] ?? ''} north' WHEN 1 THEN '${MARKERS[tenant] ?? ''} south' END AS region,
         '${MARKERS[tenant] ?? ''}' || i || '@mail' AS email,
         CAST(i * 1.25 AS DECIMAL(12, 2)) AS amount, DATE '2025-01-01' + CAST(i AS INTEGER) AS day
  FROM range(12) t(i)`;

export const MODEL = `
name: Small
default_date: sales.day
tables:
  sales:
    sql: |${['acme', 'globex'].map(rowsOf).join('\n  UNION ALL').replaceAll('\n', '\n      ')}
    primary_key: [tenant_id, id]
    date: day
    columns:
      tenant_id: {type: attribute, hidden: true}
      id: {type: attribute, hidden: true}
      item: {type: attribute}
      region: {type: attribute}
      email: {type: attribute, name: e-mail}
      day: {type: attribute, name: sale date}
      amount: {type: measure, aggregation: sum, name: revenue}
  secrets:
    sql: SELECT 'classified' AS word, 1 AS weight
    columns:
      word: {type: attribute}
      weight: {type: measure, aggregation: sum}
`;

export const POLICY = `
users:
  ana: {tenant: acme, roles: [analyst]}
  max: {tenant: acme, roles: [manager]}
  gita: {tenant: globex, roles: [analyst]}
  nora: {tenant: acme, area: ZYXACME north}
rows:
  sales: "[tenant_id] = {tenant} and ({role:analyst} or {role:manager} or [region] = {area})"
masks:
  sales: {email: {roles: [manager], else: "***"}}
guardrail:
  - {name: politics, pattern: "\\\\b(election|president)s?\\\\b", message: No politics.}
budgets:
  session: {queries: 50, seconds: 60, rows: 1000}
`;

/** A sandbox of its own files in a temporary folder, which goes when the sandbox is closed. */
export async function openSmall(
  { model = MODEL, policy = POLICY }: SmallFiles = {},
  options: Partial<SandboxOptions> = {},
): Promise<Sandbox> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'greenroom-spot-'));
  const write = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  try {
    const files = { model: write('model.yaml', model), policy: write('policy.yaml', policy) };
    return await openSandbox({ files, engine: open(), ...options });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An engine whose statements are looked at, or changed, on their way. */
export function through(
  engine: SqlEngine,
  change: (statement: Statement) => Statement | Promise<Statement>,
): SqlEngine {
  return {
    load: (request, progress) => engine.load(request, progress),
    prepare: async (statement) => engine.prepare(await change(statement)),
    run: async (statement, limits, signal) => engine.run(await change(statement), limits, signal),
    close: () => engine.close(),
  };
}

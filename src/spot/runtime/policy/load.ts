import { createHash } from 'node:crypto';
import { isScalar } from 'yaml';
import { hint, type Model, type ModelDiagnostic, type Span } from '../../model';
import { Reader, type Entry, type YamlNode } from '../../model/reader';
import { readBudgets } from './budgets';
import { readGuardrail } from './guardrail';
import { readMasks, readRows } from './rows';
import type { PlainValue, Policy, PolicyUser } from './types';

const KEYS = ['version', 'users', 'rows', 'masks', 'guardrail', 'budgets', 'kill_switch'] as const;
const START: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

export interface LoadedPolicy {
  /** Absent when there is any error. */
  readonly policy?: Policy;
  /** All of them, in the file's order. */
  readonly diagnostics: readonly ModelDiagnostic[];
}

/**
 * Reads policy.yaml for a model. Never throws for what the text holds: every mistake is a diagnostic at its own line
 * and column, and a policy with a mistake is no policy.
 */
export function loadPolicy(
  text: string,
  { path, model }: { readonly path: string; readonly model: Model },
): LoadedPolicy {
  const reader = new Reader(text, path);
  const policy = reader.diagnostics.length > 0 ? undefined : readPolicy(reader, text, model);
  const diagnostics = [...reader.diagnostics].sort(
    (a, b) => a.span.line - b.span.line || a.span.column - b.span.column,
  );
  return policy && diagnostics.every(({ severity }) => severity !== 'error')
    ? { policy, diagnostics }
    : { diagnostics };
}

function readPolicy(reader: Reader, text: string, model: Model): Policy | undefined {
  if (!reader.root) {
    reader.report(START, 'The policy is empty. Start with "users:" and "rows:".');
    return undefined;
  }
  const parts = new Map(reader.entries(reader.root, 'The policy', START, KEYS).map((entry) => [entry.key, entry]));
  const version = parts.get('version');
  if (version) reader.textOf(version.value, '"version"', version.keySpan);
  const users = readUsers(reader, parts.get('users'));
  const rows = parts.get('rows');
  if (!rows) reader.report(START, 'The policy has no "rows". Say for each table who may read which rows of it.');
  return {
    version: createHash('sha256').update(text).digest('hex'),
    users,
    rows: rows ? readRows(reader, rows, model, attributeNames(users)) : new Map(),
    masks: readMasks(reader, parts.get('masks'), model),
    guardrail: readGuardrail(reader, parts.get('guardrail')),
    budgets: readBudgets(reader, parts.get('budgets')),
    killSwitch: readKillSwitch(reader, parts.get('kill_switch'), users),
  };
}

function attributeNames(users: ReadonlyMap<string, PolicyUser>): ReadonlySet<string> {
  return new Set([...users.values()].flatMap(({ attributes }) => [...attributes.keys()]));
}

function readUsers(reader: Reader, entry: Entry | undefined): Map<string, PolicyUser> {
  const users = new Map<string, PolicyUser>();
  if (!entry) return users;
  for (const { key, keySpan, value } of reader.entries(entry.value, '"users"', entry.keySpan)) {
    const parts = reader.entries(value, `User "${key}"`, keySpan);
    const attributes = new Map<string, PlainValue>();
    let tenant: string | undefined;
    let roles: string[] = [];
    for (const part of parts) {
      const what = `"${part.key}" of user "${key}"`;
      if (part.key === 'tenant') tenant = reader.textOf(part.value, what, part.keySpan);
      else if (part.key === 'roles') roles = reader.texts(part.value, what, part.keySpan);
      else {
        const plain = plainValue(reader, part.value, what, part.keySpan);
        if (plain !== undefined && plain !== null) attributes.set(part.key, plain);
      }
    }
    users.set(key, { ...(tenant === undefined ? {} : { tenant }), roles, attributes });
  }
  return users;
}

/** Text, a number, true, false or nothing; undefined (and reported) for anything else. */
export function plainValue(reader: Reader, node: YamlNode, what: string, at: Span): PlainValue | null | undefined {
  if (isScalar(node)) {
    const { value } = node;
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  reader.report(reader.spanOf(node, at), `${what} must be one text, number, true or false.`);
  return undefined;
}

function readKillSwitch(
  reader: Reader,
  entry: Entry | undefined,
  users: ReadonlyMap<string, PolicyUser>,
): Policy['killSwitch'] {
  let global = false;
  const tenants: string[] = [];
  if (!entry) return { global, tenants };
  const known = [...new Set([...users.values()].flatMap(({ tenant }) => tenant ?? []))];
  for (const part of reader.entries(entry.value, '"kill_switch"', entry.keySpan, ['global', 'tenants'])) {
    if (part.key === 'global') global = reader.flag(part.value, '"global" of "kill_switch"', part.keySpan);
    else tenants.push(...reader.texts(part.value, '"tenants" of "kill_switch"', part.keySpan));
    for (const tenant of tenants) {
      // A switch that stops nobody because of a slip of the pen is worse than none.
      if (!known.includes(tenant))
        reader.report(part.keySpan, `No user belongs to the tenant "${tenant}". ${hint(tenant, known)}`, 'warning');
    }
  }
  return { global, tenants };
}

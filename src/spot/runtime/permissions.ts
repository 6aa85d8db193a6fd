import type { Model } from '../model';
import type { Parameter } from '../port';
import { isRealDate } from '../model/expression/check';
import { fillRule, printTree, type Mask, type Security, type TableSecurity } from '../sql';
import { scan } from '../sql/rows';
import type { PlainValue, Policy, PolicyUser } from './policy';

/** Who asks. A user's tenant comes from the policy; naming another one is refused. */
export interface Requester {
  readonly user?: string | undefined;
  readonly tenant?: string | undefined;
}

/** What one requester may read, by construction: everything that runs is built from this. */
export interface Rights {
  readonly user: string | undefined;
  readonly tenant: string | undefined;
  readonly security: Security;
  /** Same key, same rows and masks in every table: what answers may be shared by. */
  readonly key: string;
}

export type Permission = { readonly rights: Rights } | { readonly refused: string };

/** Turns a policy into what a requester may read. Fails closed: unknown people, tenants and tables read nothing. */
export class PermissionChecker {
  private readonly tenants: ReadonlySet<string>;

  /** Without a policy nobody may read anything. */
  constructor(
    private readonly model: Model,
    private readonly policy: Policy | undefined,
  ) {
    const users = [...(policy?.users.values() ?? [])];
    this.tenants = new Set(users.flatMap(({ tenant }) => tenant ?? []));
  }

  check({ user, tenant }: Requester): Permission {
    const { policy } = this;
    if (!policy)
      return { refused: 'There is no policy, so nobody may read anything. Add a policy.yaml beside the model.' };
    if (user === undefined) {
      // A policy that names nobody leaves it to the caller to say whose rows count.
      if (tenant !== undefined && policy.users.size > 0 && !this.tenants.has(tenant))
        return { refused: `The policy knows no tenant "${shown(tenant)}".` };
      if (tenant === undefined && policy.users.size > 0)
        return { refused: 'Say who is asking: the policy gives rights to users.' };
      return { rights: this.rights(policy, undefined, tenant, { roles: [], attributes: new Map() }) };
    }
    const known = policy.users.get(user);
    if (!known) return { refused: `The policy knows no user "${shown(user)}".` };
    if (tenant !== undefined && tenant !== known.tenant) {
      return { refused: `${user} does not belong to the tenant "${shown(tenant)}".` };
    }
    return { rights: this.rights(policy, user, known.tenant, known) };
  }

  private rights(policy: Policy, user: string | undefined, tenant: string | undefined, who: PolicyUser): Rights {
    const used = new Map<string, PlainValue | undefined>();
    const valueOf = (name: string): PlainValue | undefined => {
      const value = placeholder(name, user, tenant, who);
      used.set(name, value);
      return value;
    };
    const tables = new Map<string, TableSecurity>();
    for (const [table, rule] of policy.rows) {
      if (!this.model.tables.has(table)) continue;
      const masks = new Map<string, Mask>();
      for (const [column, mask] of policy.masks.get(table) ?? []) {
        const sees = mask.roles.some((role) => who.roles.includes(role));
        if (!sees) masks.set(column, this.maskOf(table, column, mask.replacement));
        used.set(`mask ${table}.${column}`, sees);
      }
      const rows = rule.rows === 'all' ? 'all' : fillRule(rule.expression, valueOf);
      tables.set(table, { rows, ...(masks.size > 0 ? { masks } : {}) });
    }
    const values = [...used].sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([policy.version, tenant ?? null, values.map(([name, value]) => [name, value ?? null])]);
    return { user, tenant, security: { tables }, key };
  }

  /** A mask must not break what is done with its column: a day stands for dates, and only a number for a measure. */
  private maskOf(table: string, key: string, replacement: PlainValue | null): Mask {
    const column = this.model.tables.get(table)?.columns.get(key);
    const dated = column?.valueType === 'date' || column?.valueType === 'timestamp';
    if (dated && typeof replacement === 'string' && isRealDate(replacement)) return { day: replacement };
    const summed = column?.kind === 'measure' && column.valueType === 'number';
    return summed && typeof replacement !== 'number' ? null : replacement;
  }

  /** For a person's own SQL: the SELECT that stands for each readable table. */
  secured({
    security,
  }: Rights): Readonly<Record<string, { readonly sql: string; readonly params: readonly Parameter[] }>> {
    const selects = [...security.tables.keys()].flatMap((key) => {
      const table = this.model.tables.get(key);
      if (!table || table.columns.size === 0) return [];
      const columns = [...table.columns.keys()];
      const query = {
        query: 'select' as const,
        columns: columns.map((name) => ({ value: { sql: 'column' as const, table: key, name }, as: name })),
        from: { first: scan(security, key, key, columns), joins: [] },
      };
      const { sql, params } = printTree({ query, columns: [], notes: [] });
      return [[key, { sql, params }] as const];
    });
    return Object.fromEntries(selects);
  }
}

function placeholder(
  name: string,
  user: string | undefined,
  tenant: string | undefined,
  who: PolicyUser,
): PlainValue | undefined {
  if (name === 'tenant') return tenant;
  if (name === 'user') return user;
  if (name.startsWith('role:')) return who.roles.includes(name.slice('role:'.length));
  return who.attributes.get(name);
}

function shown(name: string): string {
  return name.slice(0, 80);
}

/** Budgets of a session belong to one user. */
export function sessionName(user: string | undefined, session: string | undefined): string {
  return JSON.stringify([user ?? null, session ?? null]);
}

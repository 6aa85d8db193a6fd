import type { SqlEngine } from '../../port';
import type { Budget, Budgets, Policy } from '../policy';
import type { AuditEntry, AuditLog } from './audit';
import { Meter, type Usage } from './meter';
import { Blocked, Ticket, type Account } from './ticket';

export interface ControlOptions {
  readonly engine: SqlEngine;
  readonly budgets: Budgets;
  readonly killSwitch: Policy['killSwitch'];
  readonly audit: AuditLog;
  /** Most milliseconds of one statement, whatever the budget allows; default 30 000. */
  readonly milliseconds?: number;
  /** Most rows of one result; default 1 000 000. */
  readonly rows?: number;
  /** Most bytes (estimated) of one result; default 400 MB. */
  readonly bytes?: number;
}

export interface ControlStatus {
  readonly session: { readonly used: Usage; readonly left: Usage };
  readonly tenant: { readonly used: Usage; readonly left: Usage };
  readonly killed: boolean;
  readonly running: number;
}

const MAX_SESSIONS = 10_000;
const NOBODY = '';

/**
 * The one way to the engine. Asks the kill switch and the budgets before every query, meters it, and can stop what is
 * running.
 */
export class ControlPlane {
  private readonly sessions = new Map<string, Meter>();
  private readonly tenants = new Map<string, Meter>();
  private readonly killedTenants: Set<string>;
  private killedAll: boolean;
  private readonly running = new Set<Ticket>();
  private readonly turns = new Map<string, Promise<void>>();

  constructor(private readonly options: ControlOptions) {
    this.killedAll = options.killSwitch.global;
    this.killedTenants = new Set(options.killSwitch.tenants);
  }

  /** The same engine and switches with nothing used yet; on request, with another budget for each session. */
  fresh(session?: Budget): ControlPlane {
    const killSwitch = { global: this.killedAll, tenants: [...this.killedTenants] };
    const { budgets } = this.options;
    return new ControlPlane({ ...this.options, killSwitch, budgets: session ? { ...budgets, session } : budgets });
  }

  /** Pulls the kill switch of one tenant, or of all: nothing starts any more, and what runs is stopped. */
  kill(tenant?: string): void {
    if (tenant === undefined) this.killedAll = true;
    else this.killedTenants.add(tenant);
    for (const ticket of this.running) {
      if (tenant === undefined || ticket.account.tenant === tenant) ticket.stop(killed(tenant));
    }
  }

  /** Puts it back. A tenant stays stopped while the switch for all is pulled. */
  release(tenant?: string): void {
    if (tenant === undefined) this.killedAll = false;
    else this.killedTenants.delete(tenant);
  }

  /** Why nothing may start for this account, if so. Changes nothing. */
  refusal(account: Account): Blocked | undefined {
    if (this.isKilled(account)) return killed(this.killedAll ? undefined : account.tenant);
    return this.overdrawn(account);
  }

  /** Lets a question begin; it costs nothing until it is counted. Throws Blocked. End the ticket in any case. */
  begin(account: Account, signal?: AbortSignal): Ticket {
    const refusal = this.refusal(account);
    if (refusal) throw refusal;
    return this.open(account, true, signal);
  }

  /** For what Spot reads to understand questions: the kill switch holds, no budget is charged. */
  beginReading(account: Account, signal?: AbortSignal): Ticket {
    if (this.isKilled(account)) throw killed(this.killedAll ? undefined : account.tenant);
    return this.open(account, false, signal);
  }

  /** Rejects when the log does not take the entry: then there is no answer either. */
  async record(entry: Omit<AuditEntry, 'at'>): Promise<void> {
    await this.options.audit.append({ at: new Date().toISOString(), ...entry });
  }

  private overdrawn(account: Account): Blocked | undefined {
    const session = this.session(account).exhausted;
    if (session !== undefined) {
      return new Blocked(
        'budget',
        `The budget of this session is used up: ${session}. Start a new session, or ask for more.`,
      );
    }
    const tenant = this.tenant(account).exhausted;
    if (tenant === undefined) return undefined;
    const whose = account.tenant === undefined ? '' : ` of the tenant ${account.tenant}`;
    return new Blocked(
      'budget',
      `The budget${whose} is used up: ${tenant}. Its administrator can raise it in policy.yaml.`,
    );
  }

  status(account: Account): ControlStatus {
    const session = this.session(account);
    const tenant = this.tenant(account);
    const running = [...this.running].filter((ticket) => ticket.account.tenant === account.tenant).length;
    return {
      session: { used: session.used, left: session.left },
      tenant: { used: tenant.used, left: tenant.left },
      killed: this.isKilled(account),
      running,
    };
  }

  private isKilled({ tenant }: Account): boolean {
    return this.killedAll || (tenant !== undefined && this.killedTenants.has(tenant));
  }

  private open(account: Account, charged: boolean, signal: AbortSignal | undefined): Ticket {
    const { engine, milliseconds = 30_000, rows = 1_000_000, bytes = 400_000_000 } = this.options;
    const ticket = new Ticket(account, {
      engine,
      meters: charged ? [this.session(account), this.tenant(account)] : [],
      caps: { milliseconds, rows, bytes },
      inTurn: (work) => this.inTurn(account, work),
      overdrawn: () => (charged ? this.overdrawn(account) : undefined),
      close: () => this.running.delete(ticket),
    });
    this.running.add(ticket);
    ticket.stopWith(signal);
    return ticket;
  }

  /** Statements of one tenant run one after the other, so that each sees what the others have used. */
  private async inTurn<T>({ tenant = NOBODY }: Account, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(tenant) ?? Promise.resolve();
    const result = before.then(work);
    const turn = result.then(
      () => undefined,
      () => undefined,
    );
    this.turns.set(tenant, turn);
    try {
      return await result;
    } finally {
      if (this.turns.get(tenant) === turn) this.turns.delete(tenant);
    }
  }

  private session({ tenant = NOBODY, session }: Account): Meter {
    const key = JSON.stringify([tenant, session]);
    const known = this.sessions.get(key) ?? new Meter(this.options.budgets.session);
    // The least recently used is forgotten: a new session would be as fresh.
    this.sessions.delete(key);
    this.sessions.set(key, known);
    const [oldest] = this.sessions.keys();
    if (this.sessions.size > MAX_SESSIONS && oldest !== undefined) this.sessions.delete(oldest);
    return known;
  }

  private tenant({ tenant = NOBODY }: Account): Meter {
    const known = this.tenants.get(tenant) ?? new Meter(this.options.budgets.tenants.get(tenant) ?? {});
    this.tenants.set(tenant, known);
    return known;
  }
}

function killed(tenant: string | undefined): Blocked {
  const whose = tenant === undefined ? 'The kill switch' : `The kill switch of the tenant ${tenant}`;
  return new Blocked('killed', `${whose} is pulled: nothing runs until it is released.`);
}

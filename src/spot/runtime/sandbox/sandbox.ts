import type { Completion, Explanation } from '../../language';
import type { Model, ModelDiagnostic } from '../../model';
import type { LoadReport, SqlEngine } from '../../port';
import type { AgentRuntime, RuntimeParts } from '../agent/runtime';
import type { Answer, Request } from '../agent/types';
import type { SemanticCache } from '../cache';
import type { ControlPlane, ControlStatus } from '../control';
import type { FeedbackManager } from '../feedback';
import type { Knowledge, KnowledgeBase } from '../knowledge';
import { sessionName, type PermissionChecker, type Requester, type Rights } from '../permissions';
import type { Budget, Policy } from '../policy';
import type { SandboxFiles } from './files';

interface Parts {
  readonly files: SandboxFiles;
  readonly engine: SqlEngine;
  readonly model: Model;
  readonly policy: Policy | undefined;
  readonly report: LoadReport;
  readonly warnings: readonly ModelDiagnostic[];
  readonly plane: ControlPlane;
  readonly permissions: PermissionChecker;
  readonly knowledge: KnowledgeBase;
  readonly feedback: FeedbackManager;
  readonly newCache: () => SemanticCache;
  readonly runtimeWith: (plane: ControlPlane, others?: Exchanged) => AgentRuntime;
}

/** Parts of a runtime that can be others than the sandbox's own. */
type Exchanged = Partial<Pick<RuntimeParts, 'model' | 'planner' | 'cache'>>;

/** Runtimes to try something out with, and the switches and budgets that are theirs. */
export interface Trial {
  readonly control: ControlPlane;
  /** A runtime under this control, with an empty cache of its own and, on request, with other parts. */
  runtime(others?: Exchanged): AgentRuntime;
}

/** Where the cursor is in a question that is being written. */
export interface Editing extends Requester {
  readonly text: string;
  /** UTF-16 offset; only for completions. */
  readonly cursor?: number;
  readonly now?: string | undefined;
  readonly follow?: Request['follow'];
  readonly signal?: AbortSignal | undefined;
}

/** An open sandbox: everything that a notebook, a card, the command line or a test asks of Spot. */
export class Sandbox {
  private readonly runtime: AgentRuntime;

  constructor(private readonly parts: Parts) {
    this.runtime = parts.runtimeWith(parts.plane);
  }

  get files(): SandboxFiles {
    return this.parts.files;
  }

  get model(): Model {
    return this.parts.model;
  }

  get policy(): Policy | undefined {
    return this.parts.policy;
  }

  /** Tables and rows as loaded, and the version of the data. */
  get data(): LoadReport {
    return this.parts.report;
  }

  get warnings(): readonly ModelDiagnostic[] {
    return this.parts.warnings;
  }

  get feedback(): FeedbackManager {
    return this.parts.feedback;
  }

  /** Kill switch, budgets, audit. */
  get control(): ControlPlane {
    return this.parts.plane;
  }

  /**
   * Answers a question, a query or SQL. `signal` stops it within a second, `onStep` tells how far it is. What this
   * tenant's people settled by up-votes is added to what the request brings.
   */
  async ask(request: Request): Promise<Answer> {
    const known = request.question === undefined ? [] : await this.parts.feedback.settled(this.rights(request)?.tenant);
    return this.runtime.ask({ ...request, settled: [...known, ...(request.settled ?? [])] });
  }

  /** The same runtime with budgets of its own: for a suite, where each case starts afresh. No feedback is applied. */
  isolated(): AgentRuntime {
    return this.parts.runtimeWith(this.parts.plane.fresh());
  }

  /**
   * The same data with nothing used and nothing cached yet, on request with another budget for each session. The kill
   * switch starts as the sandbox has it, and is the trial's own from then on.
   */
  trial(session?: Budget): Trial {
    const { plane, runtimeWith, newCache } = this.parts;
    const control = plane.fresh(session);
    return { control, runtime: (others) => runtimeWith(control, { cache: newCache(), ...others }) };
  }

  /** What may be typed at the cursor. Nothing for who may read nothing, or while the kill switch is pulled. */
  async complete(editing: Editing): Promise<readonly Completion[]> {
    const { language, lastDay } = (await this.knowledge(editing)) ?? {};
    if (!language) return [];
    const { text, cursor = text.length, now, follow } = editing;
    return language.complete(text, cursor, { now: today(now, lastDay), ...(follow ? { follow } : {}) });
  }

  /** What each part of a text is taken for, and why the whole would be refused; undefined where nobody may ask. */
  async explain(editing: Editing): Promise<Explanation | undefined> {
    const { language, lastDay } = (await this.knowledge(editing)) ?? {};
    const { text, now, follow } = editing;
    return language?.explain(text, { now: today(now, lastDay), ...(follow ? { follow } : {}) });
  }

  /** What is used and left of the budgets, and whether the kill switch is pulled. */
  status({ user, tenant, session }: Requester & { readonly session?: string | undefined }): ControlStatus {
    const rights = this.rights({ user, tenant });
    return this.parts.plane.status({ tenant: rights?.tenant, session: sessionName(user, session) });
  }

  /** Runs a suite's own SQL on all the data, past every row rule. Not for anything that a user wrote. */
  get trusted(): SqlEngine {
    return this.parts.engine;
  }

  async close(): Promise<void> {
    await this.parts.engine.close();
  }

  private rights(requester: Requester): Rights | undefined {
    const permission = this.parts.permissions.check(requester);
    return 'rights' in permission ? permission.rights : undefined;
  }

  private async knowledge(editing: Editing): Promise<Knowledge | undefined> {
    const rights = this.rights(editing);
    const { plane, knowledge } = this.parts;
    const account = { tenant: rights?.tenant, session: sessionName(editing.user, undefined) };
    if (!rights || plane.refusal(account)?.reason === 'killed') return undefined;
    return knowledge.of(rights, plane, account.session, editing.signal);
  }
}

function today(now: string | undefined, lastDay: string | undefined): string {
  return now ?? lastDay ?? new Date().toISOString().slice(0, 10);
}

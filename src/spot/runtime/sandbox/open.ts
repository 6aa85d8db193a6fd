import path from 'node:path';
import { loadModel, type Model, type ModelDiagnostic } from '../../model';
import { EngineError, type LoadProgress, type LoadReport, type LoadRequest, type SqlEngine } from '../../port';
import { checkModelAgainstData } from '../../sql';
import { SemanticCache } from '../cache';
import { ControlPlane, MemoryAuditLog, type AuditLog } from '../control';
import { AgentRuntime } from '../agent/runtime';
import type { Planner } from '../agent/planner';
import { FeedbackManager, MemoryFeedbackStore, type FeedbackStore } from '../feedback';
import { ContentGuardrail } from '../guardrail';
import { KnowledgeBase } from '../knowledge';
import { PermissionChecker } from '../permissions';
import { loadPolicy, type Policy } from '../policy';
import { loadDiagnostics, loadRequest } from './data';
import { SandboxError } from './errors';
import { readText, type SandboxFiles } from './files';
import { Sandbox } from './sandbox';

export interface SandboxOptions {
  readonly files: SandboxFiles;
  /** In the place of the model's own parameters of these names. */
  readonly parameters?: LoadRequest['variables'];
  /** The sandbox owns it from here on and closes it. */
  readonly engine: SqlEngine;
  readonly audit?: AuditLog;
  readonly feedback?: FeedbackStore;
  readonly planner?: Planner;
  readonly cache?: SemanticCache;
  /** For trials, which start with an empty one. */
  readonly newCache?: () => SemanticCache;
  readonly onProgress?: (done: LoadProgress) => void;
}

/** A policy that has been read and checked, and what is odd about it all the same. */
interface ReadPolicy {
  readonly file: string;
  readonly text: string;
  readonly warnings: readonly ModelDiagnostic[];
}

async function readModel(file: string): Promise<{ model: Model; warnings: readonly ModelDiagnostic[] }> {
  const { model, diagnostics } = loadModel(await readText(file), { path: file });
  if (!model) throw new SandboxError(diagnostics);
  return { model, warnings: diagnostics };
}

async function readPolicy(model: Model, file: string | undefined): Promise<ReadPolicy | undefined> {
  if (file === undefined) return undefined;
  const text = await readText(file);
  const { policy, diagnostics } = loadPolicy(text, { path: file, model });
  if (!policy) throw new SandboxError(diagnostics);
  return { file, text, warnings: diagnostics };
}

/**
 * Opens a sandbox: reads its files, loads its data, checks the one against the other. Values of columns are read when
 * the first question of a group of requesters needs them. Rejects with a SandboxError that holds every mistake at its
 * place; the engine is closed then.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { files, engine } = options;
  try {
    const { model: bare, warnings } = await readModel(files.model);
    const folder = path.resolve(path.dirname(files.model));
    // The policy is read while the engine's process is at work.
    const [report, policy] = await both(loadData(bare, files.model, folder, options), readPolicy(bare, files.policy));
    const { model, diagnostics } = await checkModelAgainstData(bare, engine, report.tables, { path: files.model });
    if (diagnostics.some(({ severity }) => severity === 'error')) throw new SandboxError(diagnostics);
    const odd = [...warnings, ...(policy?.warnings ?? []), ...diagnostics];
    return assemble(options, model, policy && retyped(policy, model), report, odd);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Waits for both; what is wrong with the one is told together with what is wrong with the other. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [one, other] = await Promise.allSettled([first, second]);
  if (one.status === 'fulfilled' && other.status === 'fulfilled') return [one.value, other.value];
  const reasons = [one, other].flatMap((settled) => (settled.status === 'rejected' ? [settled.reason as unknown] : []));
  const wrong = reasons.filter((reason) => reason instanceof SandboxError);
  if (wrong.length < reasons.length) throw reasons.find((reason) => !(reason instanceof SandboxError));
  throw new SandboxError(wrong.flatMap(({ diagnostics }) => diagnostics));
}

/** Row rules are checked once more, now that the types of their columns are known. */
function retyped({ text, file }: ReadPolicy, model: Model): Policy {
  const { policy, diagnostics } = loadPolicy(text, { path: file, model });
  if (!policy) throw new SandboxError(diagnostics);
  return policy;
}

async function loadData(
  model: Model,
  file: string,
  folder: string,
  { engine, onProgress, parameters }: SandboxOptions,
): Promise<LoadReport> {
  try {
    return await engine.load(loadRequest(model, folder, parameters), onProgress);
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'load')
      throw new SandboxError(loadDiagnostics(model, file, folder, error));
    throw error;
  }
}

function assemble(
  { files, engine, audit, feedback, planner, cache, newCache }: SandboxOptions,
  model: Model,
  policy: Policy | undefined,
  report: LoadReport,
  warnings: readonly ModelDiagnostic[],
): Sandbox {
  const plane = new ControlPlane({
    engine,
    budgets: policy?.budgets ?? { session: {}, tenants: new Map() },
    killSwitch: policy?.killSwitch ?? { global: false, tenants: [] },
    audit: audit ?? new MemoryAuditLog(),
  });
  const permissions = new PermissionChecker(model, policy);
  const knowledge = new KnowledgeBase(model);
  const parts = {
    model,
    permissions,
    guardrail: new ContentGuardrail(policy?.guardrail ?? []),
    knowledge,
    cache: cache ?? new SemanticCache(),
    versions: { model: model.version, data: report.dataVersion },
    ...(planner ? { planner } : {}),
  };
  return new Sandbox({
    files,
    engine,
    model,
    policy,
    report,
    warnings,
    plane,
    permissions,
    knowledge,
    feedback: new FeedbackManager(model, feedback ?? new MemoryFeedbackStore()),
    newCache: newCache ?? (() => new SemanticCache()),
    runtimeWith: (other, others) => new AgentRuntime({ ...parts, ...others, plane: other }),
  });
}

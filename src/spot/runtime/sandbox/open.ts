import path from 'node:path';
import { loadModel, type Model, type ModelDiagnostic } from '../../model';
import { EngineError, type LoadProgress, type LoadReport, type SqlEngine } from '../../port';
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
import { loadDiagnostic, loadRequest } from './data';
import { SandboxError } from './errors';
import { readText, type SandboxFiles } from './files';
import { Sandbox } from './sandbox';

export interface SandboxOptions {
  readonly files: SandboxFiles;
  /** The sandbox owns it from here on and closes it. */
  readonly engine: SqlEngine;
  readonly audit?: AuditLog;
  readonly feedback?: FeedbackStore;
  readonly planner?: Planner;
  readonly cache?: SemanticCache;
  readonly onProgress?: (done: LoadProgress) => void;
}

/** A model and a policy that have been read and checked, and what is odd about them all the same. */
interface SandboxText {
  readonly model: Model;
  readonly policy: Policy | undefined;
  readonly policyText: string | undefined;
  readonly warnings: readonly ModelDiagnostic[];
}

/** Reads and checks model and policy. Rejects with a SandboxError that holds every mistake in both. */
async function readSandbox({ model: file, policy: policyFile }: SandboxFiles): Promise<SandboxText> {
  const modelText = await readText(file);
  const { model, diagnostics } = loadModel(modelText, { path: file });
  if (!model) throw new SandboxError(diagnostics);
  if (policyFile === undefined) return { model, policy: undefined, policyText: undefined, warnings: diagnostics };
  const policyText = await readText(policyFile);
  const loaded = loadPolicy(policyText, { path: policyFile, model });
  if (!loaded.policy) throw new SandboxError(loaded.diagnostics);
  return { model, policy: loaded.policy, policyText, warnings: [...diagnostics, ...loaded.diagnostics] };
}

/**
 * Opens a sandbox: reads its files, loads its data, checks the one against the other. Values of columns are read when
 * the first question of a group of requesters needs them. Rejects with a SandboxError that holds every mistake at its
 * place; the engine is closed then.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { files, engine } = options;
  try {
    const text = await readSandbox(files);
    const folder = path.resolve(path.dirname(files.model));
    const report = await loadData(text.model, files.model, folder, options);
    const { model, diagnostics } = await checkModelAgainstData(text.model, engine, report.tables, {
      path: files.model,
    });
    if (diagnostics.some(({ severity }) => severity === 'error')) throw new SandboxError(diagnostics);
    const policy = retyped(text, files.policy, model);
    return assemble(options, model, policy, report, [...text.warnings, ...diagnostics]);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Row rules are checked once more, now that the types of their columns are known. */
function retyped({ policyText, policy }: SandboxText, file: string | undefined, model: Model): Policy | undefined {
  if (policyText === undefined || file === undefined) return policy;
  const loaded = loadPolicy(policyText, { path: file, model });
  if (!loaded.policy) throw new SandboxError(loaded.diagnostics);
  return loaded.policy;
}

async function loadData(
  model: Model,
  file: string,
  folder: string,
  { engine, onProgress }: SandboxOptions,
): Promise<LoadReport> {
  try {
    return await engine.load(loadRequest(model, folder), onProgress);
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'load')
      throw new SandboxError([loadDiagnostic(model, file, folder, error)]);
    throw error;
  }
}

function assemble(
  { files, engine, audit, feedback, planner, cache }: SandboxOptions,
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
    runtimeWith: (other) => new AgentRuntime({ ...parts, plane: other }),
  });
}

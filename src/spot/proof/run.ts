import { EngineError } from '../port';
import type { AgentRuntime, Answer, ControlPlane, Request, Sandbox, Trial } from '../runtime';
import { asStop } from '../runtime/agent/failure';
import { loadSuite, runSuite } from '../evaluation';
import { FeedbackManager, MemoryFeedbackStore, readText, SandboxError } from '../runtime';
import { judge, type Earlier } from './judge';
import { stage } from './planners';
import type { Elsewhere, ProofPorts, ScratchDatabase } from './ports';
import type { AskStep, ClaimResult, Proof, Step, StepResult, SuiteStep, Verdict, VoteStep } from './types';

export interface ProofOptions {
  readonly signal?: AbortSignal;
  /** Told when a step is done, and how far a golden suite is. */
  readonly onProgress?: (progress: ProofProgress) => void;
}

export interface ProofProgress {
  readonly step: number;
  readonly steps: number;
  readonly cases?: { readonly done: number; readonly total: number };
}

/**
 * Runs a proof and judges every step. Each proof starts with fresh budgets, an empty cache and the kill switch as the
 * sandbox has it, and leaves nothing behind. Rejects only when the signal aborts, with its reason; whatever else goes
 * wrong makes the claim one that does not hold, and says why.
 */
export async function runProof(proof: Proof, ports: ProofPorts, options: ProofOptions = {}): Promise<ClaimResult> {
  const run = new Run(proof, ports, options);
  try {
    const failure = await run.steps();
    const missed = run.results.flatMap(({ verdicts }) => verdicts).find(({ held }) => !held);
    const detail = failure ?? (missed ? `expected ${missed.expected}, and it is ${missed.came}` : undefined);
    const { claim, line } = proof;
    return { claim, line, held: detail === undefined, steps: run.results, ...(detail === undefined ? {} : { detail }) };
  } finally {
    await run.close();
  }
}

class Run {
  readonly results: StepResult[] = [];
  private readonly answers: Answer[] = [];
  private trial: Promise<Trial> | undefined;
  /** One for all steps with the same planner: what one step keeps, the next one finds. */
  private readonly runtimes = new Map<string, AgentRuntime>();
  private scratch: ScratchDatabase | undefined;
  private elsewhere: Elsewhere | undefined;
  /** This proof's thumbs. */
  private feedback: FeedbackManager | undefined;

  constructor(
    private readonly proof: Proof,
    private readonly ports: ProofPorts,
    private readonly options: ProofOptions,
  ) {}

  /** Why it could not go on, if so. A step that is not as expected does not end the proof: the rest is worth seeing. */
  async steps(): Promise<string | undefined> {
    const { steps } = this.proof;
    for (const [index, step] of steps.entries()) {
      this.options.signal?.throwIfAborted();
      this.options.onProgress?.({ step: index, steps: steps.length });
      try {
        this.results.push(await this.perform(step, index));
      } catch (error) {
        this.options.signal?.throwIfAborted();
        if (!(error instanceof EngineError) && !(error instanceof SandboxError)) throw error;
        this.results.push({ step, verdicts: [] });
        return error.message.split('\n')[0] ?? error.message;
      }
    }
    this.options.onProgress?.({ step: steps.length, steps: steps.length });
    return undefined;
  }

  async close(): Promise<void> {
    await Promise.all([this.scratch?.close(), this.elsewhere?.close()]);
  }

  private async perform(step: Step, index: number): Promise<StepResult> {
    switch (step.do) {
      case 'kill':
      case 'release':
        (await this.control())[step.do](step.tenant);
        return { step, verdicts: [] };
      case 'vote':
        await this.vote(step);
        return { step, verdicts: [] };
      case 'suite':
        return this.suite(step, index);
      case 'ask':
        return step.connection === undefined ? this.ask(step) : this.statement(step, step.connection);
    }
  }

  private async ask(step: AskStep): Promise<StepResult> {
    const sandbox = await this.sandbox();
    const user = step.user ?? sandbox.policy?.users.keys().next().value;
    const request = {
      ...(step.language === 'spot' ? { question: step.text } : { sql: step.text }),
      user,
      session: step.session,
      now: step.now,
      follow: step.follow,
    };
    const { signal } = this.options;
    const answer = step.elsewhere
      ? await (await this.other()).ask(request, signal)
      : await (
          await this.runtime(step)
        ).ask({ ...request, settled: await this.settled(sandbox, user), signal: patience(step, signal) });
    signal?.throwIfAborted();
    return this.judged(step, answer, user);
  }

  private async vote({ vote }: VoteStep): Promise<void> {
    const { policy, model } = await this.sandbox();
    const { step, user, answer } = this.results.at(-1) ?? {};
    if (step?.do !== 'ask' || !answer?.query)
      throw new EngineError('runtime', 'Only an answer to a question can be voted on.');
    const { query, interpretation } = answer;
    const tenant = user === undefined ? undefined : policy?.users.get(user)?.tenant;
    this.feedback ??= new FeedbackManager(model, new MemoryFeedbackStore());
    await this.feedback.vote({ user, tenant, vote, question: step.text, query, interpretation });
  }

  /** What this proof's votes settled for a user's tenant. */
  private async settled({ policy }: Sandbox, user: string | undefined): Promise<Request['settled']> {
    return this.feedback?.settled(user === undefined ? undefined : policy?.users.get(user)?.tenant);
  }

  private judged(step: AskStep, answer: Answer, user?: string): StepResult {
    const earlier: Earlier = this.answers;
    const verdicts = judge(step.expectations, answer, earlier);
    this.answers.push(answer);
    return { step, answer, verdicts, ...(user === undefined ? {} : { user }) };
  }

  private async statement(step: AskStep, connection: string): Promise<StepResult> {
    this.scratch ??= this.ports.scratch();
    const start = performance.now();
    const outcome = await this.scratch
      .run(connection, step.text, patience(step, this.options.signal))
      .catch((error: unknown) => {
        if (error instanceof EngineError && error.kind !== 'closed') return error;
        throw error;
      });
    this.options.signal?.throwIfAborted();
    const milliseconds = Math.round((performance.now() - start) * 1000) / 1000;
    return this.judged(step, scratchAnswer(step.text, outcome, milliseconds));
  }

  private async suite(step: SuiteStep, index: number): Promise<StepResult> {
    const sandbox = await this.sandbox();
    const file = sandbox.files.golden;
    if (file === undefined) throw new EngineError('load', 'There is no golden.yaml beside the model.');
    const { cases, diagnostics } = loadSuite(await readText(file), { path: file });
    if (!cases) throw new SandboxError(diagnostics);
    const { signal, onProgress } = this.options;
    const suite = await runSuite(sandbox, cases, {
      ...(signal ? { signal } : {}),
      onResult: (_, done, total) =>
        onProgress?.({ step: index, steps: this.proof.steps.length, cases: { done, total } }),
    });
    signal?.throwIfAborted();
    const failed = suite.results.find(({ passed }) => !passed);
    const first = failed ? `; the first that failed: “${failed.golden.ask}”, ${failed.reason ?? ''}` : '';
    const came = `${suite.passed} of ${suite.total} cases, ${(suite.accuracy * 100).toFixed(1)} %${first}`;
    const verdicts = step.expectations.map((condition): Verdict => {
      const held = condition.is === 'accuracy' && suite.total > 0 && suite.accuracy > condition.above;
      return { expected: condition.text, came, held };
    });
    return { step, verdicts: verdicts.length > 0 ? verdicts : [everyCase(suite.passed === suite.total, came)] };
  }

  private sandbox(): Promise<Sandbox> {
    return this.ports.sandbox(this.proof.model);
  }

  /** One for the whole proof: what one step uses up, the next one has not. */
  private tried(): Promise<Trial> {
    const { budget } = this.proof;
    this.trial ??= this.sandbox().then((sandbox) =>
      sandbox.trial(budget === undefined ? undefined : { queries: budget }),
    );
    return this.trial;
  }

  private async control(): Promise<ControlPlane> {
    return (await this.tried()).control;
  }

  private async runtime({ planner }: AskStep): Promise<AgentRuntime> {
    const key = planner ?? '';
    const known = this.runtimes.get(key);
    if (known) return known;
    const trial = await this.tried();
    const runtime = trial.runtime(planner && stage(planner, (await this.sandbox()).model));
    this.runtimes.set(key, runtime);
    return runtime;
  }

  private async other(): Promise<Elsewhere> {
    this.elsewhere ??= await this.ports.elsewhere(this.proof.model);
    return this.elsewhere;
  }
}

/** Until the proof is stopped, or whoever asks this goes. */
function patience({ stopAfter }: AskStep, signal: AbortSignal | undefined): AbortSignal | undefined {
  if (stopAfter === undefined) return signal;
  return AbortSignal.any([AbortSignal.timeout(stopAfter), ...(signal ? [signal] : [])]);
}

function everyCase(held: boolean, came: string): Verdict {
  return { expected: 'every case passes', came, held };
}

/** What a statement beside the sandbox gave, as an answer. */
function scratchAnswer(
  sql: string,
  outcome: Awaited<ReturnType<ScratchDatabase['run']>> | EngineError,
  milliseconds: number,
): Answer {
  const failed = outcome instanceof EngineError;
  const rows = failed ? [] : outcome.rows;
  const stop = failed ? asStop(outcome) : undefined;
  return {
    status: stop ? stop.status : 'answered',
    ...(stop ? { reason: stop.reason, message: stop.message, suggestions: [] } : {}),
    interpretation: [],
    sql,
    params: [],
    columns: failed ? [] : outcome.columns,
    rows,
    checks: [],
    trace: [],
    cache: 'miss',
    cost: { queries: 0, milliseconds, statements: 1, rows: rows.length },
    notes: [],
  };
}

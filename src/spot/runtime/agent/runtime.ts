import type { Model } from '../../model';
import { EngineError, type Statement } from '../../port';
import { queryHash, validateQuery, type SemanticQuery } from '../../query';
import { buildTree, printTree, type CompiledQuery } from '../../sql';
import { cacheKey, type CachedAnswer, type CacheVersions, type SemanticCache } from '../cache';
import type { ControlPlane, Rows, Ticket } from '../control';
import type { ContentGuardrail } from '../guardrail';
import type { Knowledge, KnowledgeBase } from '../knowledge';
import { sessionName, type PermissionChecker, type Rights } from '../permissions';
import { Draft } from './draft';
import { asStop, inModelWords } from './failure';
import { GrammarPlanner, type Observation, type Plan, type Planner } from './planner';
import { checkRequest } from './request';
import { Stop } from './stop';
import { Trace } from './trace';
import type { Answer, Check, Request, AnswerSuggestion } from './types';
import { verify, withheld } from './verify';

export interface RuntimeParts {
  readonly model: Model;
  readonly permissions: PermissionChecker;
  readonly guardrail: ContentGuardrail;
  readonly plane: ControlPlane;
  readonly knowledge: KnowledgeBase;
  readonly cache: SemanticCache;
  readonly versions: CacheVersions;
  readonly planner?: Planner;
  /** Most proposals for one question. Default 3. */
  readonly tries?: number;
}

/** One request on its way: what the steps hand on to each other. */
interface Journey {
  readonly request: Request;
  readonly rights: Rights;
  readonly session: string;
  readonly ticket: Ticket;
  readonly trace: Trace;
  readonly draft: Draft;
}

/** A proposal that cannot be answered, with what the planner should know about it. */
class Rejected extends Error {
  constructor(
    readonly observation: Observation,
    readonly stop: Stop,
  ) {
    super(observation.message);
  }
}

/**
 * Answers requests: control → guard → plan → validate → permit → compile → bind → execute → verify → answer, each a
 * step of the trace. A step that fails goes back to the planner with what was observed, a few times at most. Holds no
 * state between requests; what it uses (cache, budgets, values) belongs to its parts.
 */
export class AgentRuntime {
  private readonly planner: Planner;

  constructor(private readonly parts: RuntimeParts) {
    this.planner = parts.planner ?? new GrammarPlanner();
  }

  /** Never rejects for what a request holds or an engine says; rejects for a fault of Spot's own. */
  async ask(request: Request): Promise<Answer> {
    const trace = new Trace(request.onStep);
    const draft = new Draft(request, trace);
    let ticket: Ticket | undefined;
    try {
      checkRequest(request);
      const { rights, session, leave } = await trace.step(
        'control',
        () => this.admit(request, draft),
        ({ rights: who }) => `${who.user ?? 'anybody'} of ${who.tenant ?? 'no tenant'} may ask; there is budget left`,
      );
      ticket = leave;
      const journey = { request, rights, session, ticket, trace, draft };
      if (request.sql === undefined) await this.answerQuestion(journey);
      else await this.answerSql(journey, request.sql);
    } catch (error) {
      draft.stop = asStop(error, request.sql);
    } finally {
      ticket?.end();
    }
    if (ticket) draft.cost = ticket.cost;
    const answer = draft.finish();
    try {
      await this.record(request, answer);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      draft.stop = new Stop(
        'failed',
        'execution',
        `No answer is given, because the audit log cannot be written: ${why}`,
      );
      return draft.finish();
    }
    return answer;
  }

  private admit(
    request: Request,
    draft: Draft,
  ): { readonly rights: Rights; readonly session: string; readonly leave: Ticket } {
    const permission = this.parts.permissions.check(request);
    if ('refused' in permission) throw new Stop('refused', 'not-permitted', permission.refused);
    const { rights } = permission;
    // Also for the log of what is blocked.
    draft.tenant = rights.tenant;
    const session = sessionName(rights.user, request.session);
    const leave = this.parts.plane.begin({ tenant: rights.tenant, session }, request.signal);
    return { rights, session, leave };
  }

  private record(request: Request, answer: Answer): Promise<void> {
    return this.parts.plane.record({
      user: request.user ?? null,
      tenant: answer.tenant ?? request.tenant ?? null,
      session: request.session ?? '',
      question: request.question ?? null,
      sql: request.sql ?? answer.sql ?? null,
      status: answer.status,
      reason: answer.reason ?? null,
      cache: answer.cache,
      milliseconds: answer.cost.milliseconds,
      rows: answer.rows.length,
    });
  }

  private async answerQuestion(journey: Journey): Promise<void> {
    const { request, trace, rights, session } = journey;
    const { question } = request;
    if (question !== undefined) await this.guard(question, trace);
    const follow = request.follow?.filter((one) => typeof one !== 'string' || !this.parts.guardrail.broken(one));
    const knowledge = await trace.step(
      'read',
      () => this.parts.knowledge.of(rights, this.parts.plane, session, request.signal),
      () => 'the words of the model and the values that this group of people may see',
    );
    const now = request.now?.slice(0, 10) ?? knowledge.lastDay ?? new Date().toISOString().slice(0, 10);
    journey.draft.now = now;
    if (request.now === undefined && request.query === undefined) {
      const why = knowledge.lastDay === undefined ? 'no date in the data says otherwise' : 'the last day in the data';
      journey.draft.notes.push(`Today is taken to be ${now}: ${why}.`);
    }
    const observations: Observation[] = [];
    const seen = new Set<string>();
    let last: Stop | undefined;
    for (let attempt = 1; attempt <= (this.parts.tries ?? 3); attempt += 1) {
      const plan = await trace.step(
        'plan',
        () => this.plan(journey, knowledge, now, follow, observations),
        (made) =>
          'propose' in made
            ? `a proposal of the ${this.planner.name}`
            : 'refuse' in made
              ? made.refuse.message
              : 'nothing else to try',
      );
      if ('giveUp' in plan) break;
      if ('refuse' in plan) throw this.languageStop(plan.refuse, question ?? '', knowledge, rights);
      try {
        await this.tryPlan(plan, journey, knowledge, seen);
        return;
      } catch (error) {
        if (!(error instanceof Rejected)) throw error;
        observations.push(error.observation);
        last = error.stop;
      }
    }
    throw last ?? new Stop('failed', 'execution', 'The planner has no proposal for this question.');
  }

  private guard(question: string, trace: Trace): Promise<undefined> {
    return trace.step(
      'guard',
      () => {
        const rule = this.parts.guardrail.broken(question);
        if (rule) throw new Stop('blocked', 'guardrail', `${rule.message} (rule: ${rule.name})`);
        return undefined;
      },
      () => 'no rule is broken',
    );
  }

  private plan(
    { request: { question, query, settled }, rights }: Journey,
    { language }: Knowledge,
    now: string,
    follow: Request['follow'],
    observations: readonly Observation[],
  ): Plan | Promise<Plan> {
    if (question === undefined) {
      return observations.length > 0 ? { giveUp: true } : { propose: query, interpretation: [], notes: [] };
    }
    return this.planner.plan({
      question,
      now,
      language,
      observations: [...observations],
      tenant: rights.tenant,
      ...(follow ? { follow } : {}),
      ...(settled ? { settled } : {}),
    });
  }

  /** The language's refusal, with what else the words may have been about. */
  private languageStop(
    refusal: Extract<Plan, { refuse: unknown }>['refuse'],
    question: string,
    knowledge: Knowledge,
    { tenant }: Rights,
  ): Stop {
    const { start, end } = refusal;
    const suggestions: AnswerSuggestion[] = refusal.suggestions.map(({ text, start: from, end: to }) => ({
      text,
      start: from,
      end: to,
    }));
    if (refusal.reason === 'unknown-term') {
      const said = new Set(suggestions.map(({ text }) => text.toLowerCase()));
      for (const { chunk } of knowledge.metadata().search(question.slice(start, end), tenant, 5)) {
        if (suggestions.length < 5 && !said.has(chunk.say.toLowerCase()))
          suggestions.push({ text: chunk.say, start, end });
      }
    }
    // A question that has no meaning in the grammar is about a word that cannot be placed.
    const reason = refusal.reason === 'invalid-query' ? 'unknown-term' : refusal.reason;
    return new Stop('refused', reason, refusal.message, { suggestions, start, end });
  }

  private async tryPlan(
    plan: Extract<Plan, { propose: unknown }>,
    journey: Journey,
    { language }: Knowledge,
    seen: Set<string>,
  ): Promise<void> {
    const { trace, draft, rights } = journey;
    const query = await trace.step(
      'validate',
      () => this.validate(plan.propose, seen),
      () => 'every name is in the model',
    );
    draft.understood(plan.interpretation, query, language.describe(query), plan.notes);
    const compiled = await this.compile(journey, query);
    journey.ticket.count();
    const key = cacheKey(query, rights, this.parts.versions);
    const known = await trace.step(
      'cache',
      () => this.parts.cache.get(key),
      (found) => (found ? 'hit' : 'miss'),
    );
    if (known) {
      journey.ticket.give(known.rows.length);
      draft.answered(known, 'hit');
      return;
    }
    draft.sql = compiled.sql;
    draft.params = compiled.params;
    const answer = await this.execute(journey, query, compiled);
    this.parts.cache.set(key, answer);
    draft.answered(answer, 'miss');
  }

  private validate(proposal: unknown, seen: Set<string>): SemanticQuery {
    const validated = validateQuery(this.parts.model, proposal);
    if ('refusal' in validated) {
      const { reason, message, suggestions } = validated.refusal;
      const stop = new Stop('refused', reason === 'invalid-query' ? 'cannot-slice' : reason, message, {
        suggestions: suggestions.map((text) => ({ text })),
      });
      throw new Rejected({ step: 'validate', message, suggestions }, stop);
    }
    const id = queryHash(validated.query);
    if (seen.has(id))
      throw new Stop('failed', 'execution', 'The planner proposes the same thing again, which has failed before.');
    seen.add(id);
    return validated.query;
  }

  /** What may be read is decided while the SQL is built: there is no way to build it without. */
  private async compile({ trace, rights }: Journey, query: SemanticQuery): Promise<CompiledQuery> {
    const built = await trace.step(
      'permit',
      () => buildTree(this.parts.model, query, rights.security),
      (tree) => ('refusal' in tree ? tree.refusal.message : 'every table that is read has its row rule in the SQL'),
    );
    if (!('refusal' in built)) {
      return trace.step(
        'compile',
        () => printTree(built),
        ({ tables }) => `SQL over ${tables.join(', ') || 'no table'}`,
      );
    }
    const { reason, message, suggestions } = built.refusal;
    const stop = new Stop('refused', reason === 'invalid-query' ? 'cannot-slice' : reason, message, {
      suggestions: suggestions.map((text) => ({ text })),
    });
    // What is not permitted stays so, however it is put.
    if (reason === 'not-permitted') throw stop;
    throw new Rejected({ step: 'compile', message, suggestions }, stop);
  }

  private async execute(journey: Journey, query: SemanticQuery, compiled: CompiledQuery): Promise<CachedAnswer> {
    const { trace, ticket, rights } = journey;
    const { model } = this.parts;
    const { sql, params, tables } = compiled;
    const statement: Statement = { sql, params, tables, tenant: rights.tenant ?? '', origin: 'generated' };
    const observed = async <T>(step: 'bind' | 'execute', work: () => Promise<T>): Promise<T> => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof EngineError) || !['bind', 'runtime'].includes(error.kind)) throw error;
        const { message, suggestions } = inModelWords(model, error);
        const stop = new Stop('failed', step === 'bind' ? 'bind' : 'execution', message, {
          suggestions: suggestions.map((text) => ({ text })),
        });
        throw new Rejected({ step, message, suggestions }, stop);
      }
    };
    await trace.step(
      'bind',
      () => observed('bind', () => ticket.prepare(statement)),
      ({ columns }) => `${columns.length} columns`,
    );
    const result = await trace.step('execute', () => observed('execute', () => ticket.run(statement)), rowsDetail);
    const checks = await trace.step(
      'verify',
      () => verify({ model, query, compiled, rights, result, ticket }),
      (done) => done.map(({ name, passed }) => `${name} ${passed ? 'ok' : 'not ok'}`).join(', '),
    );
    const wrong = checks.find(({ name, passed }) => !passed && name !== 'values');
    if (wrong) {
      const stop = withheld(wrong, compiled);
      throw new Rejected({ step: 'verify', message: stop.message, suggestions: [] }, stop);
    }
    return toAnswer(compiled, result, checks);
  }

  private async answerSql({ trace, ticket, rights, draft }: Journey, sql: string): Promise<void> {
    draft.sql = sql;
    const statement: Statement = await trace.step(
      'permit',
      () => ({
        sql,
        params: [],
        tenant: rights.tenant ?? '',
        origin: 'user' as const,
        tables: [...rights.security.tables.keys()],
        secured: this.parts.permissions.secured(rights),
      }),
      ({ tables }) => `${tables.length} tables may be read, each under its row rule`,
    );
    ticket.count();
    await trace.step(
      'bind',
      () => ticket.prepare(statement),
      ({ columns }) => `${columns.length} columns`,
    );
    const result = await trace.step('execute', () => ticket.run(statement), rowsDetail);
    const count = `${result.rows.length} ${result.rows.length === 1 ? 'row' : 'rows'}`;
    const whose = rights.tenant === undefined ? 'what the policy opens' : `${rights.tenant}’s rows`;
    draft.answered(
      {
        sql,
        params: [],
        columns: result.columns.map(({ name, type, engineType }) => ({ name, type, engineType })),
        rows: result.rows,
        checks: [
          { name: 'rows', passed: true, detail: count },
          { name: 'tenant', passed: true, detail: `Only ${whose}: every table stands for a SELECT with its row rule.` },
        ],
        notes: [],
      },
      'miss',
    );
  }
}

function rowsDetail({ rows, milliseconds }: Rows): string {
  return `${rows.length} rows in ${milliseconds.toFixed(1)} ms`;
}

function toAnswer(compiled: CompiledQuery, { columns, rows }: Rows, checks: readonly Check[]): CachedAnswer {
  return {
    sql: compiled.sql,
    params: compiled.params,
    columns: columns.map(({ name, type, engineType }, index) => {
      const format = compiled.columns[index]?.format;
      return { name, type, engineType, ...(format === undefined ? {} : { format }) };
    }),
    rows,
    checks,
    notes: compiled.notes,
  };
}

import type { Part, Settled } from '../../language';
import type { Cell, Column, Parameter } from '../../port';
import type { RefusalReason, SemanticQuery } from '../../query';
import type { Requester } from '../permissions';

/** A request: everything that an answer depends on, besides model, policy and data. */
export interface Request extends Requester {
  /** Exactly one of these three. */
  readonly question?: string;
  readonly query?: SemanticQuery;
  readonly sql?: string;
  /** Whose budget it is; requests with the same name share one. Default: one for each user. */
  readonly session?: string | undefined;
  /** ISO date that "today" and "last quarter" start from. Default: the last day in the data, and the answer says so. */
  readonly now?: string | undefined;
  /** The conversation so far, oldest first. */
  readonly follow?: readonly (string | SemanticQuery)[] | undefined;
  /** What words were settled to mean before. */
  readonly settled?: readonly Settled[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of each step when it ends. */
  readonly onStep?: ((step: TraceStep) => void) | undefined;
}

export type StepName =
  | 'control'
  | 'guard'
  | 'read'
  | 'plan'
  | 'validate'
  | 'permit'
  | 'cache'
  | 'compile'
  | 'bind'
  | 'execute'
  | 'verify'
  | 'answer';

export interface TraceStep {
  readonly step: StepName;
  readonly ms: number;
  readonly detail: string;
}

/** Something that was checked about an answer after it had been computed. */
export interface Check {
  readonly name: 'totals' | 'rows' | 'values' | 'tenant';
  readonly passed: boolean;
  readonly detail: string;
}

export interface AnswerSuggestion {
  /** What to say instead. */
  readonly text: string;
  /** The characters of the question that it would replace, where it is a replacement. */
  readonly start?: number;
  readonly end?: number;
}

/** Why there is no answer: the question's fault (`refused`), the rules' (`blocked`) or the machinery's (`failed`). */
export type Reason =
  | Exclude<RefusalReason, 'invalid-query'>
  | 'guardrail'
  | 'budget'
  | 'killed'
  /** Only with `failed`. */
  | 'bind'
  | 'execution'
  | 'timeout'
  | 'cancelled'
  | 'verification'
  | 'invalid-request';

export interface AnswerColumn {
  readonly name: string;
  readonly type: Column['type'];
  /** The engine's own name of the type. */
  readonly engineType: string;
  /** Spreadsheet-style number format, where the model has one. */
  readonly format?: string;
}

export interface Cost {
  readonly queries: number;
  /** Engine time. */
  readonly milliseconds: number;
  readonly statements: number;
  readonly rows: number;
}

export interface Answer {
  readonly status: 'answered' | 'refused' | 'blocked' | 'failed';
  readonly reason?: Reason;
  readonly message?: string;
  /** The characters of the question (or SQL) that the message is about. */
  readonly start?: number;
  readonly end?: number;
  readonly suggestions?: readonly AnswerSuggestion[];
  readonly interpretation: readonly Part[];
  readonly query?: SemanticQuery;
  /** What was computed, in the search language's own words. */
  readonly description?: string;
  readonly sql?: string;
  readonly params: readonly Parameter[];
  readonly columns: readonly AnswerColumn[];
  /** Exact values, see `Cell`. */
  readonly rows: readonly (readonly Cell[])[];
  readonly checks: readonly Check[];
  readonly trace: readonly TraceStep[];
  readonly cache: 'hit' | 'miss';
  readonly cost: Cost;
  /** What a reader should know: defaults that were taken, groups that overlap. */
  readonly notes: readonly string[];
  /** The day that was taken for today. */
  readonly now?: string;
  readonly tenant?: string;
}

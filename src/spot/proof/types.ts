import type { Answer } from '../runtime';

/** A fenced block of a deck, as the deck's parser found it. */
export interface ProofBlock {
  readonly language: 'spot' | 'sql';
  /** What follows the language on the fence's line. */
  readonly info: string;
  readonly text: string;
  /** Line of the file, from 1, on which `text` starts. */
  readonly line: number;
}

/** A claim and the steps that show whether it holds. */
export interface Proof {
  /** What is claimed, in the author's words where there are any. */
  readonly claim: string;
  readonly line: number;
  readonly steps: readonly Step[];
  /** Queries that each session of this proof may run; otherwise the policy's. */
  readonly budget?: number;
  /** A folder of the sandbox with a model of its own. */
  readonly model?: string;
}

export type Step = AskStep | SwitchStep | VoteStep | SuiteStep;

interface Stated {
  readonly line: number;
  readonly expectations: readonly Expectation[];
}

/** A question or a statement. */
export interface AskStep extends Stated {
  readonly do: 'ask';
  /** Counts the questions and statements of the block, from 1. */
  readonly number: number;
  readonly language: 'spot' | 'sql';
  readonly text: string;
  /** Without one, the policy's first user asks. */
  readonly user?: string;
  readonly session?: string;
  readonly now?: string;
  readonly planner?: PlannerName;
  /** The conversation so far. */
  readonly follow: readonly string[];
  /** Whether a process of its own answers. */
  readonly elsewhere: boolean;
  /** Milliseconds after which whoever asked is gone. */
  readonly stopAfter?: number;
  /** Named: the statement runs on this connection to an empty database, not in the sandbox. */
  readonly connection?: string;
}

/** The kill switch is pulled or put back, for all or for one tenant. */
export interface SwitchStep extends Stated {
  readonly do: 'kill' | 'release';
  readonly tenant?: string;
}

/** A thumb on the last answer. */
export interface VoteStep extends Stated {
  readonly do: 'vote';
  readonly vote: 'up' | 'down';
}

/** The whole golden suite. */
export interface SuiteStep extends Stated {
  readonly do: 'suite';
}

/** Planners with a fault, to show what the runtime makes of it. */
export const PLANNER_NAMES = ['stale-column', 'stubborn', 'obedient'] as const;
export type PlannerName = (typeof PLANNER_NAMES)[number];

/** What must be true of a step. `text` is how its author put it. */
export type Expectation = { readonly line: number; readonly text: string } & Condition;

export type Condition =
  | { readonly is: 'status'; readonly status: Answer['status']; readonly reason?: string }
  | { readonly is: 'rows'; readonly count: number }
  /** Some row is this; null is an empty cell, undefined any cell. */
  | { readonly is: 'row'; readonly cells: readonly (string | null | undefined)[] }
  /** Against the rows of an earlier question. `none`: they share no row. */
  | { readonly is: 'compared'; readonly how: 'same' | 'other' | 'none'; readonly with: number }
  | { readonly is: 'cache'; readonly cache: Answer['cache'] }
  /** A step of the trace, and what its detail holds; `present` false: there is no such step. */
  | { readonly is: 'step'; readonly step: string; readonly holds: string; readonly present: boolean }
  | { readonly is: 'proposals'; readonly count: number }
  | { readonly is: 'check'; readonly name: string }
  | {
      readonly is: 'text';
      readonly of: 'sql' | 'message' | 'suggestion';
      readonly holds: string;
      readonly present: boolean;
    }
  /** Part of the golden suite's cases that must be exceeded, from 0 to 1. */
  | { readonly is: 'accuracy'; readonly above: number };

/** Why a block is no proof, at a line of the file. */
export interface ProofProblem {
  readonly line: number;
  readonly message: string;
}

/** What came of one expectation. */
export interface Verdict {
  readonly expected: string;
  readonly came: string;
  readonly held: boolean;
}

export interface StepResult {
  readonly step: Step;
  /** Who asked: the step's user, or the policy's first. */
  readonly user?: string;
  /** Of a question or a statement. */
  readonly answer?: Answer;
  readonly verdicts: readonly Verdict[];
}

export interface ClaimResult {
  readonly claim: string;
  readonly line: number;
  /** Every verdict of every step, and nothing went wrong on the way. */
  readonly held: boolean;
  readonly steps: readonly StepResult[];
  /** Why it does not hold, in a sentence. */
  readonly detail?: string;
}

import type { Language, ParseRequest, ParseResult, Part } from '../../language';

/** What went wrong with a proposal, for the next one. */
export interface Observation {
  readonly step: 'validate' | 'compile' | 'bind' | 'execute' | 'verify';
  /** In the model's words. */
  readonly message: string;
  readonly suggestions: readonly string[];
}

export interface PlanRequest extends ParseRequest {
  readonly question: string;
  /** Of the proposals so far, oldest first. */
  readonly observations: readonly Observation[];
  readonly language: Language;
  readonly tenant: string | undefined;
}

export type Plan =
  /** `query` is not trusted: it is validated like anybody's. */
  | { readonly propose: unknown; readonly interpretation: readonly Part[]; readonly notes: readonly string[] }
  | { readonly refuse: Extract<ParseResult, { status: 'refused' }> }
  /** Nothing else to try. */
  | { readonly giveUp: true };

/** Turns questions into proposals. It sees no data and runs nothing. */
export interface Planner {
  readonly name: string;
  plan(request: PlanRequest): Plan | Promise<Plan>;
}

/** The search language's own reading: the same question always gives the same proposal, so there is no second one. */
export class GrammarPlanner implements Planner {
  readonly name = 'grammar';

  plan({ question, observations, language, now, follow, settled }: PlanRequest): Plan {
    if (observations.length > 0) return { giveUp: true };
    const result = language.parse(question, { now, ...(follow ? { follow } : {}), ...(settled ? { settled } : {}) });
    if (result.status === 'refused') return { refuse: result };
    return { propose: result.query, interpretation: result.interpretation, notes: result.notes };
  }
}

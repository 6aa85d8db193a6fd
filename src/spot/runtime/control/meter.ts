import type { Budget } from '../policy';

export interface Usage {
  readonly queries: number;
  readonly seconds: number;
  readonly rows: number;
}

/** What one session or tenant has used of its budget. */
export class Meter {
  private queries = 0;
  private seconds = 0;
  private rows = 0;

  constructor(readonly budget: Budget) {}

  get used(): Usage {
    return { queries: this.queries, seconds: this.seconds, rows: this.rows };
  }

  add(usage: Partial<Usage>): void {
    this.queries += usage.queries ?? 0;
    this.seconds += usage.seconds ?? 0;
    this.rows += usage.rows ?? 0;
  }

  /** What is left; Infinity where there is no limit. */
  get left(): Usage {
    return {
      queries: Math.max(0, (this.budget.queries ?? Infinity) - this.queries),
      seconds: Math.max(0, (this.budget.seconds ?? Infinity) - this.seconds),
      rows: Math.max(0, (this.budget.rows ?? Infinity) - this.rows),
    };
  }

  /** In words, what is used up: nothing of it may be left for another query to begin. */
  get exhausted(): string | undefined {
    const { left, budget } = this;
    if (left.queries < 1) return `${budget.queries ?? 0} queries`;
    if (left.seconds <= 0) return `${budget.seconds ?? 0} seconds`;
    if (left.rows < 1) return `${budget.rows ?? 0} rows`;
    return undefined;
  }
}

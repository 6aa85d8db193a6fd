import type { StepName, TraceStep } from './types';

/** The steps of one request, with what came out of each. */
export class Trace {
  readonly steps: TraceStep[] = [];

  constructor(private readonly onStep: ((step: TraceStep) => void) | undefined) {}

  /** Runs a step; a step that throws is noted with its message. */
  async step<T>(name: StepName, work: () => T | Promise<T>, detail: (value: T) => string): Promise<T> {
    const start = performance.now();
    try {
      const value = await work();
      this.note(name, start, detail(value));
      return value;
    } catch (error) {
      this.note(name, start, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  private note(step: StepName, start: number, detail: string): void {
    const done = { step, ms: Math.round((performance.now() - start) * 1000) / 1000, detail };
    this.steps.push(done);
    this.onStep?.(done);
  }
}

import * as vscode from 'vscode';
import type { SpotPlace } from '../service/place';

export interface FailedCase {
  readonly ask: string;
  /** From 1, in golden.yaml, when it was run. */
  readonly line: number;
  readonly reason: string;
}

/** How a run of a golden suite ended. */
export interface SuiteRun {
  /** ISO timestamp. */
  readonly at: string;
  readonly passed: number;
  /** Cases that were run. */
  readonly total: number;
  /** Cases that the suite had. */
  readonly of: number;
  /** Only when all of them were run. */
  readonly gate?: boolean;
  /** The first few. */
  readonly failures: readonly FailedCase[];
}

export interface SuiteProgress {
  readonly done: number;
  readonly total: number;
}

const RUNS = 'greenroom.spot.suites';
export const MOST_FAILURES = 50;

/** How each place's golden suite ended when it was last run; remembered with the workspace. */
export class SuiteRuns implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<SpotPlace>();
  readonly onDidChange = this.changed.event;

  private readonly going = new Map<string, SuiteProgress>();

  constructor(private readonly memory: vscode.Memento) {}

  /** How far a run is that goes on now. */
  progressOf(place: SpotPlace): SuiteProgress | undefined {
    return this.going.get(place.id);
  }

  /** Undefined ends it. */
  progress(place: SpotPlace, progress: SuiteProgress | undefined): void {
    if (progress) this.going.set(place.id, progress);
    else this.going.delete(place.id);
    this.changed.fire(place);
  }

  of(place: SpotPlace): SuiteRun | undefined {
    return this.all()[place.id];
  }

  /** A few cases, run by themselves, do not take the place of what the whole suite came to. */
  async keep(place: SpotPlace, run: SuiteRun): Promise<void> {
    const before = this.of(place);
    if (run.total === 0 || (run.gate === undefined && before?.gate !== undefined)) return;
    await this.memory.update(RUNS, { ...this.all(), [place.id]: run });
    this.changed.fire(place);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private all(): Readonly<Record<string, SuiteRun>> {
    return this.memory.get<Record<string, SuiteRun>>(RUNS, {});
  }
}

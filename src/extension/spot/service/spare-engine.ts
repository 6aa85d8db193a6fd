import type { openDuckDb } from '../../../engine';

export type Engine = ReturnType<typeof openDuckDb>;

interface Started {
  readonly engine: Promise<Engine>;
  onCrash: (reason: string) => void;
}

/** What was expected and did not come gives its memory back. */
const UNUSED_MS = 20_000;

/** Engines for places that are opened; one may be started before it is known which place will be. */
export class SpareEngine {
  private spare: Started | undefined;
  private expiry: ReturnType<typeof setTimeout> | undefined;

  /** @param worker The script of the engine's process. */
  constructor(private readonly worker: string) {}

  /** Starts one, unless it is there; it ends by itself when nobody takes it. */
  start(): void {
    if (this.spare) return;
    this.spare = this.started();
    // Whoever takes it is told.
    this.spare.engine.catch(() => undefined);
    this.expiry = setTimeout(() => {
      this.drop();
    }, UNUSED_MS);
  }

  /** The one that was started, else a new one. */
  take(onCrash: (reason: string) => void): Promise<Engine> {
    const started = this.spare ?? this.started();
    this.forget();
    started.onCrash = onCrash;
    return started.engine;
  }

  /** Ends one that nobody has taken. */
  drop(): void {
    void this.spare?.engine.then(
      (engine) => engine.close(),
      () => undefined,
    );
    this.forget();
  }

  private forget(): void {
    this.spare = undefined;
    clearTimeout(this.expiry);
  }

  private started(): Started {
    const started: Started = {
      engine: import('../../../engine').then(({ openDuckDb }) =>
        openDuckDb({
          worker: this.worker,
          onCrash: (reason) => {
            started.onCrash(reason);
          },
        }),
      ),
      // An engine that ended before anybody took it starts again when it is given its data.
      onCrash: () => undefined,
    };
    return started;
  }
}

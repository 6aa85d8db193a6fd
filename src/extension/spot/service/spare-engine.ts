import type { openDuckDb } from '../../../engine';

export type Engine = ReturnType<typeof openDuckDb>;

interface Started {
  readonly engine: Promise<Engine>;
  readonly expiry: ReturnType<typeof setTimeout>;
  onCrash: (reason: string) => void;
}

/** What was expected and did not come gives its memory back. */
const UNUSED_MS = 20_000;

/** Engines for places that are opened; one may be started before it is known which place will be. */
export class SpareEngine {
  private spare: Started | undefined;

  /** @param worker The script of the engine's process. */
  constructor(private readonly worker: string) {}

  /** Starts one, unless it is there; it ends by itself when nobody takes it. */
  start(): void {
    if (this.spare) return;
    const started = this.started();
    this.spare = started;
    // Whoever takes it is told.
    started.engine.catch(() => undefined);
  }

  /** The one that was started, else a new one. */
  take(onCrash: (reason: string) => void): Promise<Engine> {
    const started = this.spare ?? this.started();
    this.spare = undefined;
    clearTimeout(started.expiry);
    started.onCrash = onCrash;
    return started.engine;
  }

  /** Ends one that nobody has taken. */
  drop(): void {
    if (!this.spare) return;
    const { engine, expiry } = this.spare;
    this.spare = undefined;
    clearTimeout(expiry);
    void engine.then(
      (one) => one.close(),
      () => undefined,
    );
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
      expiry: setTimeout(() => {
        this.drop();
      }, UNUSED_MS),
      // An engine that ended before anybody took it starts again when it is given its data.
      onCrash: () => undefined,
    };
    return started;
  }
}

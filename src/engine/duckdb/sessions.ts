import { EngineError, type LoadProgress, type LoadReport, type LoadRequest } from '../../spot';
import { Gone, Refusal, WorkerProcess, type Asked, type ProcessOptions } from './process';
import type { Value, WorkerSettings } from './messages';

/** Why this side ended a process. */
export type Cause = 'stop' | 'memory' | 'close' | 'reload' | 'slow';

/** A process together with the data in it. */
export interface Session {
  readonly process: WorkerProcess;
  /** Settles when the data is loaded. */
  readonly ready: Promise<LoadReport>;
  cause: Cause | undefined;
}

const CRASHES = 3;
const WITHIN = 60_000;

/** Starts the process, loads the data into it, and does so again when it is gone. */
export class Sessions {
  current: Session | undefined;
  /** Started before there is anything to load into it. */
  private spare: WorkerProcess | undefined;
  private request: LoadRequest | undefined;
  private version: string | undefined;
  private crashes: number[] = [];
  private lastReason = '';
  private lastId = 0;
  private readonly started = new WeakMap<WorkerProcess, Session>();

  constructor(
    private readonly options: ProcessOptions,
    private readonly settings: WorkerSettings,
    private readonly loadSeconds: number,
    private readonly onCrash: (reason: string) => void,
  ) {}

  /** Starts a process whose database is open by the time that `load` needs it. */
  warm(): void {
    if (this.spare?.alive !== true) this.spare = new WorkerProcess(this.options, this.settings);
  }

  async load(request: LoadRequest, progress?: (done: LoadProgress) => void): Promise<LoadReport> {
    this.end('reload');
    this.request = undefined;
    this.crashes = [];
    const session = this.start(request, progress);
    const report = await session.ready;
    if (this.current === session) {
      this.request = request;
      this.version = report.dataVersion;
    }
    return report;
  }

  /** A process with the data loaded: the present one, or a new one. */
  async ready(): Promise<WorkerProcess> {
    if (!this.current) this.restart();
    const session = this.current;
    if (!session) throw new EngineError('load', 'No data has been loaded.');
    await session.ready;
    return session.process;
  }

  /** Ends the process at once, if it is still the present one. */
  end(cause: Cause, process = this.current?.process): void {
    const session = this.current;
    if (!session || session.process !== process) return;
    this.current = undefined;
    // One that is gone already ended by itself: that stays the cause.
    if (!session.process.alive) return;
    session.cause = cause;
    session.process.kill();
  }

  /** Why this side ended a process; undefined when it ended by itself. */
  causeOf(process: WorkerProcess): Cause | undefined {
    return this.started.get(process)?.cause;
  }

  /** Ends it all. Resolves when the processes are gone. */
  async close(): Promise<void> {
    const { current, spare } = this;
    this.end('close');
    spare?.kill();
    this.spare = undefined;
    await Promise.all([current?.process.exited, spare?.exited]);
  }

  /** The process that is warm, unless it has ended meanwhile. */
  private takeProcess(): WorkerProcess {
    const { spare } = this;
    this.spare = undefined;
    return spare?.alive === true ? spare : new WorkerProcess(this.options, this.settings);
  }

  private restart(): void {
    if (!this.request) return;
    const now = performance.now();
    this.crashes = this.crashes.filter((at) => now - at < WITHIN);
    if (this.crashes.length >= CRASHES) {
      const wait = Math.ceil((WITHIN - (now - (this.crashes[0] ?? now))) / 1000);
      throw new EngineError(
        'crashed',
        `The SQL engine stopped ${this.crashes.length} times within a minute; it can start again in ${wait} s. ${this.lastReason}`,
      );
    }
    this.start(this.request);
  }

  private start(request: LoadRequest, progress?: (done: LoadProgress) => void): Session {
    const process = this.takeProcess();
    const ready = this.fill(process, request, progress);
    // Whoever needs the data awaits `ready` too; without this, a failed restart in the background would be unhandled.
    ready.catch(() => undefined);
    const session: Session = { process, ready, cause: undefined };
    this.started.set(process, session);
    this.current = session;
    void process.exited.then(({ reason }) => {
      if (this.current === session) this.current = undefined;
      if (session.cause) return;
      this.crashes.push(performance.now());
      this.lastReason = reason;
      this.onCrash(reason);
    });
    return session;
  }

  private async fill(
    process: WorkerProcess,
    request: LoadRequest,
    progress: ((done: LoadProgress) => void) | undefined,
  ): Promise<LoadReport> {
    const asked: Asked = { type: 'load', request };
    let table: string | undefined;
    const timer = setTimeout(() => {
      this.end('slow', process);
    }, this.loadSeconds * 1000);
    const report = await process
      .ask(this.nextId(), asked, (done) => {
        ({ table } = done);
        progress?.(done);
      })
      .catch((error: unknown) => {
        const failure = this.loadError(error, process, table);
        this.end('reload', process);
        throw failure;
      })
      .finally(() => {
        clearTimeout(timer);
      });
    if (!isLoadReport(report)) throw new EngineError('load', 'The SQL engine gave no report about the data.');
    if (this.request && this.version !== undefined && report.dataVersion !== this.version) {
      this.end('reload', process);
      throw new EngineError('load', 'The data has changed since it was loaded. Load it again.');
    }
    return report;
  }

  private loadError(error: unknown, process: WorkerProcess, table: string | undefined): EngineError {
    if (error instanceof Refusal) return new EngineError('load', error.error.message, error.error.details);
    const cause = this.causeOf(process);
    if (cause === 'memory') return outOfMemory();
    if (cause === 'slow')
      return new EngineError(
        'load',
        `Loading took longer than ${this.loadSeconds} s and was stopped${table === undefined ? '' : ` at the table ${table}`}.`,
        table === undefined ? {} : { table },
      );
    if (cause === 'close' || cause === 'reload') return new EngineError('closed', 'Loading was stopped.');
    return new EngineError('crashed', error instanceof Gone ? error.exit.reason : String(error));
  }

  nextId(): number {
    return ++this.lastId;
  }
}

export function outOfMemory(): EngineError {
  return new EngineError('out-of-memory', 'The statement needed more memory than it may use and was stopped.');
}

function isLoadReport(value: Value): value is LoadReport {
  return 'dataVersion' in value;
}

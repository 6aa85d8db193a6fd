import { createHash } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Answer, ControlStatus, LoadProgress, Request } from '../../../spot';
import { UntrustedError } from './failure';
import { Identities, settleIdentity, type Identity } from './identities';
import { LateProgress } from './late-progress';
import { dataFiles, openSpot, type OpenSpot } from './open-spot';
import type { PlaceFinder, SpotPlace } from './place';
import { SpareEngine } from './spare-engine';
import { Switches } from './switches';
import { PlaceWatcher } from './watch';

/** What happened to a place, or to which places there are. */
export interface SpotChange {
  readonly what: 'opened' | 'closed' | 'files' | 'identity' | 'switch' | 'places';
  readonly place?: SpotPlace;
}

export interface SpotAnswered {
  readonly place: SpotPlace;
  readonly request: Request;
  readonly answer: Answer;
}

interface Entry {
  readonly place: SpotPlace;
  /** Which of its data, where that goes on. */
  readonly version: number | undefined;
  readonly opening: Promise<OpenSpot>;
  /** Set once it is open. */
  open?: OpenSpot;
  using: number;
  /** Closed as soon as nobody uses it. */
  leaving: boolean;
  idle?: ReturnType<typeof setTimeout>;
}

/** An engine that nobody asks gives its memory back. */
const IDLE_MS = 15 * 60_000;

/**
 * Spot in this window. A place is opened when it is first asked for, its data in a process of its own; it is shared by
 * everybody who asks, opened again after its files changed, and closed when nobody asked for some time.
 */
export class SpotService implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<SpotChange>();
  readonly onDidChange = this.changed.event;
  private readonly answered = new vscode.EventEmitter<SpotAnswered>();
  readonly onDidAnswer = this.answered.event;

  private readonly entries = new Map<string, Entry>();
  private readonly watchers = new Map<string, PlaceWatcher>();
  private readonly identities: Identities;
  private readonly switches = new Switches();
  private readonly engines: SpareEngine;
  private models: vscode.FileSystemWatcher | undefined;
  private disposed = false;

  constructor(
    private readonly context: vscode.ExtensionContext,
    readonly finder: PlaceFinder,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.identities = new Identities(context.workspaceState);
    this.engines = new SpareEngine(this.worker);
  }

  /** The script of the engine's process. */
  get worker(): string {
    return path.join(this.context.extensionPath, 'dist', 'engine-worker.cjs');
  }

  /** Every place of this window: the decks' sandboxes, and models in the workspace. */
  async places(): Promise<readonly SpotPlace[]> {
    this.models ??= this.watchModels();
    return this.finder.all();
  }

  /** The open place, opening it if need be. `signal` ends the wait, not the opening: others may wait for it too. */
  async open(place: SpotPlace, signal?: AbortSignal): Promise<OpenSpot> {
    if (!vscode.workspace.isTrusted) throw new UntrustedError();
    const opening = this.openFresh(place);
    return signal ? abandonable(opening, signal) : opening;
  }

  /** What is open already. */
  opened(place: SpotPlace): OpenSpot | undefined {
    return this.entries.get(place.id)?.open;
  }

  /** The places that are open. */
  openNow(): readonly SpotPlace[] {
    return [...this.entries.values()].flatMap(({ place, open }) => (open ? [place] : []));
  }

  /** Opens a place in the background, so that the first question need not wait. What is wrong with it is told to who asks. */
  warm(place: SpotPlace): void {
    if (!vscode.workspace.isTrusted) return;
    this.open(place).catch((error: unknown) => {
      this.log.warn(`Spot: ${place.title} cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  /** Questions are about to come, not yet known to which place: what every place needs is started. */
  expect(): void {
    if (vscode.workspace.isTrusted && !this.disposed && this.entries.size === 0) this.engines.start();
  }

  /** Works with an open place; it stays open until the work is done, whatever happens to its files. */
  async use<T>(place: SpotPlace, work: (open: OpenSpot) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const open = await this.open(place, signal);
    const entry = [...this.entries.values()].find((each) => each.open === open);
    // It was replaced while this waited: then the new one is used.
    if (entry === undefined) return this.use(place, work, signal);
    entry.using += 1;
    try {
      return await work(open);
    } finally {
      entry.using -= 1;
      this.rest(entry);
      this.closeIfLeft(entry);
    }
  }

  /** Asks, as who the request names, else as whom the user chose. Resolves to a refusal as well as to an answer. */
  async ask(place: SpotPlace, request: Request): Promise<Answer> {
    const asked = async ({ sandbox }: OpenSpot): Promise<Answer> => {
      const named = request.user !== undefined || request.tenant !== undefined;
      const who = named ? {} : settleIdentity(sandbox.policy, this.identities.chosen(place));
      const now = request.now ?? place.live?.today();
      const whole = { ...request, ...who, ...(now === undefined ? {} : { now }) };
      const answer = await sandbox.ask(whole);
      this.answered.fire({ place, request: whole, answer });
      return answer;
    };
    return this.use(place, asked, request.signal);
  }

  /** Who asks at a place: as the user chose, else as `wish` says, else the policy's first user. */
  async identity(place: SpotPlace, wish?: Identity): Promise<Identity> {
    const { sandbox } = await this.open(place);
    return settleIdentity(sandbox.policy, this.identities.chosen(place), wish);
  }

  /** The same without opening anything: what was chosen or wished, checked only where the place is open. */
  identityNow(place: SpotPlace, wish?: Identity): Identity | undefined {
    const open = this.opened(place);
    const chosen = this.identities.chosen(place);
    return open ? settleIdentity(open.sandbox.policy, chosen, wish) : (chosen ?? wish);
  }

  async setIdentity(place: SpotPlace, identity: Identity | undefined): Promise<void> {
    await this.identities.choose(place, identity);
    this.changed.fire({ what: 'identity', place });
  }

  /** Pulls the kill switch, of one place or of all: what runs there stops, and nothing starts any more. */
  kill(place: SpotPlace | 'all', tenant?: string): void {
    this.throwSwitch(place, tenant, true);
  }

  release(place: SpotPlace | 'all', tenant?: string): void {
    this.throwSwitch(place, tenant, false);
  }

  /**
   * Whether a kill switch is pulled. Undefined where nobody touched it and the place is not open: then it will be as the
   * place's policy says.
   */
  pulled(place: SpotPlace | 'all', tenant?: string): boolean | undefined {
    const open = place === 'all' ? undefined : this.opened(place);
    if (open) return open.sandbox.status(tenant === undefined ? {} : { tenant }).killed;
    return this.switches.state(place === 'all' ? undefined : place.id, tenant);
  }

  /** Budgets and kill switch as the asker has them; undefined while the place is not open. */
  status(place: SpotPlace, session?: string, who?: Identity): ControlStatus | undefined {
    const open = this.opened(place);
    const identity = who ?? this.identityNow(place);
    return open?.sandbox.status({ ...identity, session });
  }

  /** Where a place's audit log and feedback are. */
  storage(place: SpotPlace): vscode.Uri {
    const name = createHash('sha256').update(place.id).digest('hex').slice(0, 16);
    return vscode.Uri.joinPath(this.context.globalStorageUri, 'spot', name);
  }

  /** Closes a place, so that the next question opens it anew. */
  close(place: SpotPlace): void {
    const entry = this.entries.get(place.id);
    if (!entry) return;
    this.entries.delete(place.id);
    this.leave(entry);
    this.changed.fire({ what: 'closed', place });
  }

  dispose(): void {
    this.disposed = true;
    this.engines.drop();
    for (const entry of this.entries.values()) {
      entry.using = 0;
      this.leave(entry);
    }
    this.entries.clear();
    for (const watcher of this.watchers.values()) watcher.dispose();
    this.models?.dispose();
    this.changed.dispose();
    this.answered.dispose();
  }

  private async openFresh(place: SpotPlace): Promise<OpenSpot> {
    const version = await place.live?.refresh();
    // Nothing would end a process that begins now.
    if (this.disposed) throw new vscode.CancellationError();
    const known = this.entries.get(place.id);
    if (known && known.version !== version) this.filesChanged(place);
    const entry = this.entries.get(place.id) ?? this.begin(place, version);
    this.rest(entry);
    return entry.opening;
  }

  private begin(place: SpotPlace, version: number | undefined): Entry {
    const watcher =
      this.watchers.get(place.id) ??
      new PlaceWatcher(place.folder, () => {
        this.filesChanged(place);
      });
    this.watchers.set(place.id, watcher);
    const entry: Entry = { place, version, opening: this.opening(place), using: 0, leaving: false };
    this.entries.set(place.id, entry);
    entry.opening.then(
      (open) => {
        entry.open = open;
        watcher.alsoWatch(dataFiles(open));
        if (this.entries.get(place.id) === entry) this.changed.fire({ what: 'opened', place });
        this.closeIfLeft(entry);
      },
      () => {
        // The next question tries again.
        if (this.entries.get(place.id) === entry) this.entries.delete(place.id);
        clearTimeout(entry.idle);
      },
    );
    return entry;
  }

  private async opening(place: SpotPlace): Promise<OpenSpot> {
    const started = performance.now();
    const engine = this.engines.take((reason) => {
      this.log.warn(`Spot: ${place.title}: ${reason}`);
    });
    const progress = new LateProgress(vscode.l10n.t('Spot: opening {0}', place.title));
    const open = await progress.of(
      openSpot(place, {
        engine,
        storage: this.storage(place).fsPath,
        onProgress: ({ table, done, total }: LoadProgress) => {
          progress.report(vscode.l10n.t('{0} ({1} of {2})', table, done, total));
        },
      }),
    );
    this.switches.apply(place.id, open.sandbox.control);
    const rows = open.sandbox.data.tables.reduce((sum, table) => sum + table.rows, 0);
    this.log.info(`Spot: ${place.title} opened in ${(performance.now() - started).toFixed(0)} ms, ${rows} rows.`);
    return open;
  }

  private filesChanged(place: SpotPlace): void {
    const entry = this.entries.get(place.id);
    if (entry) {
      this.entries.delete(place.id);
      this.leave(entry);
    }
    this.changed.fire({ what: 'files', place });
  }

  private leave(entry: Entry): void {
    entry.leaving = true;
    clearTimeout(entry.idle);
    this.closeIfLeft(entry);
  }

  private closeIfLeft({ leaving, using, open }: Entry): void {
    if (!leaving || using > 0 || !open) return;
    open.sandbox.close().catch((error: unknown) => {
      this.log.error(error instanceof Error ? error : String(error));
    });
  }

  /** Begins to count the time without questions anew. */
  private rest(entry: Entry): void {
    clearTimeout(entry.idle);
    if (entry.leaving) return;
    entry.idle = setTimeout(() => {
      if (entry.using === 0) this.close(entry.place);
    }, IDLE_MS);
  }

  private throwSwitch(place: SpotPlace | 'all', tenant: string | undefined, pulled: boolean): void {
    this.switches.set(place === 'all' ? undefined : place.id, tenant, pulled);
    for (const { place: each, open } of this.entries.values()) {
      if (place !== 'all' && place.id !== each.id) continue;
      if (pulled) open?.sandbox.control.kill(tenant);
      else open?.sandbox.control.release(tenant);
    }
    this.changed.fire({ what: 'switch', ...(place === 'all' ? {} : { place }) });
  }

  private watchModels(): vscode.FileSystemWatcher {
    const watcher = vscode.workspace.createFileSystemWatcher('**/model.yaml', false, true, false);
    const tell = () => {
      this.changed.fire({ what: 'places' });
    };
    watcher.onDidCreate(tell);
    watcher.onDidDelete(tell);
    return watcher;
  }
}

async function abandonable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw abandoned();
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(abandoned());
    };
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

function abandoned(): Error {
  return new vscode.CancellationError();
}

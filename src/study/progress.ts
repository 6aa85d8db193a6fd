import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { DAY_MS, MINUTE_MS, dayToText, localCalendar } from './calendar';
import type { Calendar } from './calendar';
import { Journal } from './journal';
import { errorText } from './log/errors';
import type { OpenLogFile } from './log/file';
import type { LogEntry } from './log/record';
import { Problems } from './problems';
import { formatInterval } from './schedule/labels';
import type { Standing } from './schedule/reduce';
import { summarise } from './schedule/status';
import { StudyStore } from './schedule/store';
import { resolveSettings } from './settings';
import { makeDailyBackup } from './storage/backup';
import { readSnapshot, writeSnapshot } from './storage/snapshot';
import { findUnsaved, keepUnsaved, removeUnsaved } from './storage/unsaved';
import type {
  CardState,
  Choice,
  Clock,
  KnownCard,
  PhasedReview,
  Rating,
  Review,
  ReviewDetails,
  StudyCard,
  StudyProblem,
  StudySettings,
  Summary,
  WriteResult,
} from './types';

const RATINGS: readonly Rating[] = [1, 2, 3, 4];

export interface ProgressOptions {
  /** Where the logs are: one `<device>.jsonl` for each device. Made when missing. */
  readonly folder: string;
  /** Where the rebuildable cache goes; best outside a git folder. Default: `<folder>/.cache`. */
  readonly cacheFolder?: string;
  /** Where backups go. Without it none are made. */
  readonly backupFolder?: string;
  /** Name of this device's log: letters, digits, `-` and `_`; anything else is replaced. */
  readonly device: string;
  readonly clock?: Clock;
  readonly settings?: Partial<StudySettings>;
  /** How the device's own log is opened; for tests of failing disks. */
  readonly openLog?: OpenLogFile;
}

/** The face of study: card state, the log behind it, and the actions that write to it. */
export class Progress {
  readonly settings: StudySettings;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly #options: ProgressOptions;
  readonly #problems: Problems;
  readonly #journal: Journal;
  readonly #cacheFolder: string;
  /** How the names of this folder's files in the cache begin. */
  readonly #cacheName: string;
  #unsavedFiles: readonly string[] = [];
  readonly #listeners = new Set<() => void>();
  #savedRows: number;
  #background: Promise<unknown> = Promise.resolve();

  private constructor(
    options: ProgressOptions,
    settings: StudySettings,
    journal: Journal,
    problems: Problems,
    cache: { folder: string; name: string },
  ) {
    this.#options = options;
    this.settings = settings;
    this.calendar = localCalendar(settings.dayStartHour);
    this.clock = options.clock ?? Date.now;
    this.#journal = journal;
    this.#problems = problems;
    this.#cacheFolder = cache.folder;
    this.#cacheName = cache.name;
    this.#savedRows = journal.store.rows;
  }

  /**
   * Reads the snapshot and what the logs hold beyond it, or the logs alone. Never rejects because of what is in the
   * folder or on the disk: that ends up in `problems`, and reviews go on in memory.
   */
  static async open(options: ProgressOptions): Promise<Progress> {
    const settings = resolveSettings(options.settings);
    const folder = resolve(options.folder);
    const problems = new Problems();
    const name = `study-${createHash('sha1').update(folder).digest('hex').slice(0, 12)}`;
    const cache = { folder: options.cacheFolder ?? join(folder, '.cache'), name };
    const snapshot = await readSnapshot(snapshotIn(cache.folder, name), settings);
    const { device, openLog } = options;
    const journal = new Journal(
      { folder, device, settings, problems, ...(openLog === undefined ? {} : { openLog }) },
      snapshot && StudyStore.from(snapshot.content, settings),
      snapshot?.covered,
    );
    const progress = new Progress(options, settings, journal, problems, cache);
    if (snapshot === undefined) {
      progress.#savedRows = 0;
      await journal.reload();
    } else await journal.refresh();
    await progress.#takeOverUnsaved();
    progress.#background = progress.#tidy(folder);
    return progress;
  }

  /** Ratings that an earlier window could not write, because the disk was full, come into the log now. */
  async #takeOverUnsaved(): Promise<void> {
    const { records, files } = await findUnsaved(this.#cacheFolder, this.#cacheName);
    if (files.length === 0) return;
    await this.#journal.takeOver(records);
    // When the disk still refuses, they stay where they are, and the problem is reported.
    this.#unsavedFiles = files;
    await this.flush().catch(() => undefined);
  }

  /** What does not have to be waited for: today's backup, a fresh snapshot. */
  async #tidy(folder: string): Promise<void> {
    const { backupFolder } = this.#options;
    if (backupFolder !== undefined) {
      try {
        await makeDailyBackup(folder, backupFolder, dayToText(this.calendar.dayOf(this.clock())));
      } catch (error) {
        const message = `No backup of your reviews was made today: ${errorText(error)}. Check ${backupFolder}.`;
        if (this.#problems.add({ code: 'backup-failed', severity: 'warning', message, file: backupFolder }))
          this.#changed();
      }
    }
    await this.#saveSnapshot(SNAPSHOT_AFTER_ROWS);
  }

  async #saveSnapshot(afterRows: number): Promise<void> {
    const { store } = this.#journal;
    if (this.#journal.pending > 0 || store.rows - this.#savedRows < afterRows) return;
    const rows = store.rows;
    const path = snapshotIn(this.#cacheFolder, this.#cacheName);
    try {
      const snapshot = { content: store.content(), covered: this.#journal.covered };
      await writeSnapshot(path, snapshot, this.settings);
      this.#savedRows = rows;
    } catch (error) {
      const message = `The cache of your progress could not be saved, so the next start takes longer: ${errorText(error)}.`;
      this.#problems.add({ code: 'cache-failed', severity: 'info', message, file: path });
    }
  }

  /** What went wrong lately: newest last, each once. */
  get problems(): readonly StudyProblem[] {
    return this.#problems.list;
  }

  /** Records that are not on the disk yet. */
  get pending(): number {
    return this.#journal.pending;
  }

  /** What follows from the card's history, whatever the time. */
  standing(uid: string): Standing {
    return this.#journal.store.standing(uid);
  }

  /** Cards that stopped being new on this study day. */
  introducedToday(now = this.clock()): number {
    return this.#journal.store.introducedOn(this.calendar.dayOf(now));
  }

  state(uid: string): CardState {
    const { memory, dueAt, dueDay, lastReview, suspended, buriedUntil, flagged } = this.standing(uid);
    const today = this.calendar.dayOf(this.clock());
    const { phase, stability, difficulty, intervalDays, reps, lapses, step } = memory;
    return {
      uid,
      phase,
      due: dueDay === undefined ? dueAt : this.calendar.startOf(dueDay),
      stability,
      difficulty,
      intervalDays,
      reps,
      lapses,
      lastReview,
      step,
      suspended,
      buriedUntil: buriedUntil !== undefined && buriedUntil > today ? this.calendar.startOf(buriedUntil) : undefined,
      flagged,
      leech: lapses >= this.settings.leechLapses,
    };
  }

  /** What each of the four buttons would do. */
  preview(uid: string, now = this.clock()): readonly Choice[] {
    const { memory } = this.standing(uid);
    const day = this.calendar.dayOf(now);
    return RATINGS.map((rating) => {
      const next = this.#journal.store.schedule(memory, rating, day, uid);
      const intervalMs = next.intervalDays > 0 ? next.intervalDays * DAY_MS : next.minutes * MINUTE_MS;
      return { rating, intervalMs, label: formatInterval(intervalMs) };
    });
  }

  summary(cards: Iterable<StudyCard>, now = this.clock()): Summary {
    const { calendar } = this;
    const { leechLapses } = this.settings;
    return summarise({ cards, now, calendar, leechLapses, standing: (uid) => this.standing(uid) });
  }

  /** Every card with a history, as it last looked: to be matched with the decks on disk. */
  knownCards(): KnownCard[] {
    return this.#journal.store.knownCards();
  }

  /** Every rating that was not taken back, in no particular order. */
  reviews(): IterableIterator<Review> {
    return this.#journal.store.reviews();
  }

  /** The same, card by card in the order in which they count; see `StudyStore.ratings`. */
  ratings(): IterableIterator<PhasedReview> {
    return this.#journal.store.ratings();
  }

  review(
    card: StudyCard,
    rating: Rating,
    { mode = 'study', spokenMs, coverage }: ReviewDetails = {},
  ): Promise<WriteResult> {
    const now = this.clock();
    return this.#write(now, card, {
      type: 'review',
      card: card.uid,
      rating,
      mode,
      day: dayToText(this.calendar.dayOf(now)),
      ...(isMeasured(spokenMs) ? { spokenMs: Math.round(spokenMs) } : {}),
      ...(isMeasured(coverage) ? { coverage: Math.round(Math.min(coverage, 1) * 10_000) / 10_000 } : {}),
    });
  }

  suspend(card: StudyCard): Promise<WriteResult> {
    return this.#mark(card, 'suspend');
  }

  unsuspend(card: StudyCard): Promise<WriteResult> {
    return this.#mark(card, 'unsuspend');
  }

  /** Until the next study day begins. */
  bury(card: StudyCard): Promise<WriteResult> {
    const now = this.clock();
    return this.#write(now, card, { type: 'bury', card: card.uid, until: dayToText(this.calendar.dayOf(now) + 1) });
  }

  unbury(card: StudyCard): Promise<WriteResult> {
    return this.#mark(card, 'unbury');
  }

  flag(card: StudyCard): Promise<WriteResult> {
    return this.#mark(card, 'flag');
  }

  unflag(card: StudyCard): Promise<WriteResult> {
    return this.#mark(card, 'unflag');
  }

  /** Forgets the schedule; the history stays. */
  reset(card: StudyCard): Promise<WriteResult> {
    return this.#mark(card, 'reset');
  }

  #mark(card: StudyCard, type: 'suspend' | 'unsuspend' | 'unbury' | 'flag' | 'unflag' | 'reset'): Promise<WriteResult> {
    return this.#write(this.clock(), card, { type, card: card.uid });
  }

  /** The history of `from` continues under `to`. */
  adopt(from: string, to: string): Promise<WriteResult> {
    return this.#write(this.clock(), undefined, { type: 'adopt', from, to });
  }

  /** Takes back the record with this id. */
  undo(id: string): Promise<WriteResult> {
    return this.#write(this.clock(), undefined, { type: 'undo', of: id });
  }

  async #write(at: number, card: StudyCard | undefined, entry: LogEntry): Promise<WriteResult> {
    const notes = card === undefined ? [] : this.#notes([card]);
    const { ids, error } = await this.#journal.write([...notes, entry], at);
    this.#changed();
    const id = ids.at(-1) ?? '';
    return error === undefined ? { id, saved: true } : { id, saved: false, error };
  }

  /** Writes down the identity text of cards (where it changed); a card is also noted when it is first rated. */
  async note(cards: Iterable<StudyCard>): Promise<void> {
    const notes = this.#notes(cards);
    if (notes.length === 0) return;
    await this.#journal.write(notes, this.clock());
    this.#changed();
  }

  /** The identities that are new or have changed. */
  #notes(cards: Iterable<StudyCard>): LogEntry[] {
    const notes: LogEntry[] = [];
    for (const { uid, deck, round, question, explicitId } of cards) {
      const known = this.#journal.store.identity(uid);
      const same =
        known?.deck === deck && known.round === round && known.question === question && known.explicitId === explicitId;
      if (same) continue;
      notes.push({
        type: 'card',
        card: uid,
        deck,
        round,
        question,
        ...(explicitId === undefined ? {} : { explicitId }),
      });
    }
    return notes;
  }

  /** Reads what other windows and devices wrote since. True when something changed. */
  async refresh(): Promise<boolean> {
    const before = this.problems.length;
    const changed = await this.#journal.refresh();
    if (changed || this.problems.length !== before) this.#changed();
    return changed;
  }

  /** Reads every log again from its beginning. */
  async reload(): Promise<void> {
    await this.#journal.reload();
    this.#changed();
  }

  /** Tries the pending records again. Rejects with LogWriteError when the disk still refuses. */
  async flush(): Promise<void> {
    await this.#journal.flush().finally(() => {
      this.#changed();
    });
    await this.#forgetUnsaved();
  }

  /** Called after every change of state or problems. Returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Resolves when the background work is done. */
  async idle(): Promise<void> {
    await this.#background;
  }

  /** Tries pending records once more, keeps beside the cache what the disk still refuses, and saves the snapshot. */
  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#background;
    if (this.pending > 0) await this.#journal.flush().catch(() => this.#keepPending());
    if (this.pending === 0) await this.#forgetUnsaved();
    await this.#saveSnapshot(1);
  }

  /** The files that earlier windows left are in the log, or in a newer such file. */
  async #forgetUnsaved(): Promise<void> {
    await removeUnsaved(this.#unsavedFiles);
    this.#unsavedFiles = [];
  }

  async #keepPending(): Promise<void> {
    try {
      await keepUnsaved(this.#cacheFolder, this.#cacheName, this.#journal.pendingLines);
      await this.#forgetUnsaved();
    } catch (error) {
      const message = `${this.pending} record(s) of this session could not be kept anywhere: ${errorText(error)}.`;
      this.#problems.add({ code: 'log-write-failed', severity: 'error', message, file: this.#cacheFolder });
    }
  }
}

/** A session of this length is read from the log in no time; no snapshot is written for less. */
const SNAPSHOT_AFTER_ROWS = 500;

function snapshotIn(cacheFolder: string, name: string): string {
  return join(cacheFolder, `${name}.snapshot`);
}

function isMeasured(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}

import type { Progress } from '../progress';
import type {
  Mode,
  Rating,
  ReviewDetails,
  Scope,
  SessionCounts,
  StudyCard,
  StudySettings,
  UndoneAction,
  WriteResult,
} from '../types';
import { chooseCard, isPlanned, makePlan, shuffled } from './plan';
import type { Plan } from './plan';
import { SAVED_VERSION, readSaved } from './saved';
import type { MoreNew, SavedSession, SerializedSession } from './saved';
import { UndoStack } from './undo-stack';

export interface SessionOptions {
  /** In deck order. */
  readonly cards: readonly StudyCard[];
  readonly scope?: Scope;
  readonly mode?: Mode;
  /** Cram shuffles by it; any number. Default: the time at which the session starts. */
  readonly seed?: number;
}

export interface Finished {
  /** When the next card of the session's scope is due; undefined when none is. */
  readonly nextDue: number | undefined;
  /** New cards held back by the daily limit. */
  readonly newHeldBack: number;
}

const UNDO_SAVED = 50;

/**
 * A run through cards, without any user interface. Which card comes next always follows from the state of the cards, so
 * it stays right when other windows rate cards or the deck changes. Methods that write resolve when the record is on
 * the disk (or kept as pending); until then the card stays, and further actions do nothing.
 */
export class StudySession {
  readonly #progress: Progress;
  readonly #saved: SavedSession;
  readonly #skipped: Map<string, number>;
  readonly #seen: Set<string>;
  /** Flagged scope: the cards that were flagged at the start; else undefined. */
  readonly #chosen: ReadonlySet<string> | undefined;
  #cards: readonly StudyCard[] = [];
  #byUid: ReadonlyMap<string, StudyCard> = new Map();
  #cramLeft: readonly string[];
  #current: string | undefined;
  /** Last review of the current card when it was shown: a later one was given elsewhere. */
  #shownReview: number | undefined;
  #done: number;
  #skips = 0;
  #sinceNew: number;
  #moreNew: MoreNew | undefined;
  readonly #undo: UndoStack;
  #busy = false;

  private constructor(progress: Progress, cards: readonly StudyCard[], saved: SavedSession) {
    this.#progress = progress;
    this.#saved = saved;
    this.#skipped = new Map(saved.skipped.map((uid) => [uid, (this.#skips += 1)]));
    this.#seen = new Set(saved.seen);
    this.#chosen = saved.chosen === undefined ? undefined : new Set(saved.chosen);
    this.#cramLeft = saved.cramLeft;
    this.#done = saved.done;
    this.#sinceNew = saved.sinceNew;
    this.#moreNew = saved.moreNew;
    this.#undo = new UndoStack(saved.undo);
    this.#take(cards);
    if (saved.current !== undefined && this.#byUid.has(saved.current)) this.#show(saved.current);
    this.#settle();
  }

  static start(
    progress: Progress,
    { cards, scope = { type: 'all' }, mode = 'study', seed }: SessionOptions,
  ): StudySession {
    const flagged = cards.filter(({ uid }) => progress.standing(uid).flagged).map(({ uid }) => uid);
    const chosen = scope.type === 'flagged' ? flagged : undefined;
    const inScope = cards.filter((card) => isInScope(card, scope, chosen && new Set(chosen))).map(({ uid }) => uid);
    return new StudySession(progress, cards, {
      version: SAVED_VERSION,
      scope,
      mode,
      ...(chosen === undefined ? {} : { chosen }),
      done: 0,
      sinceNew: 0,
      skipped: [],
      seen: [],
      cramLeft: mode === 'cram' ? shuffled(inScope, seed ?? progress.clock()) : [],
      undo: [],
    });
  }

  /** Goes on with a serialized session; undefined when it is not one (of this version). */
  static restore(progress: Progress, serialized: unknown, cards: readonly StudyCard[]): StudySession | undefined {
    const saved = readSaved(serialized);
    if (saved === undefined) return undefined;
    return new StudySession(progress, cards, saved);
  }

  get mode(): Mode {
    return this.#saved.mode;
  }

  get scope(): Scope {
    return this.#saved.scope;
  }

  /** The card to answer now; undefined when finished. */
  get current(): StudyCard | undefined {
    return this.#current === undefined ? undefined : this.#byUid.get(this.#current);
  }

  get finished(): Finished | undefined {
    if (this.#current !== undefined) return undefined;
    if (this.mode === 'cram') return { nextDue: undefined, newHeldBack: 0 };
    const { nextDue, newHeldBack } = this.#plan();
    return { nextDue, newHeldBack };
  }

  /** What is left; a cram counts all its cards as due. */
  get counts(): SessionCounts {
    if (this.mode === 'cram') return { learning: 0, due: this.#cramCards().length, new: 0 };
    const { learning, ahead, due, early, fresh } = this.#plan();
    return { learning: learning.length + ahead.length, due: due.length + early.length, new: fresh.length };
  }

  /** Ratings given in this session, undone ones not counted. */
  get done(): number {
    return this.#done;
  }

  get canUndo(): boolean {
    return this.#undo.entries.length > 0;
  }

  async rate(rating: Rating, details: Omit<ReviewDetails, 'mode'> = {}): Promise<WriteResult | undefined> {
    return this.#act(async (card) => {
      const isNew = this.#progress.standing(card.uid).memory.phase === 'new';
      const result = await this.#progress.review(card, rating, { ...details, mode: this.mode });
      this.#note({ type: 'review', uid: card.uid, rating }, result);
      this.#done += 1;
      this.#seen.add(card.uid);
      this.#skipped.delete(card.uid);
      this.#sinceNew = isNew ? 0 : this.#sinceNew + 1;
      const others = this.#cramLeft.filter((uid) => uid !== card.uid);
      this.#cramLeft = this.mode === 'cram' && rating === 1 ? [...others, card.uid] : others;
      this.#current = undefined;
      return result;
    });
  }

  suspend(): Promise<WriteResult | undefined> {
    return this.#putAside('suspend');
  }

  /** Brings a suspended card back; it stays on show. */
  resume(): Promise<WriteResult | undefined> {
    return this.#act(async (card) => {
      const result = await this.#progress.unsuspend(card);
      this.#note({ type: 'unsuspend', uid: card.uid }, result);
      return result;
    });
  }

  /** Until the next study day begins. */
  bury(): Promise<WriteResult | undefined> {
    return this.#putAside('bury');
  }

  #putAside(type: 'suspend' | 'bury'): Promise<WriteResult | undefined> {
    return this.#act(async (card) => {
      const result = await this.#progress[type](card);
      this.#note({ type, uid: card.uid }, result);
      this.#seen.add(card.uid);
      this.#current = undefined;
      return result;
    });
  }

  toggleFlag(): Promise<WriteResult | undefined> {
    return this.#act(async (card) => {
      const type = this.#progress.standing(card.uid).flagged ? 'unflag' : 'flag';
      const result = await this.#progress[type](card);
      this.#note({ type, uid: card.uid }, result);
      return result;
    });
  }

  /**
   * Takes back the latest action of this session (before or after it was restored) and returns to its card; undefined
   * when there is none. What other sessions did stays.
   */
  async undo(): Promise<UndoneAction | undefined> {
    if (this.#busy) return undefined;
    const entry = this.#undo.pop();
    if (entry === undefined) return undefined;
    const { type, uid, rating, record } = entry;
    this.#busy = true;
    try {
      await this.#progress.undo(record);
    } finally {
      this.#busy = false;
    }
    if (type === 'review') this.#done -= 1;
    if (type === 'review' || type === 'suspend' || type === 'bury') this.#seen.delete(uid);
    if (this.mode === 'cram' && type === 'review')
      this.#cramLeft = [uid, ...this.#cramLeft.filter((other) => other !== uid)];
    this.#skipped.delete(uid);
    if (this.#byUid.has(uid)) this.#show(uid);
    else this.#settle();
    return { type, uid, ...(rating === undefined ? {} : { rating }) };
  }

  /** To the end of the queue; nothing is written. */
  skip(): void {
    const uid = this.#current;
    if (uid === undefined || this.#busy) return;
    this.#skipped.set(uid, (this.#skips += 1));
    if (this.mode === 'cram') this.#cramLeft = [...this.#cramLeft.filter((other) => other !== uid), uid];
    this.#current = undefined;
    this.#settle();
  }

  /**
   * Lets in so many new cards more than the daily limit has, on this study day. A card that the limit held back then
   * counts as any new one; `finished.newHeldBack` tells how many there are.
   */
  allowMoreNew(count: number): void {
    const { clock, calendar, settings } = this.#progress;
    const now = clock();
    const used = this.#progress.introducedToday(now);
    const more = Number.isFinite(count) ? Math.max(0, Math.floor(count)) : 0;
    this.#moreNew = { day: calendar.dayOf(now), limit: Math.max(used, this.#newToday(now, settings)) + more };
    if (!this.#busy) this.#settle();
  }

  #newToday(now: number, { newPerDay }: StudySettings): number {
    const more = this.#moreNew;
    return more?.day === this.#progress.calendar.dayOf(now) ? more.limit : newPerDay;
  }

  /** Looks again at the clock and at what other windows did. Call it when a waiting card may have become due. */
  async refresh(): Promise<void> {
    await this.#progress.refresh();
    if (!this.#busy) this.#settle();
  }

  /** The deck changed on disk: stays on the same card when it still exists, else goes to the next. */
  update(cards: readonly StudyCard[]): void {
    this.#take(cards);
    if (!this.#busy) this.#settle();
  }

  serialize(): SerializedSession {
    const { version, scope, mode, chosen } = this.#saved;
    const saved: SavedSession = {
      version,
      scope,
      mode,
      ...(chosen === undefined ? {} : { chosen }),
      ...(this.#current === undefined ? {} : { current: this.#current }),
      done: this.#done,
      sinceNew: this.#sinceNew,
      skipped: [...this.#skipped.keys()],
      seen: [...this.#seen],
      cramLeft: this.#cramLeft,
      undo: this.#undo.entries.slice(-UNDO_SAVED),
      ...(this.#moreNew === undefined ? {} : { moreNew: this.#moreNew }),
    };
    return saved;
  }

  async #act(action: (card: StudyCard) => Promise<WriteResult>): Promise<WriteResult | undefined> {
    const card = this.current;
    if (card === undefined || this.#busy) return undefined;
    this.#busy = true;
    try {
      return await action(card);
    } finally {
      this.#busy = false;
      this.#settle();
    }
  }

  #note(action: UndoneAction, { id }: WriteResult): void {
    this.#undo.push({ ...action, record: id });
  }

  #take(cards: readonly StudyCard[]): void {
    this.#cards = cards.filter((card) => isInScope(card, this.scope, this.#chosen));
    this.#byUid = new Map(this.#cards.map((card) => [card.uid, card]));
  }

  #show(uid: string | undefined): void {
    this.#current = uid;
    this.#shownReview = uid === undefined ? undefined : this.#progress.standing(uid).lastReview;
  }

  /** Keeps the current card while it is still to be answered, else chooses the next. */
  #settle(): void {
    if (this.mode === 'cram') {
      const left = this.#cramCards();
      if (this.#current === undefined || !left.includes(this.#current)) this.#show(left[0]);
      return;
    }
    const plan = this.#plan();
    const uid = this.#current;
    if (uid !== undefined && isPlanned(plan, uid) && this.#progress.standing(uid).lastReview === this.#shownReview)
      return;
    this.#show(chooseCard(plan, this.#skipped, this.#progress.settings.newOrder, this.#sinceNew)?.uid);
  }

  #cramCards(): string[] {
    return this.#cramLeft.filter((uid) => this.#byUid.has(uid) && !this.#progress.standing(uid).suspended);
  }

  #plan(): Plan {
    const { clock, calendar, settings } = this.#progress;
    const now = clock();
    return makePlan({
      cards: this.#cards,
      scope: this.scope,
      seen: this.#seen,
      now,
      calendar,
      settings,
      introducedToday: this.#progress.introducedToday(now),
      newToday: this.#newToday(now, settings),
      standing: (uid) => this.#progress.standing(uid),
    });
  }
}

function isInScope(card: StudyCard, scope: Scope, chosen: ReadonlySet<string> | undefined): boolean {
  switch (scope.type) {
    case 'all':
      return true;
    case 'deck':
      return card.deck === scope.deck;
    case 'round':
      return card.deck === scope.deck && card.round === scope.round;
    case 'card':
      return card.uid === scope.uid;
    case 'flagged':
      return chosen?.has(card.uid) ?? false;
  }
}

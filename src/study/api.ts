import type {
  CardState,
  Choice,
  Clock,
  KnownCard,
  Mode,
  Rating,
  Review,
  ReviewDetails,
  Scope,
  SessionCounts,
  StudyCard,
  StudyProblem,
  StudySettings,
  Summary,
  UndoneAction,
  WriteResult,
} from './types';

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
}

/** The face of study: card state, the log behind it, and the actions that write to it. */
export interface ProgressApi {
  readonly settings: StudySettings;
  /** What went wrong lately: newest last, each once. */
  readonly problems: readonly StudyProblem[];
  /** Records that are not on disk yet. */
  readonly pending: number;
  state(uid: string): CardState;
  preview(uid: string, now?: number): readonly Choice[];
  summary(cards: Iterable<StudyCard>, now?: number): Summary;
  knownCards(): KnownCard[];
  reviews(): IterableIterator<Review>;
  review(card: StudyCard, rating: Rating, details?: ReviewDetails): Promise<WriteResult>;
  suspend(card: StudyCard): Promise<WriteResult>;
  unsuspend(card: StudyCard): Promise<WriteResult>;
  /** Until the next study day begins. */
  bury(card: StudyCard): Promise<WriteResult>;
  unbury(card: StudyCard): Promise<WriteResult>;
  flag(card: StudyCard): Promise<WriteResult>;
  unflag(card: StudyCard): Promise<WriteResult>;
  /** Forget the schedule; the history stays. */
  reset(card: StudyCard): Promise<WriteResult>;
  /** The history of `from` continues under `to`. */
  adopt(from: string, to: string): Promise<WriteResult>;
  /** Takes back the record with this id. */
  undo(id: string): Promise<WriteResult>;
  /** Writes down the identity text of cards (where it changed); a card is also noted when it is first rated. */
  note(cards: Iterable<StudyCard>): Promise<void>;
  /** Reads what other windows and devices wrote since. True when something changed. */
  refresh(): Promise<boolean>;
  /** Reads every log again from its beginning. */
  reload(): Promise<void>;
  /** Tries the pending records again. Rejects with LogWriteError when the disk still refuses. */
  flush(): Promise<void>;
  /** Called after every change of state or problems. Returns the function that ends it. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

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

/** A run through cards, without any user interface. Methods that write resolve when the record is on disk (or kept as pending). */
export interface StudySessionApi {
  readonly mode: Mode;
  readonly scope: Scope;
  /** The card to answer now; undefined when finished. */
  readonly current: StudyCard | undefined;
  readonly finished: Finished | undefined;
  /** What is left, the current card included. */
  readonly counts: SessionCounts;
  /** Ratings given in this session, undone ones not counted. */
  readonly done: number;
  readonly canUndo: boolean;
  rate(rating: Rating, details?: Omit<ReviewDetails, 'mode'>): Promise<WriteResult | undefined>;
  /** Takes the latest action back and returns to its card; undefined when there is none. */
  undo(): Promise<UndoneAction | undefined>;
  /** To the end of the queue; nothing is written. */
  skip(): void;
  suspend(): Promise<WriteResult | undefined>;
  bury(): Promise<WriteResult | undefined>;
  toggleFlag(): Promise<WriteResult | undefined>;
  /** Looks again at the clock and at what other windows did. Call it when a waiting card may have become due. */
  refresh(): Promise<void>;
  /** The deck changed on disk: stays on the same card when it still exists, else goes to the next. */
  update(cards: readonly StudyCard[]): void;
  /** Plain JSON for `StudySession.restore`. */
  serialize(): SerializedSession;
}

/** Opaque, plain JSON. */
export interface SerializedSession {
  readonly version: 1;
  readonly [key: string]: unknown;
}

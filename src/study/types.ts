/** 1 Again, 2 Hard, 3 Good, 4 Easy. */
export type Rating = 1 | 2 | 3 | 4;

/** `cram` reviews are logged but never touch the schedule. */
export type Mode = 'study' | 'cram';

export type Phase = 'new' | 'learning' | 'review' | 'relearning';

/** What studying needs to know of a card; the caller makes it from its deck. */
export interface StudyCard {
  /** The identity that the history is kept under; unique over all decks. */
  readonly uid: string;
  /** Which deck: any stable name or path. */
  readonly deck: string;
  /** Which round of the deck: any stable name. */
  readonly round: string;
  readonly question: string;
  readonly explicitId?: string;
  /** Position in the deck, from 0. */
  readonly order: number;
}

/** The identity text of a card as the log knows it: what a matcher compares with the deck on disk. */
export interface KnownCard {
  readonly uid: string;
  readonly deck: string;
  readonly round: string;
  readonly question: string;
  readonly explicitId?: string;
}

/** Where a card stands. A cache: everything here follows from the log. Times are milliseconds since the epoch. */
export interface CardState {
  readonly uid: string;
  readonly phase: Phase;
  /** When it is due; for a card in review, the start of its due day. Undefined for a new card. */
  readonly due: number | undefined;
  /** FSRS stability in days; 0 for a new card. */
  readonly stability: number;
  /** FSRS difficulty, 1 to 10; 0 for a new card. */
  readonly difficulty: number;
  /** Scheduled interval in days; 0 while learning. */
  readonly intervalDays: number;
  readonly reps: number;
  readonly lapses: number;
  readonly lastReview: number | undefined;
  /** Index of the learning or relearning step. */
  readonly step: number;
  readonly suspended: boolean;
  /** Start of the day on which it comes back; undefined when it is not (or no longer) buried. */
  readonly buriedUntil: number | undefined;
  readonly flagged: boolean;
  /** Forgotten so often that the card itself needs work. */
  readonly leech: boolean;
}

export interface StudySettings {
  /** New cards a day, over all decks. Default 20. */
  readonly newPerDay: number;
  /** New cards among the due ones, or before or after them. Default mixed. */
  readonly newOrder: 'mixed' | 'first' | 'last';
  /** Learning cards due within this many minutes are shown when nothing else is left. Default 20. */
  readonly learnAheadMinutes: number;
  /** Local hour, 0 to 23, at which a study day begins. Default 4. */
  readonly dayStartHour: number;
  /** Wanted probability of recall when a card is due, 0.7 to 0.99. Default 0.9. */
  readonly requestRetention: number;
  /** Whole minutes, each moved to between 1 and 1439; at most ten. Default, also for an empty list: 1, 10. */
  readonly learningSteps: readonly number[];
  /** As `learningSteps`. Default 10. */
  readonly relearningSteps: readonly number[];
  /** Lapses at which a card counts as a leech. Default 8. */
  readonly leechLapses: number;
}

/** Milliseconds since the epoch. */
export type Clock = () => number;

export interface ReviewDetails {
  readonly mode?: Mode;
  /** How long the answer was spoken, milliseconds. */
  readonly spokenMs?: number;
  /** Share of the key points that were said, 0 to 1. */
  readonly coverage?: number;
}

/** One rating as the log holds it, for statistics. */
export interface Review {
  readonly uid: string;
  readonly at: number;
  /** The study day it was rated on, counted from 1970-01-01. */
  readonly day: number;
  readonly rating: Rating;
  readonly mode: Mode;
  readonly spokenMs: number | undefined;
  readonly coverage: number | undefined;
}

export interface PhasedReview extends Review {
  /** Where the card stood when it was rated. */
  readonly phase: Phase;
}

/** A record is always in the state at once; `saved: false` says that it is not on disk yet and will be tried again. */
export type WriteResult =
  { readonly id: string; readonly saved: true } | { readonly id: string; readonly saved: false; readonly error: Error };

export type StudyProblemCode =
  | 'torn-line'
  | 'unreadable-line'
  | 'conflict-marker'
  | 'newer-record'
  | 'line-too-long'
  | 'log-unreadable'
  | 'log-missing'
  | 'log-write-failed'
  | 'clock-set-back'
  | 'backup-failed'
  | 'cache-failed';

export interface StudyProblem {
  readonly code: StudyProblemCode;
  readonly severity: 'error' | 'warning' | 'info';
  /** What happened and what to do about it. */
  readonly message: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

/** One of the four buttons: what the rating would do. */
export interface Choice {
  readonly rating: Rating;
  /** Until the card comes back, milliseconds. */
  readonly intervalMs: number;
  /** Short English label: "10 min", "8 d", "2 mo". */
  readonly label: string;
}

export interface Summary {
  readonly total: number;
  /** In review and due today or before. */
  readonly due: number;
  readonly new: number;
  /** In (re)learning, whenever due. */
  readonly learning: number;
  readonly suspended: number;
  readonly buried: number;
  readonly flagged: number;
  readonly leeches: number;
  /** The next moment at which a card becomes due, after now; undefined when none is scheduled. */
  readonly nextDue: number | undefined;
}

/** What is left of a session, the current card included. A cram has all its cards in `due`. */
export interface SessionCounts {
  readonly learning: number;
  readonly due: number;
  readonly new: number;
}

export type Scope =
  | { readonly type: 'all' }
  | { readonly type: 'deck'; readonly deck: string }
  | { readonly type: 'round'; readonly deck: string; readonly round: string }
  /** One card, due or not. */
  | { readonly type: 'card'; readonly uid: string }
  /** Flagged cards: those due or new first, then the others, but for what was rated today already. */
  | { readonly type: 'flagged' };

/** Something that a session did and can take back. */
export interface UndoneAction {
  readonly type: 'review' | 'suspend' | 'unsuspend' | 'bury' | 'flag' | 'unflag';
  readonly uid: string;
  readonly rating?: Rating;
}

export interface KeyPoint {
  readonly text: string;
}

export interface PointMatch {
  readonly covered: boolean;
  /** Share of the point's weight that was said, 0 to 1. */
  readonly score: number;
  /** The point's own words that were recognised, as written, in order: to be marked. */
  readonly words: readonly string[];
}

export interface AnswerComparison {
  readonly points: readonly PointMatch[];
  /** Covered points over all points, 0 to 1; 0 when there are none. */
  readonly coverage: number;
  readonly suggestedRating: Rating;
}

import type { ProofsView } from './proofs';

/** What the flashcard panel shows. The extension decides; the webview draws it and reports what the user does. */
export interface StudyView {
  readonly session: SessionView;
  /** Absent when the session has nothing to show now. */
  readonly card?: CardView;
  /** Why there is no card, and what to do next. */
  readonly finished?: FinishedView;
  /** A fault the user should know of (the log's disk is full …). Reviews go on. */
  readonly notice?: Notice;
}

export interface SessionView {
  readonly mode: 'study' | 'cram';
  /** "Round 2 · Backend & system design", or "All due cards". */
  readonly title: string;
  /** Cards rated in this session. */
  readonly done: number;
  /** Three counts in a study session; a cram shows their sum. */
  readonly left: { readonly learning: number; readonly due: number; readonly new: number };
  /** What an undo would take back ("Good on …"); absent when there is nothing. */
  readonly undo?: string;
}

export interface CardView {
  /** Changes whenever another card, or another turn of the same card, is shown. */
  readonly turn: string;
  readonly kind: 'answer' | 'ask';
  readonly round: { readonly emoji?: string; readonly short: string; readonly title: string };
  readonly questionHtml: string;
  /** What the question is about: shown below it. */
  readonly settingHtml?: string;
  readonly state: 'new' | 'learning' | 'review' | 'relearning';
  readonly flagged: boolean;
  readonly leech: boolean;
  /** Shown although it is suspended: `suspend` then brings it back. */
  readonly suspended?: boolean;
  /** The card has code to walk through, or a query to run: without them the control and its key are not offered. */
  readonly tour: boolean;
  readonly run: boolean;
  /** What is uncovered names code that can be opened. */
  readonly code: boolean;
  /**
   * Code that the card links to has changed since its last review: the names of what changed, once something is
   * uncovered; empty before, for a name may give the answer away.
   */
  readonly changedCode?: readonly string[];
  readonly difficulty?: string;
  /** Speaking target in seconds. */
  readonly targetSeconds: number;
  /** Seconds spoken so far: what a restored panel continues from. */
  readonly spokenSeconds: number;
  /** What the user typed as said; kept here so that a reload finds it again. */
  readonly said: string;
  /** How many tiers the answer has, and how many are uncovered. Covered ones are not sent. */
  readonly tierCount: number;
  readonly tiers: readonly TierView[];
  /** The claims that can be proved, once something is uncovered; `shown` when the answer has come to them. */
  readonly proofs?: {
    readonly shown: boolean;
    readonly claims: readonly { readonly claim: string; readonly source: string }[];
  };
  /** Only once something is uncovered. */
  readonly coverage?: CoverageView;
  /** One per rating 1-4; only once something is uncovered. */
  readonly ratings?: readonly RatingView[];
}

export interface TierView {
  readonly kind: 'avoid' | 'concepts' | 'answer' | 'evidence' | 'story' | 'follow-ups';
  readonly label: string;
  readonly rows: readonly RowView[];
}

export type RowView =
  | { readonly type: 'html'; readonly html: string }
  | {
      readonly type: 'point';
      readonly html: string;
      readonly label?: string;
      readonly depth: number;
      /** Present on points that count towards coverage. */
      readonly tick?: { readonly id: string; readonly on: boolean; readonly proposed: boolean };
      /** Concepts: the words were found in what the user said. */
      readonly mentioned?: boolean;
    };

export interface CoverageView {
  readonly covered: number;
  readonly total: number;
  /** Absent until something was typed or ticked: then Good is the primary button. */
  readonly suggested?: Rating;
}

export type Rating = 1 | 2 | 3 | 4;

export interface RatingView {
  readonly rating: Rating;
  /** "10 min", "8 d"; empty where the rating schedules nothing. */
  readonly interval: string;
}

export interface FinishedView {
  /** There are no cards to have finished with. */
  readonly missing: boolean;
  readonly message: string;
  readonly detail: string;
  /** Commands that make sense now, in order; the first is the primary one. */
  readonly actions: readonly { readonly id: FinishedAction; readonly label: string }[];
}

export type FinishedAction = 'study-all' | 'cram' | 'more-new' | 'new-deck' | 'close';

export interface Notice {
  readonly severity: 'warning' | 'error';
  readonly message: string;
  readonly detail?: string;
}

/** Texts of the panel in the user's language. `{0}` stands for a value. */
export type FlashcardStrings = Readonly<Record<FlashcardStringKey, string>>;

export type FlashcardStringKey =
  | 'again'
  | 'hard'
  | 'good'
  | 'easy'
  | 'reveal'
  | 'revealNext'
  | 'revealAll'
  | 'coverTitle'
  | 'coverHint'
  | 'coverHintAsk'
  | 'saidLabel'
  | 'saidPlaceholder'
  | 'saidHint'
  | 'undo'
  | 'skip'
  | 'flag'
  | 'unflag'
  | 'suspend'
  | 'resumeCard'
  | 'bury'
  | 'edit'
  | 'tour'
  | 'run'
  | 'codeChanged'
  | 'codeChangedSince'
  | 'codeChangedNames'
  | 'changed'
  | 'shortcuts'
  | 'close'
  | 'youCovered'
  | 'keyPoints'
  | 'keyPoint'
  | 'tickHint'
  | 'suggests'
  | 'proposed'
  | 'timer'
  | 'overTarget'
  | 'pause'
  | 'resume'
  | 'left'
  | 'leftOne'
  | 'leftDetail'
  | 'done'
  | 'cram'
  | 'leech'
  | 'flagged'
  | 'suspended'
  | 'stateNew'
  | 'stateLearning'
  | 'stateReview'
  | 'stateRelearning'
  | 'avoid'
  | 'concepts'
  | 'answer'
  | 'evidence'
  | 'story'
  | 'follow-ups'
  | 'rated'
  | 'ratedOnly'
  | 'ratedAgain'
  | 'working'
  | 'failed'
  | 'retry'
  | 'tickKey'
  | 'saidKey'
  | 'noAnswer'
  | 'noAnswerYet'
  | 'writesAnswer'
  | 'toRating'
  | 'rateAfter'
  | 'revealFirst'
  | 'tiersLeft'
  | 'compare'
  | 'mentioned'
  | 'rate'
  | 'tools'
  | 'toggleTimer'
  | 'moveKey'
  | 'openKey'
  | 'openFocusKey'
  | 'code'
  | 'leaveKey'
  | 'rateSuggested'
  | 'countLearning'
  | 'countDue'
  | 'countNew'
  | 'countLeft'
  | 'shortLearning'
  | 'shortDue'
  | 'shortNew'
  | 'proofs'
  | 'stopProofs'
  | 'proofHolds'
  | 'proofFails'
  | 'proofRuns'
  | 'proofWaits'
  | 'proofsHold'
  | 'proofsHint'
  | 'proofsStopped'
  | 'proofExpected'
  | 'proofCame'
  | 'keySpace'
  | 'keyEnter'
  | 'keyEscape';

/** Spoken seconds and typed text go with everything that leaves the covered state, so that nothing is lost. */
export interface Spoken {
  readonly turn: string;
  readonly spokenSeconds: number;
  readonly said: string;
}

/** Requests of the webview; each is answered (with nothing) or fails with a message. */
export interface FlashcardRequests {
  /** First message: asks for texts and the current view. `restore` is what the last `state` event of an earlier life held. */
  ready: {
    params: { readonly restore?: unknown };
    result: { readonly strings: FlashcardStrings; readonly view: StudyView };
  };
  /** Uncovers one more tier, or all. */
  reveal: { params: Spoken & { readonly all: boolean }; result: StudyView };
  /** Compares the typed text again after it was edited on the uncovered side. */
  compare: { params: Spoken; result: StudyView };
  tick: { params: { readonly turn: string; readonly id: string; readonly on: boolean }; result: StudyView };
  rate: { params: Spoken & { readonly rating: Rating }; result: StudyView };
  act: { params: { readonly turn: string; readonly action: CardAction }; result: StudyView };
  finished: { params: { readonly action: FinishedAction }; result: StudyView };
  /** A click on code in the answer: it opens beside the panel. @param focus the keyboard focus goes there as well */
  openCode: { params: { readonly turn: string; readonly text: string; readonly focus: boolean }; result: null };
  openLink: { params: { readonly href: string }; result: null };
}

export type CardAction = 'undo' | 'skip' | 'flag' | 'suspend' | 'bury' | 'edit' | 'tour' | 'run' | 'code' | 'changed';

/** Events of the extension. */
export interface FlashcardEvents {
  /** The deck or the schedule changed underneath. */
  view: StudyView;
  /** The card's proofs are running, or have run. */
  proofs: ProofsView;
  /** Opaque: the webview stores it (`setState`) and hands it back in `ready` or through the panel's serializer. */
  state: unknown;
}

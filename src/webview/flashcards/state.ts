import type {
  CardAction,
  CardView,
  FlashcardStrings,
  ProofsView,
  Rating,
  SessionView,
  StudyView,
} from '../../protocol';

/** What the user has done with the shown card and the extension does not know yet. */
export interface LocalAnswer {
  /** The turn that this belongs to; empty before the first card. */
  readonly turn: string;
  readonly said: string;
  readonly spokenSeconds: number;
  /** False once the user paused the clock. */
  readonly running: boolean;
  /** Where the caret is while the user is writing in the text field; else absent. */
  readonly caret?: Caret;
}

/** What is selected in the text field, as positions in its text. */
export interface Caret {
  readonly start: number;
  readonly end: number;
}

/** A request that failed, and how to try it again. */
export interface Failure {
  readonly message: string;
  readonly retry: () => void;
}

/** Everything that the panel draws. Replaced as a whole, never changed in place. */
export interface State {
  readonly strings?: FlashcardStrings;
  readonly view?: StudyView;
  readonly local: LocalAnswer;
  /** Of the proofs that were run last; they may be another card's. */
  readonly proofs?: ProofsView;
  /** Ticks that were asked for and not yet answered. */
  readonly ticks: ReadonlyMap<string, boolean>;
  /** An answer is overdue by so much that the user should see that something is going on. */
  readonly slow: boolean;
  /** The card is about to change: another rating or reveal would be one too many. */
  readonly locked: boolean;
  readonly failure: Failure | undefined;
  /** The notice that the user closed, as `noticeKey` tells it. */
  readonly dismissed: string | undefined;
  /** The user tried to rate a covered card. */
  readonly tooEarly: boolean;
  readonly helpOpen: boolean;
  /** For screen readers; the number makes the same words news again. */
  readonly announcement: { readonly text: string; readonly number: number };
}

export const START: State = {
  local: { turn: '', said: '', spokenSeconds: 0, running: true },
  ticks: new Map(),
  slow: false,
  locked: false,
  failure: undefined,
  dismissed: undefined,
  tooEarly: false,
  helpOpen: false,
  announcement: { text: '', number: 0 },
};

/** The state once this view has arrived: typed text and time stay while the turn is the same. */
export function withView(state: State, view: StudyView): State {
  const { card } = view;
  const next: State = { ...state, view, dismissed: view.notice === undefined ? undefined : state.dismissed };
  if ((card?.turn ?? '') === turnOf(state) && card?.turn === state.local.turn) {
    return { ...next, tooEarly: state.tooEarly && isCovered(card) };
  }
  const local =
    card === undefined || card.turn === state.local.turn
      ? state.local
      : { turn: card.turn, said: card.said, spokenSeconds: card.spokenSeconds, running: true };
  return { ...next, local, ticks: new Map(), failure: undefined, tooEarly: false };
}

export function turnOf(state: State): string {
  return state.view?.card?.turn ?? '';
}

/** Nothing of the answer is shown yet. An answer without any text is uncovered once it can be rated. */
export function isCovered(card: CardView): boolean {
  return card.tiers.length === 0 && card.ratings === undefined;
}

/** Something that can be ticked is uncovered. */
export function canTick({ tiers }: CardView): boolean {
  return tiers.some(({ rows }) => rows.some((row) => row.type === 'point' && row.tick !== undefined));
}

export function tiersLeft(card: CardView): number {
  return Math.max(0, card.tierCount - card.tiers.length);
}

/** The rating that the primary button gives. */
export function suggestedRating(card: CardView): Rating {
  return card.coverage?.suggested ?? 3;
}

/** Cards left of every kind. */
export function leftOf({ left }: SessionView): number {
  return left.learning + left.due + left.new;
}

export function isOverTarget(card: CardView, seconds: number): boolean {
  return card.targetSeconds > 0 && seconds > card.targetSeconds;
}

/** Whether an action makes sense now. */
export function canDo(view: StudyView, action: CardAction): boolean {
  if (action === 'undo') return view.session.undo !== undefined;
  if (view.card === undefined) return false;
  if (action === 'changed') return (view.card.changedCode ?? []).length > 0;
  if (action === 'tour' || action === 'run' || action === 'code') return view.card[action];
  return true;
}

/** The shown card's proofs, once they were run. */
export function proofsOf(state: State): ProofsView | undefined {
  return state.proofs?.turn === turnOf(state) ? state.proofs : undefined;
}

export function noticeKey(view: StudyView): string | undefined {
  return view.notice === undefined ? undefined : JSON.stringify(view.notice);
}

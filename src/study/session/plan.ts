import type { Calendar } from '../calendar';
import type { Standing } from '../schedule/reduce';
import { isLearningReady, learningDue, nextDueOf, statusOf } from '../schedule/status';
import type { Scope, StudyCard, StudySettings } from '../types';

/** What is left for a session, each list in the order in which it is shown. */
export interface Plan {
  /** In learning and due. */
  readonly learning: readonly StudyCard[];
  readonly due: readonly StudyCard[];
  /** New cards, up to the day's limit. */
  readonly fresh: readonly StudyCard[];
  /** Not due, but asked for by name: a single card, or flagged ones. */
  readonly early: readonly StudyCard[];
  /** In learning and due so soon that they are shown when nothing else is left. */
  readonly ahead: readonly StudyCard[];
  readonly newHeldBack: number;
  readonly nextDue: number | undefined;
}

interface PlanInput {
  readonly cards: readonly StudyCard[];
  readonly scope: Scope;
  /** Cards that were rated in this session. */
  readonly seen: ReadonlySet<string>;
  readonly now: number;
  readonly calendar: Calendar;
  readonly settings: StudySettings;
  readonly introducedToday: number;
  /** New cards that the study day may have in all. */
  readonly newToday: number;
  readonly standing: (uid: string) => Standing;
}

/**
 * Sorts a session's cards: learning by time, due ones by day (the longest overdue first) and then as in the deck. Cards
 * that are asked for by name come even when they are not due: a single card always, once; a flagged one unless it was
 * rated on this study day already.
 */
export function makePlan(input: PlanInput): Plan {
  const { cards, scope, seen, now, calendar, settings, standing } = input;
  const today = calendar.dayOf(now);
  const byName = scope.type === 'card' || scope.type === 'flagged';
  const learning: { card: StudyCard; rank: number }[] = [];
  const ahead: { card: StudyCard; rank: number }[] = [];
  const due: { card: StudyCard; rank: number }[] = [];
  const fresh: StudyCard[] = [];
  const early: StudyCard[] = [];
  let nextDue = Infinity;
  for (const card of cards) {
    const state = standing(card.uid);
    const status = statusOf(state, today);
    const asked = byName && !seen.has(card.uid) && (scope.type === 'card' || !isRatedOn(state, today));
    const later = (): void => {
      nextDue = Math.min(nextDue, nextDueOf(state, status, now, calendar) ?? Infinity);
    };
    if (status === 'learning') {
      const rank = learningDue(state, now);
      if (rank <= now) learning.push({ card, rank });
      else if (isLearningReady(state, now, settings.learnAheadMinutes) && (asked || scope.type !== 'card'))
        ahead.push({ card, rank });
      else if (asked) early.push(card);
      else later();
    } else if (status === 'due') due.push({ card, rank: state.dueDay ?? 0 });
    else if (status === 'new') fresh.push(card);
    else if (asked && (status === 'later' || scope.type === 'card')) early.push(card);
    else later();
  }
  const allowed = byName ? fresh.length : Math.min(fresh.length, Math.max(0, input.newToday - input.introducedToday));
  const newHeldBack = fresh.length - allowed;
  if (newHeldBack > 0 && settings.newPerDay > 0) nextDue = Math.min(nextDue, calendar.startOf(today + 1));
  return {
    learning: ranked(learning),
    due: ranked(due),
    fresh: fresh.slice(0, allowed),
    early,
    ahead: ranked(ahead),
    newHeldBack,
    nextDue: nextDue === Infinity ? undefined : nextDue,
  };
}

function isRatedOn({ memory }: Standing, day: number): boolean {
  return memory.phase !== 'new' && memory.lastDay === day;
}

function ranked(cards: { card: StudyCard; rank: number }[]): StudyCard[] {
  return cards.sort((a, b) => a.rank - b.rank).map(({ card }) => card);
}

/** The card to show: learning ones first, then due and new ones mixed, then what can wait; skipped ones at the end. */
export function chooseCard(
  plan: Plan,
  skipped: ReadonlyMap<string, number>,
  newOrder: StudySettings['newOrder'],
  sinceNew: number,
): StudyCard | undefined {
  const open = (cards: readonly StudyCard[]): StudyCard | undefined => cards.find(({ uid }) => !skipped.has(uid));
  const [due, fresh] = [open(plan.due), open(plan.fresh)];
  const gap = Math.max(1, Math.round(plan.due.length / Math.max(1, plan.fresh.length)));
  const newFirst = newOrder === 'first' || (newOrder === 'mixed' && sinceNew >= gap);
  const next =
    open(plan.learning) ?? (newFirst ? (fresh ?? due) : (due ?? fresh)) ?? open(plan.early) ?? open(plan.ahead);
  if (next !== undefined) return next;
  const left = [...plan.learning, ...plan.due, ...plan.fresh, ...plan.early, ...plan.ahead];
  return left.sort((a, b) => (skipped.get(a.uid) ?? 0) - (skipped.get(b.uid) ?? 0))[0];
}

/** Every card of a plan. */
export function isPlanned(plan: Plan, uid: string): boolean {
  return [plan.learning, plan.due, plan.fresh, plan.early, plan.ahead].some((cards) =>
    cards.some((card) => card.uid === uid),
  );
}

/** Fisher and Yates' shuffle with a small generator (mulberry32, a published 32-bit mixer): the same seed, the same order. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [result[last], result[other]];
    if (a === undefined || b === undefined) continue;
    result[last] = b;
    result[other] = a;
  }
  return result;
}

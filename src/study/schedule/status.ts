import { DAY_MS, MINUTE_MS } from '../calendar';
import type { Calendar } from '../calendar';
import type { StudyCard, Summary } from '../types';
import type { Standing } from './reduce';

type Status = 'suspended' | 'buried' | 'new' | 'learning' | 'due' | 'later';

/** What a card is on a study day, for queues and counts. */
export function statusOf(standing: Standing, today: number): Status {
  if (standing.suspended) return 'suspended';
  if (standing.buriedUntil !== undefined && standing.buriedUntil > today) return 'buried';
  if (standing.memory.phase === 'new') return 'new';
  if (standing.dueDay === undefined) return 'learning';
  return standing.dueDay <= today ? 'due' : 'later';
}

/**
 * When a learning card is due. Its steps are shorter than a day; a time further off than that comes from a clock that
 * was wrong, and must not hide the card.
 */
export function learningDue(standing: Standing, now: number): number {
  const due = standing.dueAt ?? now;
  return due - now > DAY_MS ? now : due;
}

/** The next moment at which a card turns up by itself; undefined for new and suspended cards. */
export function nextDueOf(standing: Standing, status: Status, now: number, calendar: Calendar): number | undefined {
  if (status === 'suspended' || status === 'new') return undefined;
  if (status === 'buried') return calendar.startOf(standing.buriedUntil ?? 0);
  if (standing.dueDay !== undefined) return calendar.startOf(standing.dueDay);
  return learningDue(standing, now);
}

interface SummaryInput {
  readonly cards: Iterable<StudyCard>;
  readonly now: number;
  readonly calendar: Calendar;
  readonly leechLapses: number;
  readonly standing: (uid: string) => Standing;
}

/** Counts in one pass. */
export function summarise({ cards, now, calendar, leechLapses, standing }: SummaryInput): Summary {
  const today = calendar.dayOf(now);
  const counts = { suspended: 0, buried: 0, new: 0, learning: 0, due: 0, later: 0 };
  let total = 0;
  let flagged = 0;
  let leeches = 0;
  let nextTime = Infinity;
  let nextDay = Infinity;
  for (const card of cards) {
    const state = standing(card.uid);
    const status = statusOf(state, today);
    total += 1;
    counts[status] += 1;
    if (state.flagged) flagged += 1;
    if (state.memory.lapses >= leechLapses) leeches += 1;
    if (status === 'learning') {
      const due = learningDue(state, now);
      if (due > now) nextTime = Math.min(nextTime, due);
    } else if (status === 'later') nextDay = Math.min(nextDay, state.dueDay ?? Infinity);
    else if (status === 'buried') nextDay = Math.min(nextDay, state.buriedUntil ?? Infinity);
  }
  const next = Math.min(nextTime, nextDay === Infinity ? Infinity : calendar.startOf(nextDay));
  const { due, learning, suspended, buried } = counts;
  const nextDue = next === Infinity ? undefined : next;
  return { total, due, new: counts.new, learning, suspended, buried, flagged, leeches, nextDue };
}

/** Whether a learning card is shown already: now, or ahead of its time when nothing else is left. */
export function isLearningReady(standing: Standing, now: number, aheadMinutes: number): boolean {
  return learningDue(standing, now) <= now + aheadMinutes * MINUTE_MS;
}

import { GenSeedStrategyWithCardId, Rating as Grade, State, StrategyMode, createEmptyCard, fsrs } from 'ts-fsrs';
import type { StepUnit } from 'ts-fsrs';
import { DAY_MS, MINUTE_MS } from '../calendar';
import type { Phase, Rating, StudySettings } from '../types';

/** What FSRS knows of a card. Days are study days, counted from 1970-01-01. */
export interface Memory {
  readonly phase: Phase;
  /** FSRS stability in days and difficulty (1 to 10); both 0 for a new card. */
  readonly stability: number;
  readonly difficulty: number;
  readonly step: number;
  readonly reps: number;
  readonly lapses: number;
  /** Days until it is due; 0 while `minutes` counts. */
  readonly intervalDays: number;
  /** Minutes until it is due, while learning; else 0. */
  readonly minutes: number;
  /** Study day of the last rating. */
  readonly lastDay: number;
}

export const NEW_MEMORY: Memory = {
  phase: 'new',
  stability: 0,
  difficulty: 0,
  step: 0,
  reps: 0,
  lapses: 0,
  intervalDays: 0,
  minutes: 0,
  lastDay: 0,
};

/**
 * The memory after a rating on a study day. `uid` seeds the fuzz, so that the same history always gives the same days.
 */
export type Scheduler = (memory: Memory, rating: Rating, day: number, uid: string) => Memory;

const STATES = {
  new: State.New,
  learning: State.Learning,
  review: State.Review,
  relearning: State.Relearning,
} as const;
const PHASES: Readonly<Record<State, Phase>> = {
  [State.New]: 'new',
  [State.Learning]: 'learning',
  [State.Review]: 'review',
  [State.Relearning]: 'relearning',
};
const GRADES = { 1: Grade.Again, 2: Grade.Hard, 3: Grade.Good, 4: Grade.Easy } as const;

/**
 * FSRS-6 as ts-fsrs computes it (https://github.com/open-spaced-repetition/ts-fsrs). The library measures days in UTC;
 * it is handed midnights of study days, so a day is the learner's own and no hour or time zone enters the figures.
 */
export function createScheduler(settings: StudySettings): Scheduler {
  const engine = fsrs({
    request_retention: settings.requestRetention,
    enable_fuzz: true,
    learning_steps: settings.learningSteps.map(toStep),
    relearning_steps: settings.relearningSteps.map(toStep),
  }).useStrategy(StrategyMode.SEED, GenSeedStrategyWithCardId('uid'));

  return (memory, rating, day, uid) => {
    // A clock that was set back must not make time run backwards for the card.
    const today = memory.phase === 'new' ? day : Math.max(day, memory.lastDay);
    const now = new Date(today * DAY_MS);
    const card = {
      ...createEmptyCard(now),
      uid,
      stability: memory.stability,
      difficulty: memory.difficulty,
      scheduled_days: memory.intervalDays,
      learning_steps: memory.step,
      reps: memory.reps,
      lapses: memory.lapses,
      state: STATES[memory.phase],
      ...(memory.phase === 'new' ? {} : { last_review: new Date(memory.lastDay * DAY_MS) }),
    };
    const next = engine.next(card, now, GRADES[rating]).card;
    const learning = next.state === State.Learning || next.state === State.Relearning;
    return {
      phase: PHASES[next.state],
      stability: next.stability,
      difficulty: next.difficulty,
      step: next.learning_steps,
      reps: next.reps,
      lapses: next.lapses,
      intervalDays: learning ? 0 : next.scheduled_days,
      minutes: learning ? (next.due.getTime() - now.getTime()) / MINUTE_MS : 0,
      lastDay: day,
    };
  };
}

/**
 * A scheduler of which only phase and step are to be used: they follow from the phase, the step and the rating before,
 * whatever the days, so each is worked out once.
 */
export function phaseScheduler(schedule: Scheduler): Scheduler {
  const known = new Map<string, Memory>();
  return (memory, rating, day, uid) => {
    const key = `${memory.phase} ${memory.step} ${rating}`;
    const found = known.get(key) ?? schedule(memory, rating, day, uid);
    known.set(key, found);
    return found;
  };
}

function toStep(minutes: number): StepUnit {
  return `${Math.max(1, Math.round(minutes))}m`;
}

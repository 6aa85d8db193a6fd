import type { StudySettings } from './types';

const DEFAULT_SETTINGS: StudySettings = {
  newPerDay: 20,
  newOrder: 'mixed',
  learnAheadMinutes: 20,
  dayStartHour: 4,
  requestRetention: 0.9,
  learningSteps: [1, 10],
  relearningSteps: [10],
  leechLapses: 8,
};

const DAY_MINUTES = 1440;

/** Defaults for what is missing; what is out of range is moved to the nearest sensible value. */
export function resolveSettings(given: Partial<StudySettings> = {}): StudySettings {
  const number = (
    name: Exclude<keyof StudySettings, 'learningSteps' | 'relearningSteps' | 'newOrder'>,
    low: number,
    high: number,
  ) => {
    const value = given[name];
    return typeof value === 'number' && Number.isFinite(value)
      ? Math.min(Math.max(value, low), high)
      : DEFAULT_SETTINGS[name];
  };
  // The scheduler counts whole minutes, and a step of a day would be no step any more.
  const steps = (name: 'learningSteps' | 'relearningSteps') => {
    const minutes = (given[name] ?? [])
      .filter((value) => !Number.isNaN(value))
      .slice(0, 10)
      .map((value) => Math.min(Math.max(Math.round(value), 1), DAY_MINUTES - 1));
    return minutes.length > 0 ? minutes : DEFAULT_SETTINGS[name];
  };
  return {
    newPerDay: Math.floor(number('newPerDay', 0, 100_000)),
    newOrder: given.newOrder ?? DEFAULT_SETTINGS.newOrder,
    learnAheadMinutes: number('learnAheadMinutes', 0, DAY_MINUTES),
    dayStartHour: Math.floor(number('dayStartHour', 0, 23)),
    requestRetention: number('requestRetention', 0.7, 0.99),
    learningSteps: steps('learningSteps'),
    relearningSteps: steps('relearningSteps'),
    leechLapses: Math.floor(number('leechLapses', 1, 1000)),
  };
}

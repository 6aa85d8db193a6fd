import * as vscode from 'vscode';
import type { StudySettings } from '../study';

const get = <T>(key: string, fallback: T): T => vscode.workspace.getConfiguration('greenroom').get<T>(key, fallback);

export function studySettings(): Partial<StudySettings> {
  return {
    newPerDay: get('study.newPerDay', 20),
    dayStartHour: get('study.dayStartHour', 4),
    requestRetention: get('study.requestRetention', 0.9),
    learningSteps: get('study.learningSteps', [1, 10]),
    relearningSteps: get('study.relearningSteps', [10]),
    learnAheadMinutes: get('study.learnAheadMinutes', 20),
    leechLapses: get('study.leechLapses', 8),
  };
}

/** Speaking target in seconds where a deck sets none. */
export const defaultTarget = (): number => get('speaking.targetSeconds', 90);

/** As the user wrote it; empty for the extension's own storage. */
export const progressFolder = (): string => get('progress.folder', '').trim();

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Progress } from '../../../../src/study';
import type { ProgressOptions, StudyCard } from '../../../../src/study';

export const MINUTE = 60_000;
export const DAY = 86_400_000;
/** A Monday, noon in UTC. */
export const NOON = Date.UTC(2026, 2, 2, 12);

/** A folder that is gone after the test. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenroom-study-'));
  return {
    path: folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function makeCards(count: number, round = 'Round 1', deck = 'deck.md'): StudyCard[] {
  return Array.from({ length: count }, (_, order) => ({
    uid: `${round}/${order}`,
    deck,
    round,
    question: `Question ${order}?`,
    order,
  }));
}

export class TestClock {
  constructor(public now = NOON) {}
  readonly read = (): number => this.now;
  pass(ms: number): void {
    this.now += ms;
  }
}

export function openIn(folder: string, more: Partial<ProgressOptions> = {}): Promise<Progress> {
  return Progress.open({
    folder: path.join(folder, 'logs'),
    cacheFolder: path.join(folder, 'cache'),
    device: 'laptop',
    ...more,
  });
}

import { row } from '../support/measure';
import { same, type Truth } from './truth';
import type { Spot } from './tracking';

/** What a method said: a line it stands for, or none (lost, or labelled as the enclosing definition). */
export interface Said {
  readonly spot: Spot | undefined;
  readonly state?: string;
}

const percent = (count: number, of: number): string => (of === 0 ? '–' : `${((100 * count) / of).toFixed(1)} %`);

export interface Tally {
  readonly anchors: number;
  readonly wrong: number;
  readonly alive: number;
  readonly right: number;
  readonly edited: number;
  readonly editedRight: number;
  readonly gone: number;
  readonly goneSaid: number;
}

/** Disputed lines are left out. */
export function tally(said: readonly Said[], truths: readonly Truth[]): Tally {
  const sum = { anchors: 0, wrong: 0, alive: 0, right: 0, edited: 0, editedRight: 0, gone: 0, goneSaid: 0 };
  truths.forEach((truth, at) => {
    if (truth.kind === 'disputed') return;
    const spot = said[at]?.spot;
    const isRight = 'spot' in truth && spot !== undefined && same(spot, truth.spot);
    sum.anchors++;
    sum[truth.kind]++;
    if (spot !== undefined && !isRight) sum.wrong++;
    if (truth.kind === 'alive' && isRight) sum.right++;
    if (truth.kind === 'edited' && isRight) sum.editedRight++;
    if (truth.kind === 'gone' && spot === undefined) sum.goneSaid++;
  });
  return sum;
}

export function heading(title: string): void {
  row(title, 'wrong', 'right', 'edited', 'gone said');
}

/** Silently wrong of all, right of the lines that are still there, edited ones found, gone ones not claimed. */
export function print(label: string, sum: Tally, ...more: readonly string[]): void {
  row(
    `  ${label}`,
    percent(sum.wrong, sum.anchors),
    percent(sum.right, sum.alive),
    percent(sum.editedRight, sum.edited),
    percent(sum.goneSaid, sum.gone),
    ...more,
  );
}

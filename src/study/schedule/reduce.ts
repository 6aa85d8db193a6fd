import { MINUTE_MS } from '../calendar';
import { CRAM, ROW, isReview, ratingOf } from './history';
import type { History } from './history';
import { NEW_MEMORY } from './scheduler';
import type { Memory, Scheduler } from './scheduler';

/** All that follows from a card's history. Free of time zones: days are study days as they were written down. */
export interface Standing {
  readonly memory: Memory;
  /** While learning: when it is due, milliseconds since the epoch. */
  readonly dueAt: number | undefined;
  /** In review: the study day on which it is due. */
  readonly dueDay: number | undefined;
  readonly lastReview: number | undefined;
  /** The study day on which it stopped being new. */
  readonly firstDay: number | undefined;
  readonly suspended: boolean;
  /** First study day on which it is shown again. */
  readonly buriedUntil: number | undefined;
  readonly flagged: boolean;
}

export const NEW_STANDING: Standing = {
  memory: NEW_MEMORY,
  dueAt: undefined,
  dueDay: undefined,
  lastReview: undefined,
  firstDay: undefined,
  suspended: false,
  buriedUntil: undefined,
  flagged: false,
};

interface Happening {
  /** A row code of the history. */
  readonly code: number;
  readonly at: number;
  readonly day: number;
  /** The uid under which it was written down. */
  readonly uid: string;
}

/** The standing after one more thing happened to the card. */
export function reduce(standing: Standing, { code, at, day, uid }: Happening, schedule: Scheduler): Standing {
  if (isReview(code)) {
    if (code > CRAM) return standing;
    const memory = schedule(standing.memory, ratingOf(code), day, uid);
    const learning = memory.intervalDays === 0;
    return {
      ...standing,
      memory,
      dueAt: learning ? at + memory.minutes * MINUTE_MS : undefined,
      dueDay: learning ? undefined : day + memory.intervalDays,
      lastReview: at,
      firstDay: standing.firstDay ?? day,
    };
  }
  switch (code) {
    case ROW.suspend:
      return { ...standing, suspended: true };
    case ROW.unsuspend:
      return { ...standing, suspended: false };
    case ROW.bury:
      return { ...standing, buriedUntil: day };
    case ROW.unbury:
      return { ...standing, buriedUntil: undefined };
    case ROW.flag:
      return { ...standing, flagged: true };
    case ROW.unflag:
      return { ...standing, flagged: false };
    case ROW.reset:
      return {
        ...NEW_STANDING,
        suspended: standing.suspended,
        buriedUntil: standing.buriedUntil,
        flagged: standing.flagged,
      };
    default:
      return standing;
  }
}

/**
 * The order in which a card's rows count, the same on every device and whatever order files are read in. In one device
 * the sequence decides, so a clock that was set back changes nothing; a row counts as no earlier than the rows that its
 * device wrote before it. Between devices that time decides, then the device's name.
 */
export function inOrder(
  history: History,
  rows: readonly number[],
  deviceName: (device: number) => string,
): readonly number[] {
  if (isPlain(history, rows)) return rows;
  const byDevice = new Map<string, number[]>();
  for (const row of rows) {
    const name = deviceName(history.device(row));
    const own = byDevice.get(name);
    if (own === undefined) byDevice.set(name, [row]);
    else own.push(row);
  }
  const timed: { row: number; time: number; name: string }[] = [];
  for (const [name, own] of byDevice) {
    own.sort((a, b) => history.seq(a) - history.seq(b) || compareContent(history, a, b));
    let time = 0;
    for (const row of own) {
      time = Math.max(time, history.at(row));
      timed.push({ row, time, name });
    }
  }
  timed.sort(
    (a, b) =>
      a.time - b.time ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
      history.seq(a.row) - history.seq(b.row) ||
      compareContent(history, a.row, b.row),
  );
  return timed.map(({ row }) => row);
}

function compareContent(history: History, a: number, b: number): number {
  return history.at(a) - history.at(b) || history.idHash(a) - history.idHash(b) || history.code(a) - history.code(b);
}

/** One device, nothing out of order: by far the most frequent case. */
function isPlain(history: History, rows: readonly number[]): boolean {
  let previous: number | undefined;
  for (const row of rows) {
    if (previous !== undefined) {
      if (history.device(row) !== history.device(previous)) return false;
      if (history.at(row) <= history.at(previous) || history.seq(row) <= history.seq(previous)) return false;
    }
    previous = row;
  }
  return true;
}

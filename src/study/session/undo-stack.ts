import type { Rating, UndoneAction } from '../types';

/** Something that can be taken back: an action, the record that says so, and the session that did it. */
export interface UndoEntry extends UndoneAction {
  readonly record: string;
  readonly session: string;
}

const MOST = 200;

/** The actions of all sessions of this process, newest last; the oldest are forgotten. */
export class UndoStack {
  #entries: UndoEntry[] = [];

  get entries(): readonly UndoEntry[] {
    return this.#entries;
  }

  push(entry: UndoEntry): void {
    this.#entries = [...this.#entries.slice(1 - MOST), entry];
  }

  pop(): UndoEntry | undefined {
    return this.#entries.pop();
  }

  /** After a reload of the window, what an earlier process could take back. Ignored once there is something newer. */
  restore(entries: readonly UndoEntry[]): void {
    if (this.#entries.length === 0) this.#entries = entries.slice(-MOST);
  }
}

const RATINGS: readonly Rating[] = [1, 2, 3, 4];
const TYPES: readonly UndoneAction['type'][] = ['review', 'suspend', 'bury', 'flag', 'unflag'];

export function isUndoEntry(value: unknown): value is UndoEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { type, uid, record, session, rating } = value as Partial<Record<keyof UndoEntry, unknown>>;
  return (
    TYPES.includes(type as UndoneAction['type']) &&
    [uid, record, session].every((text) => typeof text === 'string') &&
    (rating === undefined || RATINGS.includes(rating as Rating))
  );
}

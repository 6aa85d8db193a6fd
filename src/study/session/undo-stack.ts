import type { Rating, UndoneAction } from '../types';

/** Something that can be taken back: an action, and the record that says so. */
export interface UndoEntry extends UndoneAction {
  readonly record: string;
}

const MOST = 200;

/** The actions of one session, newest last; the oldest are forgotten. */
export class UndoStack {
  #entries: UndoEntry[];

  constructor(entries: readonly UndoEntry[]) {
    this.#entries = entries.slice(-MOST);
  }

  get entries(): readonly UndoEntry[] {
    return this.#entries;
  }

  push(entry: UndoEntry): void {
    this.#entries = [...this.#entries.slice(1 - MOST), entry];
  }

  pop(): UndoEntry | undefined {
    return this.#entries.pop();
  }
}

const RATINGS: readonly Rating[] = [1, 2, 3, 4];
const TYPES: readonly UndoneAction['type'][] = ['review', 'suspend', 'unsuspend', 'bury', 'flag', 'unflag'];

export function isUndoEntry(value: unknown): value is UndoEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { type, uid, record, rating } = value as Partial<Record<keyof UndoEntry, unknown>>;
  return (
    TYPES.includes(type as UndoneAction['type']) &&
    [uid, record].every((text) => typeof text === 'string') &&
    (rating === undefined || RATINGS.includes(rating as Rating))
  );
}

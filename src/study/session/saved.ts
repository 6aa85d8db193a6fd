import type { Mode, Scope } from '../types';
import { isUndoEntry } from './undo-stack';
import type { UndoEntry } from './undo-stack';

export const SAVED_VERSION = 1;

/** Opaque, plain JSON. */
export interface SerializedSession {
  readonly version: typeof SAVED_VERSION;
}

/** A session as it is kept over a reload of the window. */
export interface SavedSession extends SerializedSession {
  readonly scope: Scope;
  readonly mode: Mode;
  readonly chosen?: readonly string[];
  readonly current?: string;
  readonly done: number;
  readonly sinceNew: number;
  readonly skipped: readonly string[];
  readonly seen: readonly string[];
  readonly cramLeft: readonly string[];
  readonly undo: readonly UndoEntry[];
  readonly moreNew?: MoreNew;
}

/** How many new cards there may be on one study day, in place of the daily limit. */
export interface MoreNew {
  readonly day: number;
  readonly limit: number;
}

/** Checks what comes back from storage; undefined for anything that `serialize` did not write. */
export function readSaved(value: unknown): SavedSession | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const saved = value as Partial<Record<keyof SavedSession, unknown>>;
  const { version, scope, mode, chosen, current, done, sinceNew, skipped, seen, cramLeft, undo, moreNew } = saved;
  if (version !== SAVED_VERSION || !isScope(scope)) return undefined;
  if (mode !== 'study' && mode !== 'cram') return undefined;
  if (!isCount(done) || !isCount(sinceNew) || !isTexts(skipped) || !isTexts(seen) || !isTexts(cramLeft))
    return undefined;
  if (!Array.isArray(undo) || !undo.every(isUndoEntry)) return undefined;
  if (chosen !== undefined && !isTexts(chosen)) return undefined;
  if (current !== undefined && typeof current !== 'string') return undefined;
  if (moreNew !== undefined && !isMoreNew(moreNew)) return undefined;
  return {
    version,
    scope,
    mode,
    ...(chosen === undefined ? {} : { chosen }),
    ...(current === undefined ? {} : { current }),
    done,
    sinceNew,
    skipped,
    seen,
    cramLeft,
    undo,
    ...(moreNew === undefined ? {} : { moreNew }),
  };
}

function isScope(value: unknown): value is Scope {
  if (typeof value !== 'object' || value === null) return false;
  const { type, deck, round, uid } = value as Partial<Record<string, unknown>>;
  if (type === 'all' || type === 'flagged') return true;
  if (type === 'card') return typeof uid === 'string';
  return typeof deck === 'string' && (type === 'deck' || (type === 'round' && typeof round === 'string'));
}

function isMoreNew(value: unknown): value is MoreNew {
  if (typeof value !== 'object' || value === null) return false;
  const { day, limit } = value as Partial<Record<keyof MoreNew, unknown>>;
  return isCount(day) && isCount(limit);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

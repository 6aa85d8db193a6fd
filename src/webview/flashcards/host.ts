import type { Message } from '../../protocol';
import type { Caret, LocalAnswer } from './state';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** What outlives a hidden or reloaded panel. */
interface Saved {
  /** The extension's own note, handed back to it unread. */
  readonly restore?: unknown;
  readonly local?: LocalAnswer;
}

/** The editor around the webview. */
export interface Host {
  post(message: Message): void;
  load(): Saved;
  save(saved: Saved): void;
}

export function connect(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => {
      api.postMessage(message);
    },
    load: () => readSaved(api.getState()),
    save: (saved) => {
      api.setState(saved);
    },
  };
}

/** An older version may have written the state, so nothing about its shape is taken for granted. */
function readSaved(state: unknown): Saved {
  if (!isRecord(state)) return {};
  const local = readLocal(state['local']);
  return { restore: state['restore'], ...(local === undefined ? {} : { local }) };
}

function readLocal(value: unknown): LocalAnswer | undefined {
  if (!isRecord(value)) return undefined;
  const { turn, said, spokenSeconds, running } = value;
  if (typeof turn !== 'string' || typeof said !== 'string' || typeof running !== 'boolean') return undefined;
  if (typeof spokenSeconds !== 'number' || !Number.isFinite(spokenSeconds)) return undefined;
  const caret = readCaret(value['caret']);
  return { turn, said, spokenSeconds, running, ...(caret === undefined ? {} : { caret }) };
}

function readCaret(value: unknown): Caret | undefined {
  if (!isRecord(value)) return undefined;
  const { start, end } = value;
  return typeof start === 'number' && typeof end === 'number' ? { start, end } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

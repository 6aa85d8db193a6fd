import type { FileStamp } from '../record';
import type { Parsed } from './labour';

/** What a thread is asked. `stop` ends the request of the same number. */
export type Request = { readonly id: number } & (
  | { readonly type: 'walk' }
  | { readonly type: 'find'; readonly path: string }
  | { readonly type: 'parse'; readonly files: readonly FileStamp[] }
  | { readonly type: 'prepare'; readonly path: string }
  | { readonly type: 'stop' }
);

/** What it answers: any number of `files`, then `done` or `failed`. */
export type Reply =
  | { readonly type: 'files'; readonly id: number; readonly files: readonly FileStamp[] }
  | { readonly type: 'done'; readonly id: number; readonly value: Value }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }
  | { readonly type: 'problem'; readonly message: string };

export type Value = readonly Parsed[] | FileStamp | 'folder' | undefined;

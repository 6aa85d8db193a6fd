import type { FileRecord, FileStamp } from '../record';

/** What came of a file: its record, or that it is no longer there. */
export interface Parsed {
  readonly path: string;
  readonly record: FileRecord | undefined;
  /** Why it has no symbols, when that is not plain from what it is. */
  readonly problem?: string | undefined;
}

/** Who looks for files and reads them: this thread or another one. */
export interface Labour {
  /** Batches that can be under way at the same time. */
  readonly capacity: number;
  /** Hands over what is there, in batches, until it has all; rejects when the root cannot be read or it was stopped. */
  walk(onFiles: (files: readonly FileStamp[]) => void, signal: AbortSignal): Promise<void>;
  /** The stamp of a file that belongs into the index, `'folder'`, or undefined. */
  find(path: string): Promise<FileStamp | 'folder' | undefined>;
  parse(files: readonly FileStamp[]): Promise<readonly Parsed[]>;
  /** Loads what it takes to parse such a file. */
  prepare(path: string): Promise<void>;
  /** Lets go of what only a large build needs. */
  rest?(): void;
  close(): Promise<void>;
}

/** What the labour is done on. */
export interface Ground {
  readonly root: string;
  readonly exclude: readonly string[];
}

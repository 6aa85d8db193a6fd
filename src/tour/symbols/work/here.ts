import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { languageOf } from '../languages';
import { Grammars } from '../parsing/grammars';
import { hasDefinitions, parseFile } from '../parsing/parse';
import { emptyRecord, type FileStamp } from '../record';
import { findFile, walk } from '../walk/walk';
import type { Ground, Labour, Parsed } from './labour';

/** The work done on the thread that asks for it, with a pause after each file. A worker thread does its share with it too. */
export class LabourHere implements Labour {
  readonly capacity = 1;
  private grammars = new Grammars();
  private readonly problems: (message: string) => void;
  private closed = false;

  constructor(
    private readonly ground: Ground,
    onProblem?: (message: string) => void,
  ) {
    this.problems = (message) => onProblem?.(message);
  }

  async walk(onFiles: (files: readonly FileStamp[]) => void, signal: AbortSignal): Promise<void> {
    for await (const files of walk({ ...this.ground, signal, onProblem: this.problems })) onFiles(files);
  }

  async find(file: string): Promise<FileStamp | 'folder' | undefined> {
    const { root, exclude } = this.ground;
    const found = await stat(path.join(root, file)).catch(() => undefined);
    if (found?.isDirectory()) return 'folder';
    return found && findFile(root, file, exclude);
  }

  async parse(files: readonly FileStamp[]): Promise<readonly Parsed[]> {
    const done: Parsed[] = [];
    for (const file of files) {
      if (this.closed) break;
      done.push(await this.parseOne(file));
      if (files.length > 1) await setImmediate();
    }
    return done;
  }

  async prepare(file: string): Promise<void> {
    const language = languageOf(file);
    if (language !== undefined) await this.grammars.get(language);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  private async parseOne(stamp: FileStamp): Promise<Parsed> {
    const { path: file } = stamp;
    if (!hasDefinitions(stamp)) return { path: file, record: emptyRecord(stamp) };
    let bytes: Uint8Array;
    try {
      bytes = await readFile(path.join(this.ground.root, file));
    } catch (error) {
      if (isGone(error)) return { path: file, record: undefined };
      return { path: file, record: emptyRecord(stamp), problem: `cannot be read: ${reason(error)}` };
    }
    try {
      return { path: file, record: await parseFile(stamp, bytes, this.grammars) };
    } catch (error) {
      // After a failure within a parser its memory is not to be trusted.
      this.grammars.discard();
      this.grammars = new Grammars();
      return { path: file, record: emptyRecord(stamp), problem: `cannot be parsed: ${reason(error)}` };
    }
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

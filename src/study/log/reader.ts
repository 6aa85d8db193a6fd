import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { StudyProblem } from '../types';
import { LONGEST_LINE, endlessLine, readLine } from './lines';
import type { LineProblem } from './lines';
import type { LogRecord } from './record';

/** How far a log was read. */
export interface LogPosition {
  /** Start of the first line that was not finished when it was read, in bytes. */
  readonly offset: number;
  /** Lines before that offset. */
  readonly lines: number;
  /** The last bytes before the offset: when they changed, the file was rewritten and not only appended to. */
  readonly guard: Buffer;
}

export const LOG_START: LogPosition = { offset: 0, lines: 0, guard: Buffer.alloc(0) };

interface LogTail {
  readonly position: LogPosition;
  readonly problems: readonly StudyProblem[];
  /** The file is not what it was up to the given position: everything has to be read again. Nothing was read. */
  readonly rewritten: boolean;
}

const CHUNK = 1 << 20;
const GUARD = 1024;
/** More problems than this of one log are counted, not listed. */
const MOST_PROBLEMS = 20;

/**
 * Reads a log from a position to its end and hands over its records, in order. Torn, foreign and endless lines are
 * reported and skipped. A last line without a line feed is read when it is whole, and read again next time.
 * Throws what the file system throws.
 */
export async function readLog(
  path: string,
  from: LogPosition,
  onRecord: (record: LogRecord) => void,
): Promise<LogTail> {
  const handle = await open(path, 'r');
  try {
    if (!(await guardHolds(handle, from))) return { position: from, problems: [], rewritten: true };
    return await readFrom(handle, path, from, onRecord);
  } finally {
    await handle.close();
  }
}

async function guardHolds(handle: FileHandle, from: LogPosition): Promise<boolean> {
  const { length } = from.guard;
  if (length === 0) return true;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from.offset - length);
  return bytesRead === length && buffer.equals(from.guard);
}

async function readFrom(
  handle: FileHandle,
  path: string,
  from: LogPosition,
  onRecord: (record: LogRecord) => void,
): Promise<LogTail> {
  const problems = new ProblemList(path);
  let { offset, lines } = from;
  let guard = from.guard;
  let position = from.offset;
  let rest: Buffer = Buffer.alloc(0);
  let skipped = 0; // bytes of an endless line that were let go
  const chunk = Buffer.allocUnsafe(CHUNK);

  const take = (bytes: Buffer): void => {
    const { records, problem } = readLine(bytes);
    records.forEach(onRecord);
    if (problem !== undefined) problems.add(lines + 1, problem);
  };

  for (;;) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    const block = rest.length > 0 ? Buffer.concat([rest, chunk.subarray(0, bytesRead)]) : chunk.subarray(0, bytesRead);
    let start = 0;
    for (let end = block.indexOf(10); end >= 0; end = block.indexOf(10, start)) {
      if (skipped > 0) problems.add(lines + 1, endlessLine(skipped + end - start));
      else take(block.subarray(start, end));
      skipped = 0;
      start = end + 1;
      lines += 1;
    }
    if (start > 0) {
      offset = position - (block.length - start);
      guard = Buffer.from(block.subarray(Math.max(0, start - GUARD), start));
    }
    rest = Buffer.from(block.subarray(start));
    if (rest.length > LONGEST_LINE) {
      skipped += rest.length;
      rest = Buffer.alloc(0);
    }
  }
  if (skipped > 0) problems.add(lines + 1, endlessLine(skipped + rest.length));
  else if (rest.length > 0) take(rest);
  return { position: { offset, lines, guard }, problems: problems.list(), rewritten: false };
}

class ProblemList {
  readonly #problems: StudyProblem[] = [];
  #more = 0;
  #inConflict = false;

  constructor(readonly file: string) {}

  add(line: number, { code, message }: LineProblem): void {
    if (code === 'conflict-marker') {
      // One report says it for all markers of the file.
      if (this.#inConflict) return;
      this.#inConflict = true;
    }
    if (this.#problems.length >= MOST_PROBLEMS) this.#more += 1;
    else
      this.#problems.push({
        code,
        severity: code === 'newer-record' ? 'info' : 'warning',
        message,
        file: this.file,
        line,
      });
  }

  list(): StudyProblem[] {
    if (this.#more === 0) return this.#problems;
    const message = `${this.#more} more lines of this log could not be read. They are kept and skipped.`;
    return [...this.#problems, { code: 'unreadable-line', severity: 'warning', message, file: this.file }];
  }
}

/** SHA-1 of the first `length` bytes of a file (a checksum, not a signature); undefined when it is shorter. */
export async function prefixHash(path: string, length: number): Promise<string | undefined> {
  const handle = await open(path, 'r');
  try {
    const hash = createHash('sha1');
    const chunk = Buffer.allocUnsafe(CHUNK);
    let position = 0;
    while (position < length) {
      const { bytesRead } = await handle.read(chunk, 0, Math.min(CHUNK, length - position), position);
      if (bytesRead === 0) return undefined;
      hash.update(chunk.subarray(0, bytesRead));
      position += bytesRead;
    }
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Covered } from '../storage/covered';
import type { StudyProblem } from '../types';
import { errorCode, errorText } from './errors';
import { LOG_START, readLog } from './reader';
import type { LogRecord } from './record';

interface ReadResult {
  /** A log was changed other than at its end, or is gone: everything has to be read again. */
  readonly rewritten: boolean;
  readonly problems: readonly StudyProblem[];
  /** Logs that could not be read this time. */
  readonly failed: ReadonlySet<string>;
}

const EXTENSION = '.jsonl';

/** The path of a device's log. */
export function logPath(folder: string, device: string): string {
  return join(folder, `${deviceName(device)}${EXTENSION}`);
}

/** A device's name as it stands in its records and its file's name. */
export function deviceName(device: string): string {
  return device.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 64) || 'device';
}

/** The names of the logs in a folder, sorted; none when there is no such folder. */
export async function listLogs(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith(EXTENSION) && !name.startsWith('.')).sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** All logs of a folder and how far each was read. */
export class LogFolder {
  readonly #covered = new Map<string, Covered>();

  constructor(
    readonly folder: string,
    covered: readonly Covered[] = [],
  ) {
    for (const log of covered) this.#covered.set(log.path, log);
  }

  get covered(): Covered[] {
    return [...this.#covered.values()];
  }

  /** Hands over the records that were added to any log since the last time. Never throws: what fails is a problem. */
  async readNew(onRecord: (record: LogRecord) => void): Promise<ReadResult> {
    const problems: StudyProblem[] = [];
    const failed = new Set<string>();
    let names: string[];
    try {
      names = await listLogs(this.folder);
    } catch (error) {
      return { rewritten: false, problems: [unreadable(this.folder, error)], failed: new Set(this.#covered.keys()) };
    }
    const paths = names.map((name) => join(this.folder, name));
    const gone = [...this.#covered.keys()].filter((path) => !paths.includes(path));
    if (gone.length > 0) return { rewritten: true, problems: gone.map(missing), failed };
    for (const path of paths) {
      try {
        const found = await this.#readOne(path, onRecord);
        if (found === undefined) return { rewritten: true, problems, failed };
        problems.push(...found);
      } catch (error) {
        failed.add(path);
        problems.push(unreadable(path, error));
      }
    }
    return { rewritten: false, problems, failed };
  }

  /** The problems of one log; undefined when it was rewritten. */
  async #readOne(path: string, onRecord: (record: LogRecord) => void): Promise<readonly StudyProblem[] | undefined> {
    const known = this.#covered.get(path);
    const { size, mtimeMs: modified } = await stat(path);
    if (known?.size === size && known.modified === modified) return [];
    const tail = await readLog(path, known?.position ?? LOG_START, onRecord);
    if (tail.rewritten) return undefined;
    this.#covered.set(path, { path, position: tail.position, size, modified });
    return tail.problems;
  }
}

function missing(file: string): StudyProblem {
  const message =
    `${file} is gone, and its reviews no longer count. ` +
    'Put it back, or restore a backup: both take effect at once, and nothing that was rated meanwhile is lost.';
  return { code: 'log-missing', severity: 'warning', message, file };
}

function unreadable(file: string, error: unknown): StudyProblem {
  const message = `Could not read ${file}: ${errorText(error)}. Its reviews are missing from the figures until it can be read.`;
  return { code: 'log-unreadable', severity: 'error', message, file };
}

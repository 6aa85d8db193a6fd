import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOG_START, readLog } from '../log/reader';
import type { LogRecord } from '../log/record';

/** Records that could not be written to the log before the window closed, kept beside the cache. */
interface Unsaved {
  readonly records: readonly LogRecord[];
  readonly files: readonly string[];
}

/** Keeps lines of a log for the next start. `stem` begins the file's name. Throws what the file system throws. */
export async function keepUnsaved(cacheFolder: string, stem: string, lines: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(join(cacheFolder, `${stem}-${process.pid}-${Date.now().toString(36)}.unsaved`), lines, {
    flush: true,
  });
}

/** What earlier processes kept; nothing where there is no such folder or file. */
export async function findUnsaved(cacheFolder: string, stem: string): Promise<Unsaved> {
  const records: LogRecord[] = [];
  const files: string[] = [];
  const names = await readdir(cacheFolder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(`${stem}-`) || !name.endsWith('.unsaved')) continue;
    const path = join(cacheFolder, name);
    try {
      await readLog(path, LOG_START, (record) => records.push(record));
      files.push(path);
    } catch {
      // Another window was quicker and has already removed it, or it is tried again at the next start.
    }
  }
  return { records, files };
}

/** Removes what has come into the log meanwhile; a file that is gone already is no error. */
export async function removeUnsaved(files: readonly string[]): Promise<void> {
  for (const path of files) await rm(path, { force: true });
}

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './errors';
import { openLogFile } from './file';
import type { LogFile, OpenLogFile } from './file';

const LINE_FEED = 10;

/**
 * Appends lines to a log, all in one write, and resolves when they are on the disk. The log is opened anew each time:
 * when a merge or a sync tool put another file in its place, it is that file which is written. A log that does not end
 * with a line feed (a crash, a full disk) gets one first, so that nothing is glued to the torn line.
 */
export async function appendLines(path: string, lines: string, openLog: OpenLogFile = openLogFile): Promise<void> {
  const file = await openOrMake(path, openLog);
  try {
    const text = (await endsInLineFeed(file)) ? lines : `\n${lines}`;
    const bytes = Buffer.from(text);
    const written = await file.append(bytes);
    if (written < bytes.length)
      throw Object.assign(new Error('Only a part of the line was written'), { code: 'ENOSPC' });
    await file.sync();
  } finally {
    await file.close();
  }
}

async function openOrMake(path: string, openLog: OpenLogFile): Promise<LogFile> {
  try {
    return await openLog(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    return openLog(path);
  }
}

async function endsInLineFeed(file: LogFile): Promise<boolean> {
  const size = await file.size();
  if (size === 0) return true;
  const last = await file.read(size - 1, 1);
  return last[0] === LINE_FEED;
}

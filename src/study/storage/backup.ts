import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { DAY_MS, dayFromText } from '../calendar';
import { errorCode } from '../log/errors';
import { listLogs } from '../log/folder';
import { readLine } from '../log/lines';
import { appendLines } from '../log/writer';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** One backup: a folder named by its day, with a compressed copy of each log. */
export interface Backup {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly path: string;
}

interface BackupFile {
  readonly name: string;
  /** Of the log, uncompressed: bytes, lines, SHA-256. */
  readonly size: number;
  readonly lines: number;
  readonly sha256: string;
}

const MANIFEST = 'manifest.json';
const DRAFT = '.draft-';
const KEEP = { days: 7, weeks: 4, months: 12 } as const;

/** The backups in a folder, newest first. */
export async function listBackups(backupFolder: string): Promise<Backup[]> {
  let names: string[];
  try {
    names = await readdir(backupFolder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => dayFromText(name) !== undefined)
    .sort()
    .reverse()
    .map((day) => ({ day, path: join(backupFolder, day) }));
}

/** How many records a backup says it holds; undefined for one that cannot be read. */
export async function recordsInBackup(backup: Backup): Promise<number | undefined> {
  try {
    const manifest = parseJson(await readFile(join(backup.path, MANIFEST), 'utf8'));
    if (!Array.isArray(manifest)) return undefined;
    return manifest.filter(isBackupFile).reduce((sum, { lines }) => sum + lines, 0);
  } catch {
    return undefined;
  }
}

/**
 * Copies the logs, unless that was done today or nothing changed since the last backup; reads the copy back and compares
 * it; then removes old backups (the newest of each of the last 7 days, 4 weeks and 12 months that have any are kept).
 * Throws when the copy cannot be written or does not read back the same; older backups are untouched then.
 */
export async function makeDailyBackup(folder: string, backupFolder: string, today: string): Promise<void> {
  const backups = await listBackups(backupFolder);
  // A backup from the future, left by a clock that was wrong, does not stand in for today's.
  if (backups.some(({ day }) => day === today)) return;
  const [latest] = backups;
  const names = await listLogs(folder);
  if (names.length === 0) return;
  const contents = await Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })));
  const manifest = contents.map(({ name, bytes }) => describe(name, bytes));
  if (latest !== undefined && (await isSame(latest, manifest))) return;

  await removeDrafts(backupFolder);
  const draft = join(backupFolder, `${DRAFT}${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(draft, { recursive: true });
    for (const { name, bytes } of contents)
      await writeFile(join(draft, `${name}.gz`), await compress(bytes), { flush: true });
    await writeFile(join(draft, MANIFEST), JSON.stringify(manifest, undefined, 2), { flush: true });
    await readBackup(draft);
    await rename(draft, join(backupFolder, today));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another window was quicker.
    if (['EEXIST', 'ENOTEMPTY', 'EPERM'].includes(errorCode(error) ?? '') && (await hasBackup(backupFolder, today)))
      return;
    throw error;
  }
  await thinOut(backupFolder);
}

/** What a crash left of a copy. One that is younger than a day may be another window's, at work. */
async function removeDrafts(backupFolder: string): Promise<void> {
  const names = await readdir(backupFolder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(DRAFT)) continue;
    const path = join(backupFolder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > DAY_MS) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function hasBackup(backupFolder: string, day: string): Promise<boolean> {
  return (await listBackups(backupFolder)).some((backup) => backup.day === day);
}

async function isSame(backup: Backup, manifest: readonly BackupFile[]): Promise<boolean> {
  try {
    return (await readFile(join(backup.path, MANIFEST), 'utf8')) === JSON.stringify(manifest, undefined, 2);
  } catch {
    return false;
  }
}

function describe(name: string, bytes: Buffer): BackupFile {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  return { name, size: bytes.length, lines, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The logs in a backup. Throws when any is missing or not what it was. */
async function readBackup(path: string): Promise<{ name: string; bytes: Buffer }[]> {
  const manifest = parseJson(await readFile(join(path, MANIFEST), 'utf8'));
  if (!Array.isArray(manifest)) throw damaged(path);
  const files: { name: string; bytes: Buffer }[] = [];
  for (const expected of manifest as unknown[]) {
    if (!isBackupFile(expected)) throw damaged(path);
    const packed = await readFile(join(path, `${expected.name}.gz`));
    const bytes = await expand(packed, { maxOutputLength: expected.size + 1 }).catch(() => undefined);
    if (bytes === undefined) throw damaged(path);
    const found = describe(expected.name, bytes);
    if (found.sha256 !== expected.sha256 || found.lines !== expected.lines) throw damaged(path);
    files.push({ name: expected.name, bytes });
  }
  return files;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isBackupFile(value: unknown): value is BackupFile {
  if (typeof value !== 'object' || value === null) return false;
  const { name, size, lines, sha256 } = value as Partial<Record<keyof BackupFile, unknown>>;
  const isFileName = typeof name === 'string' && /^[^/\\]+\.jsonl$/.test(name);
  return (
    isFileName &&
    Number.isSafeInteger(size) &&
    (size as number) >= 0 &&
    Number.isSafeInteger(lines) &&
    typeof sha256 === 'string'
  );
}

function damaged(path: string): Error {
  return new Error(`The backup in ${path} is damaged: it does not read back as it was written. Use another one`);
}

async function thinOut(backupFolder: string): Promise<void> {
  const backups = await listBackups(backupFolder);
  const kept = daysToKeep(backups.map(({ day }) => day));
  for (const { day, path } of backups) if (!kept.has(day)) await rm(path, { recursive: true, force: true });
}

/** Which of some days (YYYY-MM-DD) to keep: the newest of each of the latest 7 days, 4 weeks and 12 months that occur. */
export function daysToKeep(days: readonly string[]): Set<string> {
  const kept = new Set<string>();
  const keepNewest = (count: number, periodOf: (day: string) => string | number): void => {
    const periods = new Set<string | number>();
    for (const day of [...days].sort().reverse()) {
      const period = periodOf(day);
      if (periods.has(period) || periods.size === count) continue;
      periods.add(period);
      kept.add(day);
    }
  };
  keepNewest(KEEP.days, (day) => day);
  // 1970-01-01 was a Thursday: three days later, weeks begin on Monday.
  keepNewest(KEEP.weeks, (day) => Math.floor((Date.parse(day) / DAY_MS + 3) / 7));
  keepNewest(KEEP.months, (day) => day.slice(0, 7));
  return kept;
}

/**
 * Adds what a backup holds and the logs do not: nothing is replaced or removed. Returns how many records came back.
 * Throws when the backup is damaged or a log cannot be written. `Progress.refresh` then shows the result.
 */
export async function restoreBackup(backup: Backup, folder: string): Promise<number> {
  const files = await readBackup(backup.path);
  const present = new Set<string>();
  for (const name of await listLogs(folder)) eachRecord(await readFile(join(folder, name)), (id) => present.add(id));
  let restored = 0;
  for (const { name, bytes } of files) {
    const missing: string[] = [];
    eachRecord(bytes, (id, line) => {
      if (present.has(id)) return;
      present.add(id);
      missing.push(line);
    });
    if (missing.length === 0) continue;
    await appendLines(join(folder, name), `${missing.join('\n')}\n`);
    restored += missing.length;
  }
  return restored;
}

function eachRecord(bytes: Buffer, found: (id: string, line: string) => void): void {
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(10, start);
    const end = feed < 0 ? bytes.length : feed;
    const line = bytes.subarray(start, end);
    const { records, problem } = readLine(line);
    for (const record of records) found(record.id, JSON.stringify(record));
    if (problem?.code === 'newer-record') {
      // What a newer version wrote is brought back as it stands.
      const text = line.toString('utf8').trim();
      found(text, text);
    }
    start = end + 1;
  }
}

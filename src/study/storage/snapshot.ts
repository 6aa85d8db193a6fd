import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { prefixHash } from '../log/reader';
import { History } from '../schedule/history';
import type { StoreContent } from '../schedule/store';
import type { StudySettings } from '../types';
import type { Covered } from './covered';

interface Snapshot {
  readonly content: StoreContent;
  readonly covered: readonly Covered[];
}

const MAGIC = Buffer.from('greenroom study 1\n');
const CHECKSUM = 20; // SHA-1, against damage and not against anybody

interface Header extends Omit<StoreContent, 'history'> {
  readonly settings: string;
  readonly rows: number;
  readonly logs: readonly LogHeader[];
}

interface LogHeader {
  readonly path: string;
  readonly offset: number;
  readonly lines: number;
  readonly guard: string;
  readonly hash: string;
  readonly size: number;
  readonly modified: number;
}

/**
 * Writes the cache of all state: magic, checksum of the rest, length of a JSON header, the header, the history's
 * columns. The file appears whole or not at all. Throws what the file system throws.
 */
export async function writeSnapshot(path: string, snapshot: Snapshot, settings: StudySettings): Promise<void> {
  const { history, ...content } = snapshot.content;
  const body = history.toBuffers();
  const rows = history.length;
  const logs: LogHeader[] = [];
  const standing = JSON.stringify({ ...content, settings: settingsKey(settings), rows });
  for (const { path: log, position, size, modified } of snapshot.covered) {
    const hash = await prefixHash(log, position.offset);
    if (hash === undefined) return; // It was rewritten meanwhile: what is in memory is no longer its state.
    const { offset, lines, guard } = position;
    logs.push({ path: log, offset, lines, guard: guard.toString('base64'), hash, size, modified });
  }
  const header = Buffer.from(`${standing.slice(0, -1)},"logs":${JSON.stringify(logs)}}`);
  const padding = Buffer.alloc((8 - (header.length % 8)) % 8, ' ');
  const length = Buffer.alloc(8);
  length.writeUInt32LE(header.length + padding.length);
  const parts = [length, header, padding, ...body];
  const checksum = createHash('sha1');
  for (const part of parts) checksum.update(part);
  await writeWhole(path, [MAGIC, checksum.digest(), ...parts]);
}

async function writeWhole(path: string, parts: readonly Buffer[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = await open(draft, 'wx');
    try {
      await handle.writeFile(Buffer.concat(parts));
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/**
 * Reads a snapshot. Undefined when there is none, when it is damaged, of another format or other settings, or when a
 * log that it covers is gone or was changed anywhere but at its end.
 */
export async function readSnapshot(path: string, settings: StudySettings): Promise<Snapshot | undefined> {
  try {
    const bytes = await readFile(path);
    const start = MAGIC.length + CHECKSUM;
    if (bytes.length < start + 8 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
    const rest = bytes.subarray(start);
    if (!createHash('sha1').update(rest).digest().equals(bytes.subarray(MAGIC.length, start))) return undefined;
    const length = rest.readUInt32LE();
    // The checksum holds, so this is what writeSnapshot wrote.
    const { logs, rows, settings: key, ...content } = JSON.parse(rest.toString('utf8', 8, 8 + length)) as Header;
    if (key !== settingsKey(settings)) return undefined;
    const history = History.fromBuffer(rest.subarray(8 + length), rows);
    if (history === undefined || !(await allUnchanged(logs))) return undefined;
    return { content: { ...content, history }, covered: logs.map(toCovered) };
  } catch {
    return undefined; // Only a cache: it is built again from the logs.
  }
}

async function allUnchanged(logs: readonly LogHeader[]): Promise<boolean> {
  for (const log of logs) {
    const now = await stat(log.path);
    if (now.size === log.size && now.mtimeMs === log.modified) continue;
    if ((await prefixHash(log.path, log.offset)) !== log.hash) return false;
  }
  return true;
}

function toCovered({ path, offset, lines, guard, size, modified }: LogHeader): Covered {
  return { path, position: { offset, lines, guard: Buffer.from(guard, 'base64') }, size, modified };
}

/** What the state depends on besides the logs. */
function settingsKey({ requestRetention, learningSteps, relearningSteps }: StudySettings): string {
  return JSON.stringify([requestRetention, learningSteps, relearningSteps]);
}

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MOST = 1024 * 1024 * 1024;

export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: MOST,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A copy with a checkout of its head, which shares the objects of the original; the original is only read. */
export function checkout(source: string): { folder: string; remove: () => void } {
  const home = mkdtempSync(path.join(os.tmpdir(), 'greenroom-anchors-'));
  const folder = path.join(home, 'tree');
  execFileSync('git', ['clone', '--quiet', '--shared', path.resolve(source), folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    folder,
    remove: () => {
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export interface Commit {
  readonly hash: string;
  /** In words. */
  readonly when: string;
}

const YEAR_MS = 365.25 * 86_400_000;

/** The last commits before so many years ago, as far as the history goes back. */
export function commitsBefore(folder: string, years: readonly number[]): Commit[] {
  const lines = git(folder, 'log', '--first-parent', '--format=%H %ct').trim().split('\n');
  const commits = lines.map((line) => {
    const [hash = '', seconds = ''] = line.split(' ');
    return { hash, time: Number(seconds) * 1000 };
  });
  const head = commits[0]?.time ?? 0;
  return years.flatMap((age) => {
    const found = commits.find(({ time }) => time <= head - age * YEAR_MS);
    return found === undefined
      ? []
      : [{ hash: found.hash, when: `${new Date(found.time).toISOString().slice(0, 10)}, ${String(age)} years before` }];
  });
}

const SOURCE =
  /\.(?:py|pyi|ts|tsx|mts|cts|js|jsx|mjs|cjs|go|rs|java|kt|rb|php|c|h|cc|cpp|hpp|cs|swift|scala|lua|sh|sql|css|html)$/;

export function sourceFilesAt(folder: string, commit: string): string[] {
  const files = git(folder, 'ls-tree', '-r', '-z', '--name-only', commit).split('\0');
  return files.filter((file) => SOURCE.test(file) && !/(?:^|\/)(?:node_modules|vendor|dist)\/|\.min\./.test(file));
}

export function textsAt(folder: string, commit: string, files: readonly string[]): Map<string, string> {
  const input = files.map((file) => `${commit}:${file}\n`).join('');
  const { stdout } = spawnSync('git', ['-C', folder, 'cat-file', '--batch'], { input, maxBuffer: MOST });
  const texts = new Map<string, string>();
  let at = 0;
  for (const file of files) {
    const end = stdout.indexOf(10, at);
    const size = /^\w+ blob (\d+)$/.exec(stdout.toString('utf8', at, end))?.[1];
    at = end + 1;
    if (size === undefined) continue;
    const bytes = stdout.subarray(at, at + Number(size));
    if (!bytes.includes(0)) texts.set(file, bytes.toString('utf8'));
    at += Number(size) + 1;
  }
  return texts;
}

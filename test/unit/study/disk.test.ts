import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { LogWriteError } from '../../../src/study';
import { openLogFile } from '../../../src/study/log/file';
import type { OpenLogFile } from '../../../src/study/log/file';
import { makeCards, openIn, temporaryFolder } from './support/help';

const [first, second, third] = makeCards(3) as [ReturnType<typeof makeCards>[0] & object, never, never];

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: refused`), { code });
}

describe('a disk that fails', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => {
    folder.remove();
  });
  const logLines = (): string[] => readFileSync(path.join(folder.path, 'logs', 'laptop.jsonl'), 'utf8').split('\n');

  /** A disk that refuses, or takes only a part, as long as `fails` says so. */
  function failingDisk(
    fails: () => { on: 'open' | 'append' | 'sync' | 'part'; code: string } | undefined,
  ): OpenLogFile {
    return async (file) => {
      const fail = fails();
      if (fail?.on === 'open') throw failure(fail.code);
      const real = await openLogFile(file);
      return {
        ...real,
        append: async (bytes) => {
          if (fail?.on === 'append') throw failure(fail.code);
          return real.append(fail?.on === 'part' ? bytes.subarray(0, Math.floor(bytes.length * 0.7)) : bytes);
        },
        sync: () => (fail?.on === 'sync' ? Promise.reject(failure(fail.code)) : real.sync()),
      };
    };
  }

  for (const [on, code, advice] of [
    ['append', 'ENOSPC', /disk is full/],
    ['part', 'ENOSPC', /disk is full/],
    ['open', 'EROFS', /read-only/],
    ['open', 'EACCES', /may not write/],
    ['sync', 'EIO', /disk reported an error/],
  ] as const) {
    it(`keeps ratings and writes them later (${code} on ${on})`, async () => {
      let broken = true;
      const progress = await openIn(folder.path, { openLog: failingDisk(() => (broken ? { on, code } : undefined)) });
      const result = await progress.review(first, 3);
      assert.equal(progress.state(first.uid).reps, 1, 'reviews go on');
      assert.ok(!result.saved);
      assert.ok(result.error instanceof LogWriteError && result.error.code === code);
      assert.match(result.error.message, advice);
      assert.ok(progress.problems.some((problem) => problem.code === 'log-write-failed'));
      await assert.rejects(progress.flush(), LogWriteError);
      await progress.review(second, 3);
      broken = false;
      assert.equal((await progress.review(third, 3)).saved, true);
      assert.equal(progress.pending, 0);
      assert.equal(
        progress.problems.some((problem) => problem.code === 'log-write-failed'),
        false,
      );
      await progress.close();
      const again = await openIn(folder.path);
      assert.deepEqual(
        [first, second, third].map(({ uid }) => again.state(uid).reps),
        [1, 1, 1],
      );
      await again.close();
    });
  }

  it('writes a record again when the file was replaced at that very moment', async () => {
    let replace = true;
    const openLog: OpenLogFile = async (file) => {
      const real = await openLogFile(file);
      return {
        ...real,
        sync: async () => {
          await real.sync();
          if (replace) writeFileSync(file, '');
          replace = false;
        },
      };
    };
    const progress = await openIn(folder.path, { openLog });
    assert.equal((await progress.review(first, 3)).saved, true);
    assert.equal(logLines().filter((line) => line.includes('"review"')).length, 1);
    await progress.close();
  });

  it('goes on in memory when the folder cannot be made or a log is not a file', async () => {
    writeFileSync(path.join(folder.path, 'logs'), 'in the way');
    const progress = await openIn(folder.path);
    assert.equal((await progress.review(first, 3)).saved, false);
    assert.equal(progress.state(first.uid).reps, 1);
    rmSync(path.join(folder.path, 'logs'));
    mkdirSync(path.join(folder.path, 'logs', 'odd.jsonl'), { recursive: true });
    await progress.flush();
    assert.ok(progress.problems.some(({ code, file }) => code === 'log-unreadable' && file?.endsWith('odd.jsonl')));
    await progress.close();
  });

  it('loses nothing on a full disk, for real', function () {
    const disk = path.join(folder.path, 'disk');
    mkdirSync(disk);
    const mounted =
      process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status === 0;
    if (!mounted) this.skip();
    return fillAndFree(disk).finally(() => {
      execFileSync('umount', [disk]);
    });
  });

  async function fillAndFree(disk: string): Promise<void> {
    writeFileSync(path.join(disk, 'filler'), Buffer.alloc(58_000));
    const cards = makeCards(60);
    const progress = await openIn(folder.path, { folder: disk });
    const saved: boolean[] = [];
    for (const card of cards) saved.push((await progress.review(card, 3)).saved);
    assert.ok(saved.includes(true) && saved.includes(false), 'the disk filled up on the way');
    assert.equal(
      cards.every(({ uid }) => progress.state(uid).reps === 1),
      true,
    );
    truncateSync(path.join(disk, 'filler'), 0);
    await progress.flush();
    await progress.close();
    const again = await openIn(folder.path, { folder: disk, cacheFolder: path.join(folder.path, 'other') });
    assert.deepEqual(
      cards.map(({ uid }) => again.state(uid).reps),
      cards.map(() => 1),
    );
    await again.close();
  }

  it('says that the file system is read-only, for real', function () {
    const logs = path.join(folder.path, 'logs');
    mkdirSync(logs);
    const mounted =
      process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', logs]).status === 0;
    if (!mounted) this.skip();
    return (async () => {
      const progress = await openIn(folder.path);
      const result = await progress.review(first, 3);
      assert.ok(!result.saved && result.error.message.includes('read-only'));
      await progress.close();
    })().finally(() => {
      execFileSync('umount', [logs]);
    });
  });
});

describe('a process that dies', function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let program: string;
  before(() => {
    folder = temporaryFolder();
    program = path.join(folder.path, 'rate.mjs');
    const entry = path.join(import.meta.dirname, 'support', 'rate-in-a-loop.ts');
    buildSync({
      entryPoints: [entry],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
  });
  after(() => {
    folder.remove();
  });

  /** Runs the loop, kills it some time after its first rating when told so, and resolves with what it acknowledged. */
  function rate(logs: string, count: number, killAfterMs?: number): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [program, logs, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (output === '' && killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
        output += text;
      });
      child.on('error', reject);
      child.on('close', () => {
        resolve(output.split('\n').slice(0, -1));
      });
    });
  }

  /** How often each id stands in the logs, and the progress that is read from them. */
  async function check(logs: string, acknowledged: readonly string[]): Promise<void> {
    const counts = new Map<string, number>();
    for (const name of readdirSync(logs).filter((file) => file.endsWith('.jsonl'))) {
      for (const line of readFileSync(path.join(logs, name), 'utf8').split('\n')) {
        const id = /"id":"([^"]+)"/.exec(line)?.[1];
        if (id !== undefined && line.endsWith('}')) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
    assert.deepEqual(
      acknowledged.filter((id) => counts.get(id) !== 1),
      [],
      'each acknowledged rating is there once',
    );
    const progress = await openIn(logs, { folder: logs });
    const reviews = [...progress.reviews()].length;
    assert.ok(reviews >= acknowledged.length);
    assert.ok(reviews <= counts.size);
    await progress.close();
  }

  it('has every rating that it acknowledged in the log, once: killed 100 times, two windows at a time', async () => {
    const logs = path.join(folder.path, 'killed');
    const acknowledged: string[] = [];
    for (let round = 0; round < 50; round += 1) {
      const both = await Promise.all([rate(logs, 0, (round * 7) % 40), rate(logs, 0, (round * 13) % 50)]);
      acknowledged.push(...both.flat());
    }
    assert.ok(acknowledged.length >= 100);
    await check(logs, acknowledged);
  });

  it('loses nothing when two windows write at once', async () => {
    const logs = path.join(folder.path, 'together');
    const both = await Promise.all([rate(logs, 150), rate(logs, 150)]);
    assert.deepEqual(
      both.map(({ length }) => length),
      [150, 150],
    );
    await check(logs, both.flat());
  });
});

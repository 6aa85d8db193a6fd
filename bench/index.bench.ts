import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openCodeIndex, type OpenCodeIndex } from '../src/tour';
import { symbolWorker } from '../test/unit/tour/symbols/support/worker';
import { syntheticCode } from './support/code';
import { median, ms, ratio, row } from './support/measure';

// A workspace of 5,000 files and 1.5 million lines: built on two threads, opened again from the cache, one file saved.
const FILES = 5000;
const LINES = 1_500_000;
const temporary = mkdtempSync(path.join(tmpdir(), 'greenroom-index-'));
const root = path.join(temporary, 'code');
const cache = path.join(temporary, 'cache');
const worker = await symbolWorker();
const written = syntheticCode(root, FILES, LINES);

try {
  const built = await opened();
  const paths = [...built.open.index.files()].map((file) => path.join(root, file.path));
  const floor = await watched(async () => {
    for (let i = 0; i < paths.length; i += 16) await Promise.all(paths.slice(i, i + 16).map((file) => readFile(file)));
  });
  const size = `${paths.length} files, ${(written.lines / 1e6).toFixed(2)} M lines, ${(written.bytes / 1e6).toFixed(0)} MB`;
  row(size, 'time', 'of floor', 'processor', 'longest stall');
  const line = (label: string, { time, cpu, stall }: Watched): void => {
    row(label, ms(time), ratio(time, floor.time), ms(cpu), ms(stall));
  };
  line('  read all files', floor);
  line('  build the index', built);
  const { rss } = process.memoryUsage();
  await built.open.close();

  const again = await opened();
  line('  open it again from its cache', again);

  const saves: number[] = [];
  for (const file of paths.filter((_, index) => index % 250 === 0)) {
    // As the editor does at the first keystroke.
    await again.open.prepare(file);
    appendFileSync(file, '\n');
    saves.push(await timed(() => again.open.update(file)));
  }
  row('a saved file', 'median', 'longest');
  row(`  updated in the index (${saves.length} files)`, ms(median(saves)), ms(Math.max(...saves)));

  const names = Array.from({ length: 1000 }, (_, i) => `charge_rate_${i % 20}`);
  const lookups = await timed(() => names.map((name) => again.open.index.definitions(name)));
  const completion = await timed(() => again.open.index.startingWith('zz', 50));
  row('reading', 'each');
  row('  definitions of a name', ms(lookups / names.length));
  row('  a completion that finds nothing', ms(completion));
  row('memory', 'of process');
  row('  right after the build, threads included', `${(rss / 1e6).toFixed(0)} MB`);
  row('  with the index open from its cache', `${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
  await again.open.close();
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

interface Watched {
  /** Milliseconds. */
  readonly time: number;
  /** Milliseconds of processor that all threads used. */
  readonly cpu: number;
  /** Milliseconds, the longest that nobody else on this thread had a turn. */
  readonly stall: number;
}

async function opened(): Promise<Watched & { open: OpenCodeIndex }> {
  let open: OpenCodeIndex | undefined;
  const figures = await watched(async () => {
    open = openCodeIndex({ root, cache, worker, threads: 2, log: console.error });
    await open.ready;
  });
  return { ...figures, open: open! };
}

async function watched(work: () => Promise<unknown>): Promise<Watched> {
  const start = performance.now();
  const before = process.cpuUsage();
  let last = start;
  let stall = 0;
  const tick = (): void => {
    const now = performance.now();
    stall = Math.max(stall, now - last - 1);
    last = now;
  };
  const watch = setInterval(tick, 1);
  await work();
  const time = performance.now() - start;
  tick();
  clearInterval(watch);
  const { user, system } = process.cpuUsage(before);
  return { time, cpu: (user + system) / 1000, stall };
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

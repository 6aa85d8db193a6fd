import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Progress, type Rating, type StudyCard } from '../src/study';
import { seededLog } from './support/logs';
import { interleaved, ms, ratio, row } from './support/measure';

// 140,000 logged reviews of 10,000 cards: opened from the snapshot, and rebuilt from the log alone.
const CARDS = 10_000;
const REVIEWS = 140_000;
const home = mkdtempSync(path.join(os.tmpdir(), 'greenroom-bench-'));
const folder = path.join(home, 'log');
const cards: StudyCard[] = Array.from({ length: CARDS }, (_, order) => ({
  uid: `card-${String(order)}`,
  deck: 'bench/deck.md',
  round: `Round ${String(Math.floor(order / 100))}`,
  question: `Question number ${String(order)}?`,
  order,
}));
const now = Date.UTC(2026, 5, 1, 12);
const open = (cacheFolder: string) => Progress.open({ folder, cacheFolder, device: 'bench', clock: () => now });

try {
  seededLog(folder, cards, REVIEWS, now);
  const cache = path.join(home, 'cache');
  const start = performance.now();
  const rebuilt = await open(cache);
  const rebuildTime = performance.now() - start;
  await rebuilt.close();

  const files = readdirSync(folder).map((name) => path.join(folder, name));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const times = await interleaved(
    {
      'read the log and parse its JSON': () =>
        files.reduce((count, file) => {
          const lines = readFileSync(file, 'utf8').split('\n');
          return count + lines.filter((line) => line !== '' && typeof JSON.parse(line) === 'object').length;
        }, 0),
      'open from the snapshot': async () => {
        await (await open(cache)).close();
      },
    },
    9,
  );
  const floor = times['read the log and parse its JSON'];
  row(`${REVIEWS.toLocaleString('en')} reviews (${(bytes / 1e6).toFixed(0)} MB of log)`, 'median', 'of floor');
  for (const [name, time] of Object.entries(times)) row(`  ${name}`, ms(time), ratio(time, floor));
  row('  rebuild without the snapshot (once)', ms(rebuildTime), ratio(rebuildTime, floor));

  const fromSnapshot = await open(cache);
  const fromLog = await open(path.join(home, 'empty-cache'));
  for (const { uid } of cards) assert.deepEqual(fromSnapshot.state(uid), fromLog.state(uid));
  row('  both give the same state of every card', 'yes');

  const summaries = await interleaved({ summary: () => fromSnapshot.summary(cards, now) }, 15);
  row('what is due among 10,000 cards', ms(summaries.summary));
  const rating: Rating = 3;
  const first = cards[0];
  if (first !== undefined) {
    const ratings = await interleaved({ rate: () => fromSnapshot.review(first, rating) }, 15);
    row('one rating, on disk', ms(ratings.rate));
  }
  await fromSnapshot.close();
  await fromLog.close();
} finally {
  rmSync(home, { recursive: true, force: true });
}

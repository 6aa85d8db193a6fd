import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StudyCard } from '../../src/study';

const DAY_MS = 86_400_000;

/** Writes the log of one device: every card named once, then reviews spread evenly over three years before `now`. */
export function seededLog(folder: string, cards: readonly StudyCard[], reviews: number, now: number): void {
  const start = now - 3 * 365 * DAY_MS;
  const lines: string[] = [];
  let seq = 0;
  const record = (at: number, rest: object) => {
    seq += 1;
    lines.push(JSON.stringify({ v: 1, id: `bench-${String(seq)}`, device: 'seed', seq, at, ...rest }));
  };
  for (const { uid, deck, round, question } of cards) record(start, { type: 'card', card: uid, deck, round, question });
  for (let review = 0; review < reviews; review++) {
    const at = Math.floor(start + ((now - start) * review) / reviews);
    const card = cards[(review * 7919) % cards.length];
    const rating = review % 11 === 0 ? 1 : review % 5 === 0 ? 2 : review % 7 === 0 ? 4 : 3;
    const day = new Date(at).toISOString().slice(0, 10);
    record(at, {
      type: 'review',
      card: card?.uid,
      rating,
      mode: 'study',
      day,
      spokenMs: 60_000 + (review % 60) * 1000,
      coverage: (review % 10) / 10,
    });
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'seed.jsonl'), `${lines.join('\n')}\n`);
}

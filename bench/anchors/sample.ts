import { splitLines } from '../../src/tour/anchors/line-text';
import type { Sample } from './truth';

/** Numbers that are the same on every run (mulberry32, Tommy Ettinger). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Lines of every kind that are not blank, each as likely as any other. */
export function sampleLines(texts: ReadonlyMap<string, string>, count: number, seed: number): Sample[] {
  const all = [...texts].flatMap(([file, text]) =>
    splitLines(text).flatMap((line, at): Sample[] => (line.trim() === '' ? [] : [{ file, line: at, text: line }])),
  );
  const next = random(seed);
  for (let at = 0; at < Math.min(count, all.length); at++) {
    const other = at + Math.floor(next() * (all.length - at));
    const [here, there] = [all[at], all[other]];
    if (here === undefined || there === undefined) continue;
    all[at] = there;
    all[other] = here;
  }
  return all.slice(0, count);
}

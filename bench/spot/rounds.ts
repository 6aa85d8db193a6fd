import { median } from '../support/measure';

/** Times of candidates that ran side by side. */
export interface Timed<Name extends string> {
  /** Median in ms. */
  ms(name: Name): number;
  /** How many times as long as the other: the median over rounds, each compared with itself. */
  times(name: Name, other: Name): number;
}

/**
 * Runs the candidates in turn, each round beginning with another one, after a round that warms up. On a busy machine
 * ratios within a round are steadier than ratios of medians.
 */
export async function inRounds<Name extends string>(
  candidates: Readonly<Record<Name, () => unknown>>,
  rounds: number,
): Promise<Timed<Name>> {
  const names = Object.keys(candidates) as Name[];
  const measured: Map<Name, number>[] = [];
  for (let round = -1; round < rounds; round++) {
    const times = new Map<Name, number>();
    const first = (round + 1) % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const start = performance.now();
      await candidates[name]();
      times.set(name, performance.now() - start);
    }
    if (round >= 0) measured.push(times);
  }
  const of = (times: Map<Name, number>, name: Name): number => times.get(name) ?? Number.NaN;
  return {
    ms: (name) => median(measured.map((times) => of(times, name))),
    times: (name, other) => median(measured.map((times) => of(times, name) / of(times, other))),
  };
}

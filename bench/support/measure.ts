/** Runs the candidates in turn, round after round, so that a machine that slows down slows them all; medians in ms. */
export async function interleaved<Name extends string>(
  candidates: Readonly<Record<Name, () => unknown>>,
  rounds: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(candidates) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const start = performance.now();
      await candidates[name]();
      // The first round warms up and is not counted.
      if (round >= 0) times.get(name)?.push(performance.now() - start);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<Name, number>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Megabytes of heap that `make`'s result holds on to. */
export function retainedMegabytes(make: () => unknown): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  const held = make();
  collect();
  const after = process.memoryUsage().heapUsed;
  return held === undefined ? Number.NaN : (after - before) / 1e6;
}

function collect(): void {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
}

export const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
export const ratio = (value: number, floor: number): string => `${(value / floor).toFixed(2)} ×`;

export function row(label: string, ...cells: readonly string[]): void {
  console.log(`${label.padEnd(52)} ${cells.map((cell) => cell.padStart(12)).join(' ')}`);
}

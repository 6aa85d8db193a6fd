import type { Cell } from '../../port';

interface Exact {
  readonly digits: bigint;
  readonly scale: number;
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

function exact(cell: string | number): Exact | undefined {
  if (typeof cell === 'number' && !Number.isSafeInteger(cell)) return undefined;
  const [whole, sign = '', integer = '', fraction = ''] = DECIMAL.exec(String(cell)) ?? [];
  if (whole === undefined) return undefined;
  return { digits: BigInt(`${sign}${integer}${fraction}`), scale: fraction.length };
}

function rescale({ digits, scale }: Exact, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}

/** Relative difference at which two floating-point numbers count as equal. */
export const TOLERANCE = 1e-9;

/** Whether some cells add up to another: exactly where they are exact, else but for rounding. NULLs count as nothing. */
export function addUpTo(cells: readonly Cell[], total: Cell): boolean {
  const numbers = cells.filter((cell): cell is string | number => typeof cell === 'string' || typeof cell === 'number');
  if (total === null || typeof total === 'boolean') return numbers.length === 0;
  const parts = numbers.map(exact);
  const whole = exact(total);
  if (whole && parts.every((part) => part !== undefined)) {
    const scale = Math.max(whole.scale, ...parts.map((part) => part.scale));
    return parts.reduce((sum, part) => sum + rescale(part, scale), 0n) === rescale(whole, scale);
  }
  let sum = 0;
  let size = 0;
  for (const number of numbers) {
    sum += Number(number);
    size += Math.abs(Number(number));
  }
  const difference = Math.abs(sum - Number(total));
  // Not finite on both sides is as equal as it gets.
  return Number.isNaN(difference)
    ? !Number.isFinite(sum)
    : difference <= TOLERANCE * Math.max(size, Math.abs(Number(total)));
}

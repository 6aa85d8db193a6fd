/** A word as it was written, and the key under which its inflections and spellings meet. */
export interface Word {
  readonly surface: string;
  readonly key: string;
  /** Said with "not", "never", "without" … just before it. */
  readonly negated: boolean;
}

const UNITS = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' '); // prettier-ignore
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const VALUES = new Map<string, number>([
  ...UNITS.map((word, value) => [word, value] as const),
  ...TENS.map((word, index) => [word, (index + 2) * 10] as const),
]);
const SCALES = new Map<string, number>([
  ['hundred', 1e2],
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
]);
const SUFFIXED = /^(\d+(?:\.\d+)?)(k|m|bn|b|ms|s|x|gb|mb|tb)$/;
const SUFFIX_SCALES = new Map<string, number>([
  ['k', 1e3],
  ['m', 1e6],
  ['bn', 1e9],
  ['b', 1e9],
]);

/**
 * Spoken numbers become digits: "twenty five percent" is "25 percent", "two million" and "2M" are "2000000". A run's
 * written form stays together as one surface.
 */
export function readNumbers(words: readonly Word[]): Word[] {
  const result: Word[] = [];
  let index = 0;
  while (index < words.length) {
    const number = readNumber(words, index);
    if (number === undefined) {
      result.push(...splitSuffix(words[index]));
      index += 1;
    } else {
      const run = words.slice(index, number.end);
      result.push({
        surface: run.map(({ surface }) => surface).join(' '),
        key: String(number.value),
        negated: run[0]?.negated ?? false,
      });
      index = number.end;
    }
  }
  return result;
}

function readNumber(words: readonly Word[], start: number): { value: number; end: number } | undefined {
  const valueAt = (index: number): number | undefined => {
    const key = words[index]?.key;
    return key === undefined ? undefined : (VALUES.get(key) ?? (/^\d+(?:\.\d+)?$/.test(key) ? Number(key) : undefined));
  };
  const first = valueAt(start);
  if (first === undefined) return undefined;
  let total = 0;
  let part = first;
  let end = start + 1;
  let previous = first;
  for (; end < words.length; end += 1) {
    const scale = SCALES.get(words[end]?.key ?? '');
    const value = valueAt(end);
    if (scale === 100) part *= 100;
    else if (scale !== undefined) {
      total += part * scale;
      part = 0;
    } else if (value !== undefined && isSpoken(words[end]) && canFollow(words[end - 1], previous, value)) part += value;
    else break;
    previous = value ?? Infinity;
  }
  return { value: total + part, end };
}

function isSpoken(word: Word | undefined): boolean {
  return word !== undefined && VALUES.has(word.key);
}

/** "twenty" + "five", "hundred" + anything smaller; never "two" + "three". */
function canFollow(before: Word | undefined, previous: number, value: number): boolean {
  if (before === undefined) return false;
  if (SCALES.has(before.key)) return true;
  return VALUES.has(before.key) && previous >= 20 && previous < 100 && value > 0 && value < 10;
}

/** 2M is two million; 20ms is 20 and ms. */
function splitSuffix(word: Word | undefined): Word[] {
  if (word === undefined) return [];
  const [, digits, suffix] = SUFFIXED.exec(word.key) ?? [];
  if (digits === undefined || suffix === undefined) return [word];
  const scale = SUFFIX_SCALES.get(suffix);
  if (scale !== undefined) return [{ ...word, key: String(Number(digits) * scale) }];
  return [
    { ...word, key: digits },
    { ...word, key: suffix },
  ];
}

const SMALL: readonly string[] = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS: readonly string[] = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const SCALES: ReadonlyMap<string, number> = new Map([
  ['hundred', 2],
  ['thousand', 3],
  ['million', 6],
  ['billion', 9],
]);
const SUFFIXES: ReadonlyMap<string, number> = new Map([
  ['k', 3],
  ['m', 6],
  ['bn', 9],
  ['b', 9],
]);

/** The value of a single number word below a hundred, else undefined. */
export function smallNumber(word: string): number | undefined {
  const small = SMALL.indexOf(word);
  if (small >= 0) return small;
  const tens = TENS.indexOf(word);
  return tens >= 0 ? 10 * (tens + 2) : undefined;
}

/** Power of ten that a word multiplies by (`thousand` → 3), else undefined. */
export function scaleOf(word: string): number | undefined {
  return SCALES.get(word);
}

/** Moves the decimal point of a plain decimal (`-12.50`) by `power` places, exactly. */
export function shift(digits: string, power: number): string {
  const negative = digits.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? digits.slice(1) : digits).split('.');
  const point = whole.length + power;
  const all = `${'0'.repeat(Math.max(0, -point))}${whole}${fraction}`;
  const at = Math.max(0, point);
  const padded = all.padEnd(at, '0');
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  const right = padded.slice(at).replace(/0+$/, '');
  const value = right === '' ? left : `${left}.${right}`;
  return negative && value !== '0' ? `-${value}` : value;
}

/**
 * The plain decimal behind a written number: `1,000` → 1000, `1.5k` → 1500, `20%` → 0.2, `$5` → 5. Undefined when the
 * text is not a number.
 */
export function decimalOf(text: string): string | undefined {
  const match = /^(-?)[$€£¥]?(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?(%|bn|[kmb])?$/.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = `${sign}${whole.replaceAll(',', '') || '0'}${fraction}`;
  return shift(digits, suffix === '%' ? -2 : (SUFFIXES.get(suffix) ?? 0));
}

/** A number where JavaScript's own holds every digit, else the digits themselves. */
export function exact(decimal: string): number | string {
  const significant = decimal.replace(/^-?0*\.?0*/, '').replace('.', '').length;
  return significant <= 15 ? Number(decimal) : decimal;
}

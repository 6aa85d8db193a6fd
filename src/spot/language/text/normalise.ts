/**
 * Compatibility-normalised text (NFKC) that knows where each of its UTF-16 units came from.
 * Characters that cannot be seen (zero-width, direction marks, variation selectors) are left out.
 */
export interface Normalised {
  readonly text: string;
  /** Per unit of `text`: where its source cluster starts, and where it ends, in the original. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Soft hyphen, zero-width characters and joiners, direction marks and isolates, variation selectors, byte-order mark. */
const INVISIBLE: readonly (readonly [number, number])[] = [
  [0xad, 0xad],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x2069],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
];
const MARK = /^\p{M}$/u;
const REPLACED: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  ʼ: "'",
  '`': "'",
  '´': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '«': '"',
  '»': '"',
  '−': '-',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '≠': '!=',
  '≥': '>=',
  '≤': '<=',
  '،': ',',
  '、': ',',
  '؟': '?',
};
/** Zeros of the digit rows that NFKC leaves alone: Arabic-Indic, its eastern form, Devanagari. */
const ZEROS: readonly number[] = [0x660, 0x6f0, 0x966];

function isInvisible(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code > 0x7f && INVISIBLE.some(([from, to]) => code >= from && code <= to);
}

function replacement(character: string): string {
  if (Object.hasOwn(REPLACED, character)) return REPLACED[character] ?? character;
  const code = character.codePointAt(0) ?? 0;
  const zero = ZEROS.find((start) => code >= start && code < start + 10);
  return zero === undefined ? character : String(code - zero);
}

/** Normalises cluster by cluster (a character and the marks on it), so that every position leads back to the original. */
export function normalise(original: string): Normalised {
  if (/^[ -_a-~]*$/.test(original)) {
    const starts = Array.from({ length: original.length }, (_, i) => i);
    return { text: original, starts, ends: starts.map((i) => i + 1) };
  }
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  const take = (cluster: string, start: number, end: number): void => {
    const plain = /^[ -_a-~]$/.test(cluster) ? cluster : replacement(replacement(cluster).normalize('NFKC'));
    text += plain;
    starts.push(...Array.from({ length: plain.length }, () => start));
    ends.push(...Array.from({ length: plain.length }, () => end));
  };
  let cluster = '';
  let clusterStart = 0;
  for (const character of original) {
    const end = at + character.length;
    if (!isInvisible(character)) {
      if (cluster !== '' && MARK.test(character) && cluster.length < 32) {
        cluster += character;
      } else {
        if (cluster !== '') take(cluster, clusterStart, at);
        cluster = character;
        clusterStart = at;
      }
    }
    at = end;
  }
  if (cluster !== '') take(cluster, clusterStart, at);
  return { text, starts, ends };
}

/** How words are compared: without case and without accents. */
export function fold(text: string): string {
  if (/^[a-z0-9 ]*$/.test(text)) return text;
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
}

const MOST_SHOWN = 80;

/** What somebody wrote, as messages repeat it: not at any length. */
export function shown(text: string): string {
  if (text.length <= MOST_SHOWN) return text;
  return `${Array.from(text.slice(0, 2 * MOST_SHOWN))
    .slice(0, MOST_SHOWN - 1)
    .join('')}…`;
}

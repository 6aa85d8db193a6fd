/**
 * Repairs text that was double-encoded: UTF-8 that was read as Windows-1252 and saved as UTF-8 again, so that `’`
 * became `â€™`. Control characters count as the Latin-1 bytes that they are: some programs read Latin-1, and the others
 * have them for the five bytes that Windows-1252 leaves undefined.
 */

/** Windows-1252's characters for the bytes 0x80 to 0x9f. */
const HIGH =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';
const BYTES = new Map(Array.from(HIGH).map((character, index) => [character.charCodeAt(0), 0x80 + index]));

const SUSPICIOUS = /[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6-\u02dc\u2013-\u203a\u20ac\u2122]/;

// Bytes that stand right after a capital with an accent in proper text: closing quotes, dashes, dots, spaces, footnote
// marks, and letters of words in capitals.
const PUNCTUATION_BYTES = new Set([
  0x82, 0x84, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0x9b, 0xa0, 0xab, 0xb0, 0xb2, 0xb3, 0xb9, 0xbb,
]);
const LETTER_BYTES = new Set([0x83, 0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x9f]);
/** Without a limit, a line could take a pass for each of its characters. What was encoded more often is left for the next repair. */
const MAX_PASSES = 3;
/** Doubtful sequences that make a text double-encoded when nothing else is in it. */
const MANY = 3;

interface Sequence {
  readonly start: number;
  readonly end: number;
  readonly character: string;
  /** No proper text holds it. */
  readonly sure: boolean;
  /** Proper text may hold it, but hardly does. */
  readonly likely: boolean;
}

interface Analysis {
  readonly sequences: readonly Sequence[];
  /** Characters beyond ASCII that are in no sequence: properly encoded ones. */
  readonly proper: number;
}

export interface LineRepair {
  readonly lines: readonly string[];
  /** For repaired lines: the stored column of each repaired column, and of the line's end. */
  readonly columns: ReadonlyMap<number, Uint32Array>;
}

/**
 * The lines of a text as they were meant; undefined when there is nothing to repair. As many lines come out as go in.
 */
export function repairLines(lines: readonly string[], text: string): LineRepair | undefined {
  if (!SUSPICIOUS.test(text)) return undefined;
  let repaired: string[] | undefined;
  const columns = new Map<number, Uint32Array>();
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const changes = findRepairs(repaired ?? lines);
    if (changes.size === 0) break;
    repaired ??= [...lines];
    for (const [number, sequences] of changes) {
      const line = repaired[number] ?? '';
      const { text, map } = apply(line, sequences);
      const before = columns.get(number);
      columns.set(number, before ? map.map((column) => before[column] ?? column) : map);
      repaired[number] = text;
    }
  }
  return repaired && { lines: repaired, columns };
}

/** The whole text repaired, line ends and all; the very text when it was not double-encoded. */
export function repairDoubleEncoding(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  const parts = text.split(/(\r\n|\r|\n)/);
  const lines = parts.filter((_, index) => index % 2 === 0);
  const repair = repairLines(lines, text);
  return repair ? parts.map((part, index) => (index % 2 === 0 ? repair.lines[index / 2] : part)).join('') : text;
}

/** Which sequences of which lines to repair, judged by the whole file first and then by the line. */
function findRepairs(lines: readonly string[]): Map<number, readonly Sequence[]> {
  const analyses = new Map<number, Analysis>();
  let proper = 0;
  let sure = 0;
  let all = 0;
  let onlyLikely = true;
  let candidates = false;
  for (const [number, line] of lines.entries()) {
    const suspicious = SUSPICIOUS.test(line);
    if (!suspicious && isAscii(line)) continue;
    const analysis = analyse(line);
    candidates ||= analysis.sequences.length > 0;
    proper += analysis.proper;
    for (const sequence of analysis.sequences) {
      all += 1;
      if (sequence.sure) sure += 1;
      onlyLikely &&= sequence.likely;
    }
    analyses.set(number, analysis);
  }
  const repairs = new Map<number, readonly Sequence[]>();
  if (!candidates) return repairs;
  const whole = proper === 0 && (sure > 0 || all >= MANY || onlyLikely);
  for (const [number, analysis] of analyses) {
    const chosen = whole || isWholly(analysis) ? analysis.sequences : analysis.sequences.filter((found) => found.sure);
    if (chosen.length > 0) repairs.set(number, chosen);
  }
  return repairs;
}

/** A line that holds nothing but what double encoding leaves behind. */
function isWholly({ sequences, proper }: Analysis): boolean {
  return proper === 0 && (sequences.some((found) => found.sure) || sequences.length >= MANY);
}

function isAscii(line: string): boolean {
  return !/[\u0080-\uffff]/.test(line);
}

function analyse(line: string): Analysis {
  const sequences: Sequence[] = [];
  let proper = 0;
  for (let at = 0; at < line.length;) {
    if (line.charCodeAt(at) < 128) {
      at += 1;
      continue;
    }
    const found = sequenceAt(line, at);
    if (found) sequences.push(found);
    else proper += 1;
    at = found ? found.end : at + 1;
  }
  return { sequences, proper };
}

function byteAt(line: string, at: number): number {
  const code = line.charCodeAt(at);
  return code >= 0x80 && code <= 0xff ? code : (BYTES.get(code) ?? -1);
}

/** The UTF-8 sequence whose bytes, as Windows-1252 characters, start at `at`. */
function sequenceAt(line: string, at: number): Sequence | undefined {
  const lead = byteAt(line, at);
  const length =
    lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  if (length === 0) return undefined;
  const following: number[] = [];
  let point = lead & (0xff >> (length + 1));
  for (let index = 1; index < length; index += 1) {
    const byte = byteAt(line, at + index);
    if (byte < 0x80 || byte > 0xbf) return undefined;
    following.push(byte);
    point = (point << 6) | (byte & 0x3f);
  }
  const tooLong = (length === 3 && point < 0x800) || (length === 4 && point < 0x10000);
  if (tooLong || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
  const controls = /[\u0080-\u009f]/.test(line.slice(at + 1, at + length));
  // A control character comes out only of one that was encoded twice.
  if (point < 0xa0 && !controls && !BYTES.has(point)) return undefined;
  const sure =
    length === 4 ||
    controls ||
    following.some((byte) => !PUNCTUATION_BYTES.has(byte) && !LETTER_BYTES.has(byte)) ||
    (lead === 0xe2 && following.some((byte) => !PUNCTUATION_BYTES.has(byte)));
  const [second = 0] = following;
  const likely = sure || ((lead === 0xc2 || lead === 0xc3) && (LETTER_BYTES.has(second) || second === 0xa0));
  return { start: at, end: at + length, character: String.fromCodePoint(point), sure, likely };
}

function apply(line: string, sequences: readonly Sequence[]): { text: string; map: Uint32Array } {
  const shorter = sequences.reduce((sum, found) => sum + (found.end - found.start) - found.character.length, 0);
  const map = new Uint32Array(line.length - shorter + 1);
  const pieces: string[] = [];
  let from = 0;
  let to = 0;
  for (const found of sequences) {
    pieces.push(line.slice(from, found.start), found.character);
    while (from < found.start) map[to++] = from++;
    map.fill(found.start, to, to + found.character.length);
    to += found.character.length;
    from = found.end;
  }
  pieces.push(line.slice(from));
  while (from <= line.length) map[to++] = from++;
  return { text: pieces.join(''), map };
}

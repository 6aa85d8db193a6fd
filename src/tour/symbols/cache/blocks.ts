import { createHash } from 'node:crypto';
import { ROW, type FileRecord } from '../record';

// The cache is a row of blocks, each with a few hundred files, so that neither writing nor reading it keeps a thread
// busy for long. A block: length of its JSON in bytes, length of its numbers in words, a checksum over both (three
// words), the JSON (filled up to whole words), the numbers. Words are 32 bits in the machine's order.

const HEAD = 5;
const WORD = 4;

/** One file in a block's JSON; its numbers are the next `words` of the block. */
type StoredFile = readonly [path: string, size: number, mtimeMs: number, names: string, rows: number, words: number];

export function blockOf(value: unknown, numbers: readonly Uint32Array[]): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(value));
  const jsonWords = Math.ceil(json.length / WORD);
  const numberWords = numbers.reduce((sum, { length }) => sum + length, 0);
  const words = new Uint32Array(HEAD + jsonWords + numberWords);
  const bytes = new Uint8Array(words.buffer);
  bytes.set(json, HEAD * WORD);
  let at = HEAD + jsonWords;
  for (const some of numbers) {
    words.set(some, at);
    at += some.length;
  }
  words[0] = json.length;
  words[1] = numberWords;
  words.set(checksum(bytes.subarray(HEAD * WORD)), 2);
  return bytes;
}

/** The blocks of a file, each checked when it is asked for. @throws where one is damaged */
export function* blocksIn(bytes: Uint8Array): Generator<{ value: unknown; numbers: Uint32Array<ArrayBuffer> }> {
  const words = new Uint32Array(new Uint8Array(bytes).buffer, 0, Math.floor(bytes.length / WORD));
  let at = 0;
  while (at < words.length) {
    const [jsonBytes = 0, numberWords = 0, ...sum] = words.subarray(at, at + HEAD);
    const start = at + HEAD;
    const numbersAt = start + Math.ceil(jsonBytes / WORD);
    const end = numbersAt + numberWords;
    if (end > words.length) throw new Error('it ends in the middle');
    const body = new Uint8Array(words.buffer, start * WORD, (end - start) * WORD);
    if (checksum(body).some((word, index) => word !== sum[index])) throw new Error('its checksum is wrong');
    yield {
      value: JSON.parse(new TextDecoder().decode(body.subarray(0, jsonBytes))),
      numbers: words.subarray(numbersAt, end),
    };
    at = end;
  }
}

function checksum(bytes: Uint8Array): Uint32Array {
  const digest = createHash('sha1').update(bytes).digest();
  return Uint32Array.of(digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8));
}

export function blockOfFiles(records: readonly FileRecord[]): Uint8Array {
  const files = records.map(({ path, size, mtimeMs, names, rows, data }): StoredFile => [
    path,
    size,
    mtimeMs,
    names,
    rows,
    data.length,
  ]);
  return blockOf(
    files,
    records.map(({ data }) => data),
  );
}

/** @throws when the block is not one of files */
export function filesIn(value: unknown, numbers: Uint32Array<ArrayBuffer>): FileRecord[] {
  if (!Array.isArray(value)) throw new Error('it holds something else');
  let at = 0;
  return (value as readonly unknown[]).map((file) => {
    if (!isStoredFile(file)) throw new Error('it holds something else');
    const [path, size, mtimeMs, names, rows, words] = file;
    const data = numbers.subarray(at, at + words);
    at += words;
    if (data.length !== words || rows * ROW > words) throw new Error('it holds fewer numbers than files');
    return { path, size, mtimeMs, names, rows, data };
  });
}

function isStoredFile(value: unknown): value is StoredFile {
  if (!Array.isArray(value)) return false;
  const [path, size, mtimeMs, names, ...counts] = value as readonly unknown[];
  const numbers = [size, mtimeMs, ...counts];
  return (
    typeof path === 'string' &&
    typeof names === 'string' &&
    numbers.length === 4 &&
    numbers.every((one) => typeof one === 'number' && one >= 0)
  );
}

import type { Rating } from '../types';

/** What a row of the history says. A review's code is its rating (study), or its rating + CRAM. */
export const CRAM = 4;
export const ROW = { suspend: 10, unsuspend: 11, bury: 12, unbury: 13, flag: 14, unflag: 15, reset: 16 } as const;
const LAST_REVIEW = 8;

export interface Row {
  readonly card: number;
  readonly at: number;
  /** Study day of a review, first free day of a bury, else 0. */
  readonly day: number;
  readonly seq: number;
  readonly device: number;
  readonly code: number;
  readonly idHash: number;
  /** Milliseconds, or -1. */
  readonly spoken: number;
  /** 0 to 1, or -1. */
  readonly coverage: number;
}

const COLUMNS = {
  card: Uint32Array,
  at: Float64Array,
  day: Int32Array,
  seq: Float64Array,
  device: Uint32Array,
  code: Uint8Array,
  idHash: Float64Array,
  spoken: Float64Array,
  coverage: Float32Array,
  /** The card's row before this one, as they came in; -1 at the end. */
  previous: Int32Array,
} as const;

type ColumnName = keyof typeof COLUMNS;
type Columns = { [Name in ColumnName]: InstanceType<(typeof COLUMNS)[Name]> };
const NAMES = Object.keys(COLUMNS) as ColumnName[];

/**
 * What happened to all cards, in columns of numbers (about 60 bytes a row): a hundred thousand rows load in
 * milliseconds and weigh little. Rows are only ever added.
 */
export class History {
  #columns: Columns;
  #length = 0;
  /** Latest row by card, -1 for none. */
  readonly #heads: number[] = [];
  #index: Int32Array;

  constructor(capacity = 1024) {
    this.#columns = allocate(capacity);
    this.#index = newIndex(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a row, unless it is a copy of one that is there. Returns its number, or -1 for a copy. */
  add(row: Row): number {
    if (this.#findCopy(row)) return -1;
    if (this.#length === this.#columns.card.length) this.#grow();
    const number = this.#length;
    const columns = this.#columns;
    columns.card[number] = row.card;
    columns.at[number] = row.at;
    columns.day[number] = row.day;
    columns.seq[number] = row.seq;
    columns.device[number] = row.device;
    columns.code[number] = row.code;
    columns.idHash[number] = row.idHash;
    columns.spoken[number] = row.spoken;
    columns.coverage[number] = row.coverage;
    columns.previous[number] = this.#heads[row.card] ?? -1;
    this.#length += 1;
    this.#link(number);
    return number;
  }

  #link(number: number): void {
    const card = this.#columns.card[number] ?? 0;
    while (this.#heads.length <= card) this.#heads.push(-1);
    this.#heads[card] = number;
    let slot = slotOf(this.#columns.idHash[number] ?? 0, this.#index.length);
    while (this.#index[slot] !== -1) slot = (slot + 1) % this.#index.length;
    this.#index[slot] = number;
  }

  #findCopy(row: Row): boolean {
    const columns = this.#columns;
    return this.#rowsWithId(row.idHash).some(
      (number) =>
        columns.card[number] === row.card && columns.at[number] === row.at && columns.code[number] === row.code,
    );
  }

  #rowsWithId(idHash: number): number[] {
    const found: number[] = [];
    let slot = slotOf(idHash, this.#index.length);
    for (let number = this.#index[slot] ?? -1; number !== -1; number = this.#index[slot] ?? -1) {
      if (this.#columns.idHash[number] === idHash) found.push(number);
      slot = (slot + 1) % this.#index.length;
    }
    return found;
  }

  /** The cards that a record with this id is about. */
  cardsOf(idHash: number): number[] {
    return this.#rowsWithId(idHash).map((number) => this.#columns.card[number] ?? 0);
  }

  /** The card's rows, latest added first. */
  *rowsOf(card: number): IterableIterator<number> {
    for (let row = this.#heads[card] ?? -1; row >= 0; row = this.#columns.previous[row] ?? -1) yield row;
  }

  at(row: number): number {
    return this.#columns.at[row] ?? 0;
  }
  card(row: number): number {
    return this.#columns.card[row] ?? 0;
  }
  day(row: number): number {
    return this.#columns.day[row] ?? 0;
  }
  seq(row: number): number {
    return this.#columns.seq[row] ?? 0;
  }
  device(row: number): number {
    return this.#columns.device[row] ?? 0;
  }
  code(row: number): number {
    return this.#columns.code[row] ?? 0;
  }
  idHash(row: number): number {
    return this.#columns.idHash[row] ?? 0;
  }
  spoken(row: number): number | undefined {
    const value = this.#columns.spoken[row] ?? -1;
    return value < 0 ? undefined : value;
  }
  coverage(row: number): number | undefined {
    const value = this.#columns.coverage[row] ?? -1;
    return value < 0 ? undefined : Math.round(value * 10_000) / 10_000;
  }

  #grow(): void {
    const larger = allocate(this.#columns.card.length * 2);
    for (const name of NAMES) larger[name].set(this.#columns[name]);
    this.#columns = larger;
    this.#reindex();
  }

  #reindex(): void {
    this.#index = newIndex(this.#columns.card.length);
    this.#heads.length = 0;
    for (let row = 0; row < this.#length; row += 1) this.#link(row);
  }

  /** All columns one after the other, each beginning at a multiple of 8 bytes. */
  toBuffers(): Buffer[] {
    return NAMES.map((name) => {
      const column = this.#columns[name].subarray(0, this.#length);
      const bytes = Buffer.alloc(padded(column.byteLength));
      bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
      return bytes;
    });
  }

  /** The reverse of `toBuffers`; undefined when the bytes do not fit `length` rows. */
  static fromBuffer(bytes: Buffer, length: number): History | undefined {
    const history = new History(Math.max(1024, Math.ceil(length * 1.25)));
    let offset = 0;
    for (const name of NAMES) {
      const column = history.#columns[name];
      const size = length * column.BYTES_PER_ELEMENT;
      if (offset + size > bytes.length) return undefined;
      new Uint8Array(column.buffer, 0, size).set(bytes.subarray(offset, offset + size));
      offset += padded(size);
    }
    history.#length = length;
    history.#reindex();
    return history;
  }
}

export function isReview(code: number): boolean {
  return code >= 1 && code <= LAST_REVIEW;
}

export function ratingOf(code: number): Rating {
  return (((code - 1) % CRAM) + 1) as Rating;
}

/**
 * A number of 53 bits for an id: two 32-bit hashes in the manner of FNV-1a
 * (http://www.isthe.com/chongo/tech/comp/fnv/) with different multipliers. Ids that share a number are told apart by card, time and kind.
 */
export function hashId(id: string): number {
  let low = 0x811c9dc5;
  let high = 0x01234567;
  for (let index = 0; index < id.length; index += 1) {
    const code = id.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
  }
  // FNV's low bits mix slowly; fold the upper ones in.
  high ^= high >>> 15;
  return ((high >>> 0) & 0x1fffff) * 0x1_0000_0000 + (low >>> 0);
}

function slotOf(idHash: number, slots: number): number {
  return idHash % slots;
}

/** Prime-like odd sizes keep the remainder of a hash spread. */
function newIndex(capacity: number): Int32Array {
  return new Int32Array(capacity * 2 + 1).fill(-1);
}

function allocate(capacity: number): Columns {
  return {
    card: new Uint32Array(capacity),
    at: new Float64Array(capacity),
    day: new Int32Array(capacity),
    seq: new Float64Array(capacity),
    device: new Uint32Array(capacity),
    code: new Uint8Array(capacity),
    idHash: new Float64Array(capacity),
    spoken: new Float64Array(capacity),
    coverage: new Float32Array(capacity),
    previous: new Int32Array(capacity),
  };
}

function padded(size: number): number {
  return Math.ceil(size / 8) * 8;
}

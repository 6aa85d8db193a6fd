import { dayFromText } from '../calendar';
import type { LogRecord, ReviewRecord } from '../log/record';
import type { KnownCard, PhasedReview, Review, StudySettings } from '../types';
import { resolveAdoptions } from './aliases';
import type { Adoption } from './aliases';
import { CRAM, History, ROW, hashId, isReview, ratingOf } from './history';
import type { Row } from './history';
import { compareIdentity, identityOf } from './identity';
import type { Identity } from './identity';
import { Names } from './names';
import { NEW_STANDING, inOrder, reduce } from './reduce';
import type { Standing } from './reduce';
import { createScheduler, phaseScheduler } from './scheduler';
import type { Scheduler } from './scheduler';

/** The greatest time and the greatest sequence number among a card's rows. */
interface Latest {
  readonly at: number;
  readonly seq: number;
}

/** Plain data of a store, for the snapshot. */
export interface StoreContent {
  readonly cards: readonly string[];
  readonly devices: readonly string[];
  readonly history: History;
  readonly identities: readonly (readonly [card: number, identity: Identity])[];
  readonly adoptions: readonly Adoption[];
  readonly cancelled: readonly number[];
  readonly standings: readonly (readonly [card: number, standing: Standing, latest: Latest])[];
  readonly lastSeq: number;
  readonly lastTimes: readonly (readonly [device: string, seq: number, at: number])[];
}

const MOMENT_MS = 20;

/**
 * The state that follows from a set of records, whatever their order and however many copies of each. A record that is
 * the latest of its card is applied at once; any other has its card computed anew from the card's own history, when the
 * card is next looked at.
 */
export class StudyStore {
  readonly #schedule: Scheduler;
  #history = new History();
  readonly #cards = new Names();
  readonly #devices = new Names();
  readonly #identities = new Map<number, Identity>();
  #adoptions: Adoption[] = [];
  readonly #adoptionIds = new Set<number>();
  readonly #cancelled = new Set<number>();
  #canonical = new Map<number, number>();
  #members = new Map<number, number[]>();
  #aliasesStale = false;
  readonly #standings = new Map<number, Standing>();
  readonly #latest = new Map<number, Latest>();
  readonly #stale = new Set<number>();
  #lastSeq = 0;
  /** The time on the last record of each device. */
  readonly #lastTimes = new Map<string, { seq: number; at: number }>();

  constructor(settings: StudySettings) {
    this.#schedule = createScheduler(settings);
  }

  /** The greatest sequence number of all records. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** How many things happened, copies not counted. */
  get rows(): number {
    return this.#history.length;
  }

  /** The clock of a device as of its last record; undefined when it wrote none. */
  lastTime(device: string): number | undefined {
    return this.#lastTimes.get(device)?.at;
  }

  /** False when the record was there already. `lazily` puts the work off until the card is looked at. */
  add(record: LogRecord, lazily = false): boolean {
    this.#lastSeq = Math.max(this.#lastSeq, record.seq);
    const last = this.#lastTimes.get(record.device);
    if (last === undefined || record.seq >= last.seq)
      this.#lastTimes.set(record.device, { seq: record.seq, at: record.at });
    switch (record.type) {
      case 'undo':
        return this.#cancel(hashId(record.of));
      case 'card':
        return this.#identify(this.#cards.numberOf(record.card), identityOf(record));
      case 'adopt':
        return this.#adopt(record.from, record.to, record);
      default:
        return this.#addRow(
          rowOf(record, this.#cards.numberOf(record.card), this.#devices.numberOf(record.device)),
          lazily,
        );
    }
  }

  #addRow(row: Row, lazily: boolean): boolean {
    if (this.#history.add(row) < 0) return false;
    if (lazily) {
      this.#mark(row.card);
      return true;
    }
    const card = this.#root(row.card);
    const latest = this.#latest.get(card);
    // Greater in both, it comes after all other rows in any case (see inOrder).
    const isLatest = latest === undefined || (row.at > latest.at && row.seq > latest.seq);
    if (!isLatest || this.#stale.has(card) || this.#cancelled.has(row.idHash)) {
      this.#stale.add(card);
      return true;
    }
    this.#standings.set(card, reduce(this.#standings.get(card) ?? NEW_STANDING, this.#happening(row), this.#schedule));
    this.#latest.set(card, { at: row.at, seq: row.seq });
    return true;
  }

  #cancel(idHash: number): boolean {
    if (this.#cancelled.has(idHash)) return false;
    this.#cancelled.add(idHash);
    for (const card of this.#history.cardsOf(idHash)) this.#mark(card);
    if (this.#adoptionIds.has(idHash)) this.#aliasesStale = true;
    return true;
  }

  #identify(card: number, identity: Identity): boolean {
    const known = this.#identities.get(card);
    if (known !== undefined && compareIdentity(identity, known) <= 0) return false;
    this.#identities.set(card, identity);
    return true;
  }

  #adopt(from: string, to: string, { id, at, device, seq }: LogRecord): boolean {
    const idHash = hashId(id);
    const adoption = { from: this.#cards.numberOf(from), to: this.#cards.numberOf(to), at, device, seq, idHash };
    if (this.#adoptionIds.has(idHash) && this.#adoptions.some((other) => isSame(other, adoption))) return false;
    this.#adoptionIds.add(idHash);
    this.#adoptions.push(adoption);
    this.#aliasesStale = true;
    return true;
  }

  /** Has the card computed anew, and with it the one that it continues as. */
  #mark(card: number): void {
    this.#stale.add(card);
    const root = this.#canonical.get(card);
    if (root !== undefined) this.#stale.add(root);
  }

  /** The card that a card continues as. */
  #root(card: number): number {
    if (this.#aliasesStale) this.#resolveAliases();
    return this.#canonical.get(card) ?? card;
  }

  #resolveAliases(): void {
    this.#aliasesStale = false;
    const before = this.#canonical;
    const after = resolveAdoptions(this.#adoptions.filter(({ idHash }) => !this.#cancelled.has(idHash)));
    this.#canonical = after;
    this.#members = new Map();
    for (const [card, root] of after) {
      const members = this.#members.get(root);
      if (members === undefined) this.#members.set(root, [card]);
      else members.push(card);
    }
    for (const card of new Set([...before.keys(), ...after.keys()])) {
      const [old, now] = [before.get(card) ?? card, after.get(card) ?? card];
      if (old === now) continue;
      for (const changed of [card, old, now]) this.#stale.add(changed);
    }
    for (const card of [...this.#stale]) this.#mark(card);
  }

  #happening(row: Row): { code: number; at: number; day: number; uid: string } {
    return { code: row.code, at: row.at, day: row.day, uid: this.#cards.list[row.card] ?? '' };
  }

  /** The rows of a card, and of those that it continues, in the order in which they count; none for a continued card. */
  #rowsInOrder(card: number): readonly number[] {
    const history = this.#history;
    const rows: number[] = [];
    const members = this.#canonical.has(card) ? [] : [card, ...(this.#members.get(card) ?? [])];
    for (const member of members) for (const row of history.rowsOf(member)) rows.push(row);
    rows.reverse();
    return inOrder(history, rows, (device) => this.#devices.list[device] ?? '');
  }

  #standingAfter(standing: Standing, row: number, schedule = this.#schedule): Standing {
    const history = this.#history;
    const uid = this.#cards.list[history.card(row)] ?? '';
    return reduce(standing, { code: history.code(row), at: history.at(row), day: history.day(row), uid }, schedule);
  }

  #replay(card: number): void {
    this.#stale.delete(card);
    const history = this.#history;
    let standing = NEW_STANDING;
    let latest: Latest | undefined;
    for (const row of this.#rowsInOrder(card)) {
      latest = { at: Math.max(latest?.at ?? 0, history.at(row)), seq: Math.max(latest?.seq ?? 0, history.seq(row)) };
      if (!this.#cancelled.has(history.idHash(row))) standing = this.#standingAfter(standing, row);
    }
    if (latest === undefined) {
      this.#standings.delete(card);
      this.#latest.delete(card);
    } else {
      this.#standings.set(card, standing);
      this.#latest.set(card, latest);
    }
  }

  #settleAll(): void {
    if (this.#aliasesStale) this.#resolveAliases();
    for (const card of this.#stale) this.#replay(card);
  }

  /** Does the work that was put off, in small portions, so that whoever shares the thread can go on. */
  async settle(): Promise<void> {
    if (this.#aliasesStale) this.#resolveAliases();
    let started = performance.now();
    for (const card of this.#stale) {
      this.#replay(card);
      if (performance.now() - started < MOMENT_MS) continue;
      await new Promise<void>((resolve) => setImmediate(resolve));
      started = performance.now();
    }
  }

  standing(uid: string): Standing {
    const number = this.#cards.find(uid);
    if (number === undefined) return NEW_STANDING;
    const card = this.#root(number);
    if (this.#stale.has(card)) this.#replay(card);
    return this.#standings.get(card) ?? NEW_STANDING;
  }

  /** The memory that a rating would give. */
  schedule: Scheduler = (memory, rating, day, uid) => this.#schedule(memory, rating, day, uid);

  /** How many cards stopped being new on a study day. */
  introducedOn(day: number): number {
    this.#settleAll();
    let count = 0;
    for (const standing of this.#standings.values()) if (standing.firstDay === day) count += 1;
    return count;
  }

  identity(uid: string): Identity | undefined {
    const card = this.#cards.find(uid);
    return card === undefined ? undefined : this.#identities.get(card);
  }

  /** Every card with an identity or a history that no other card continues, by uid. */
  knownCards(): KnownCard[] {
    this.#settleAll();
    const known = new Map<number, Identity | undefined>();
    for (const card of [...this.#standings.keys(), ...this.#identities.keys()]) {
      const root = this.#root(card);
      const identity = this.#identities.get(root) ?? this.#identities.get(card);
      if (known.get(root) === undefined) known.set(root, identity);
    }
    return [...known]
      .map(([card, identity]) => ({
        uid: this.#cards.list[card] ?? '',
        deck: identity?.deck ?? '',
        round: identity?.round ?? '',
        question: identity?.question ?? '',
        ...(identity?.explicitId === undefined ? {} : { explicitId: identity.explicitId }),
      }))
      .sort((a, b) => (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0));
  }

  /** Every rating that was not taken back, in no particular order, under the uid that continues its card. */
  *reviews(): IterableIterator<Review> {
    const history = this.#history;
    for (let row = 0; row < history.length; row += 1) {
      if (!isReview(history.code(row)) || this.#cancelled.has(history.idHash(row))) continue;
      yield this.#review(row, this.#root(history.card(row)));
    }
  }

  /**
   * The same ratings card by card, each card's in the order in which they count, with the phase that the card was in.
   */
  *ratings(): IterableIterator<PhasedReview> {
    if (this.#aliasesStale) this.#resolveAliases();
    const history = this.#history;
    const phases = phaseScheduler(this.#schedule);
    for (let card = 0; card < this.#cards.list.length; card += 1) {
      let standing = NEW_STANDING;
      for (const row of this.#rowsInOrder(card)) {
        if (this.#cancelled.has(history.idHash(row))) continue;
        if (isReview(history.code(row))) yield { ...this.#review(row, card), phase: standing.memory.phase };
        standing = this.#standingAfter(standing, row, phases);
      }
    }
  }

  #review(row: number, card: number): Review {
    const history = this.#history;
    const code = history.code(row);
    return {
      uid: this.#cards.list[card] ?? '',
      at: history.at(row),
      day: history.day(row),
      rating: ratingOf(code),
      mode: code > CRAM ? 'cram' : 'study',
      spokenMs: history.spoken(row),
      coverage: history.coverage(row),
    };
  }

  content(): StoreContent {
    this.#settleAll();
    return {
      cards: this.#cards.list,
      devices: this.#devices.list,
      history: this.#history,
      identities: [...this.#identities],
      adoptions: this.#adoptions,
      cancelled: [...this.#cancelled],
      standings: [...this.#standings].map(([card, standing]) => [
        card,
        standing,
        this.#latest.get(card) ?? { at: 0, seq: 0 },
      ]),
      lastSeq: this.#lastSeq,
      lastTimes: [...this.#lastTimes].map(([device, { seq, at }]) => [device, seq, at]),
    };
  }

  static from(content: StoreContent, settings: StudySettings): StudyStore {
    const store = new StudyStore(settings);
    content.cards.forEach((name) => store.#cards.numberOf(name));
    content.devices.forEach((name) => store.#devices.numberOf(name));
    store.#history = content.history;
    for (const [card, identity] of content.identities) store.#identities.set(card, identity);
    store.#adoptions = [...content.adoptions];
    for (const { idHash } of content.adoptions) store.#adoptionIds.add(idHash);
    for (const idHash of content.cancelled) store.#cancelled.add(idHash);
    store.#resolveAliases();
    store.#stale.clear();
    for (const [card, standing, latest] of content.standings) {
      store.#standings.set(card, standing);
      store.#latest.set(card, latest);
    }
    store.#lastSeq = content.lastSeq;
    for (const [device, seq, at] of content.lastTimes) store.#lastTimes.set(device, { seq, at });
    return store;
  }
}

type RowRecord = Exclude<LogRecord, { type: 'undo' | 'card' | 'adopt' }>;

function rowOf(record: RowRecord, card: number, device: number): Row {
  const base = {
    card,
    device,
    at: record.at,
    seq: record.seq,
    idHash: hashId(record.id),
    day: 0,
    spoken: -1,
    coverage: -1,
  };
  if (record.type === 'review') {
    const code = record.rating + (record.mode === 'cram' ? CRAM : 0);
    return { ...base, code, day: dayFromText(record.day) ?? 0, ...measured(record) };
  }
  if (record.type === 'bury') return { ...base, code: ROW.bury, day: dayFromText(record.until) ?? 0 };
  return { ...base, code: ROW[record.type] };
}

function measured({ spokenMs, coverage }: ReviewRecord): { spoken: number; coverage: number } {
  return { spoken: spokenMs ?? -1, coverage: coverage ?? -1 };
}

function isSame(a: Adoption, b: Adoption): boolean {
  return a.idHash === b.idHash && a.from === b.from && a.to === b.to && a.at === b.at;
}

import { dayFromText } from '../calendar';
import type { Mode, Rating } from '../types';

/** The format that this version writes and reads. */
export const RECORD_VERSION = 1;

interface RecordBase {
  readonly v: typeof RECORD_VERSION;
  /** Unique over all devices and time; two records with the same id are copies of one another. */
  readonly id: string;
  readonly device: string;
  /** Greater than that of every record its writer had seen: the order in a device even when its clock was set back. */
  readonly seq: number;
  /** When, milliseconds since the epoch, by the device's clock. */
  readonly at: number;
}

/** The study day is written down with the rating, so that every device, in whatever time zone, rebuilds the same state. */
export interface ReviewRecord extends RecordBase {
  readonly type: 'review';
  readonly card: string;
  readonly rating: Rating;
  readonly mode: Mode;
  /** Local study day, YYYY-MM-DD. */
  readonly day: string;
  readonly spokenMs?: number;
  readonly coverage?: number;
}

interface MarkRecord extends RecordBase {
  readonly type: 'suspend' | 'unsuspend' | 'unbury' | 'flag' | 'unflag' | 'reset';
  readonly card: string;
}

interface BuryRecord extends RecordBase {
  readonly type: 'bury';
  readonly card: string;
  /** First study day on which it is shown again, YYYY-MM-DD. */
  readonly until: string;
}

/** Takes one earlier record back. */
interface UndoRecord extends RecordBase {
  readonly type: 'undo';
  readonly of: string;
}

/** How a card looked in its deck: lets its history be found again when the text changed. */
interface IdentityRecord extends RecordBase {
  readonly type: 'card';
  readonly card: string;
  readonly deck: string;
  readonly round: string;
  readonly question: string;
  readonly explicitId?: string;
}

/** A confirmed match: the history of `from` continues as `to`. */
interface AdoptRecord extends RecordBase {
  readonly type: 'adopt';
  readonly from: string;
  readonly to: string;
}

export type LogRecord = ReviewRecord | MarkRecord | BuryRecord | UndoRecord | IdentityRecord | AdoptRecord;

type WithoutStamp<T> = T extends LogRecord ? Omit<T, keyof RecordBase> : never;

/** What happened, before the writer adds who, when and in which order. */
export type LogEntry = WithoutStamp<LogRecord>;

type ParsedLine =
  | { readonly kind: 'record'; readonly record: LogRecord }
  /** Well formed, but of a version or type that this program does not know. */
  | { readonly kind: 'newer' }
  | { readonly kind: 'bad' };

const BAD: ParsedLine = { kind: 'bad' };
const LONGEST_NAME = 4096;
const LATEST = 253_402_300_799_999; // the end of the year 9999

/** One line of a log, without its line ending. Never throws. */
export function parseRecord(line: string): ParsedLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return BAD;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return BAD;
  const fields = value as Partial<Record<string, unknown>>;
  const { v, type } = fields;
  if (typeof v !== 'number' || !Number.isInteger(v) || v < 1 || typeof type !== 'string') return BAD;
  if (v > RECORD_VERSION) return { kind: 'newer' };
  if (!isName(fields['id']) || !isName(fields['device'])) return BAD;
  if (!isCount(fields['seq']) || !isCount(fields['at']) || fields['at'] > LATEST) return BAD;
  const check = Object.hasOwn(CHECKS, type) ? CHECKS[type as LogRecord['type']] : undefined;
  if (check === undefined) return { kind: 'newer' };
  return check(fields) ? { kind: 'record', record: fields as unknown as LogRecord } : BAD;
}

/** A record as a line of a log, with its line feed. */
export function encodeRecord(record: LogRecord): string {
  return `${JSON.stringify(record)}\n`;
}

type Fields = Partial<Record<string, unknown>>;

const onCard = (fields: Fields): boolean => isName(fields['card']);

const CHECKS: Record<LogRecord['type'], (fields: Fields) => boolean> = {
  review: (fields) =>
    onCard(fields) &&
    isRating(fields['rating']) &&
    (fields['mode'] === 'study' || fields['mode'] === 'cram') &&
    isDay(fields['day']) &&
    isOptional(fields['spokenMs'], isCount) &&
    isOptional(fields['coverage'], isShare),
  suspend: onCard,
  unsuspend: onCard,
  unbury: onCard,
  flag: onCard,
  unflag: onCard,
  reset: onCard,
  bury: (fields) => onCard(fields) && isDay(fields['until']),
  undo: (fields) => isName(fields['of']),
  card: (fields) =>
    onCard(fields) &&
    typeof fields['deck'] === 'string' &&
    typeof fields['round'] === 'string' &&
    typeof fields['question'] === 'string' &&
    isOptional(fields['explicitId'], isName),
  adopt: (fields) => isName(fields['from']) && isName(fields['to']),
};

function isOptional(value: unknown, check: (value: unknown) => boolean): boolean {
  return value === undefined || check(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST_NAME;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function isRating(value: unknown): value is Rating {
  return value === 1 || value === 2 || value === 3 || value === 4;
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && dayFromText(value) !== undefined;
}

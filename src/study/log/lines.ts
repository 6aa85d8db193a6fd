import { isUtf8 } from 'node:buffer';
import type { StudyProblemCode } from '../types';
import { parseRecord } from './record';
import type { LogRecord } from './record';

/** Longer lines are skipped: no record is anywhere near it. Bytes. */
export const LONGEST_LINE = 1 << 20;

export interface LineProblem {
  readonly code: StudyProblemCode;
  readonly message: string;
}

interface LineContent {
  /** Usually one; several where lines were glued together. */
  readonly records: readonly LogRecord[];
  readonly problem?: LineProblem;
}

const NOTHING: LineContent = { records: [] };
const KEPT = 'The line is kept in the file and skipped; no other line is affected.';

/** Reads one line, without its line feed. Never throws; whatever is no record becomes a problem. */
export function readLine(bytes: Buffer): LineContent {
  if (bytes.length > LONGEST_LINE) return { records: [], problem: endlessLine(bytes.length) };
  const text = trimmed(bytes.toString('utf8'));
  if (text === '') return NOTHING;
  const parsed = parseRecord(text);
  if (parsed.kind === 'record' && isText(text, bytes)) return { records: [parsed.record] };
  if (parsed.kind === 'newer') {
    return {
      records: [],
      problem: {
        code: 'newer-record',
        message: 'A newer version of Greenroom wrote this record. It is kept; update to have it counted.',
      },
    };
  }
  return readDamaged(text, bytes);
}

export function endlessLine(length: number): LineProblem {
  return { code: 'line-too-long', message: `This line is ${length} bytes long, which no record is. ${KEPT}` };
}

/** Bytes that are no UTF-8 decode to U+FFFD: a name read from them would be another name. */
function isText(text: string, bytes: Buffer): boolean {
  return !text.includes('\uFFFD') || isUtf8(bytes);
}

function readDamaged(text: string, bytes: Buffer): LineContent {
  if (isConflictMarker(text)) {
    return {
      records: [],
      problem: {
        code: 'conflict-marker',
        message:
          'A merge left its conflict markers in this log. The records of both sides are counted; ' +
          'delete only the lines that begin with <<<<<<<, ======= and >>>>>>>.',
      },
    };
  }
  const records = rescued(text, bytes);
  const torn = text.startsWith('\0') || text.startsWith('{"v":');
  const what = torn ? 'This line was cut short, as a crash or a full disk does.' : 'This line is not a review record.';
  const saved = records.length > 0 ? ` ${records.length} whole record(s) in it were read.` : '';
  return { records, problem: { code: torn ? 'torn-line' : 'unreadable-line', message: `${what}${saved} ${KEPT}` } };
}

/** Whole records in a line that was glued to a torn one, or that a crash filled with NULs. */
function rescued(text: string, bytes: Buffer): LogRecord[] {
  const start = '{"v":';
  const records: LogRecord[] = [];
  let from = text.indexOf(start);
  while (from >= 0) {
    const next = text.indexOf(start, from + start.length);
    const piece = trimmed(text.slice(from, next < 0 ? undefined : next));
    const parsed = parseRecord(piece);
    if (parsed.kind === 'record' && isText(piece, bytes)) records.push(parsed.record);
    from = next;
  }
  return records;
}

function trimmed(text: string): string {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  let end = text.length;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0;
}

const MARKERS = ['<<<<<<<', '=======', '>>>>>>>', '|||||||'];

function isConflictMarker(text: string): boolean {
  return MARKERS.some((marker) => text === marker || text.startsWith(`${marker} `));
}

import { shown } from '../text/normalise';
import type { CyclicBucket } from '../../model/types';
import type { TimeExpression } from '../time/expression';
import type { Period } from '../time/periods';
import type { Cursor } from './cursor';
import { isKeyword } from './cursor';
import type { DraftTime, NameChoice } from './draft';
import { Refusal } from './draft';
import type { Term } from './terms';

/** The time that a term can be read as. */
export function timeOf(term: Term | undefined): TimeExpression | undefined {
  if (term?.kind === 'time') return term.time;
  return term?.kind === 'number' ? term.year : undefined;
}

const OPENINGS = ['before', 'after', 'since', 'until', 'from', 'between'] as const;

/** Whether a condition on time starts at a term: `last week`, `before 2025`, `between March 2025 and …`. */
export function startsTime(cursor: Cursor, term: Term | undefined): boolean {
  if (timeOf(term)) return true;
  return term !== undefined && isKeyword(term, ...OPENINGS) && timeOf(cursor.after(term.to)) !== undefined;
}

interface Moment {
  readonly start: number;
  readonly end: number;
  readonly time: Exclude<TimeExpression, { kind: 'invalid' }>;
}

/** Takes one time expression; a date that does not exist is refused at its own characters. */
function takeMoment(cursor: Cursor): Moment {
  const term = cursor.peek();
  const time = timeOf(term);
  if (!term || !time) {
    const at = term ?? { start: cursor.question.length, end: cursor.question.length };
    throw new Refusal('invalid-query', 'A date or a period is missing here.', at);
  }
  cursor.take(term);
  if (time.kind === 'invalid') {
    const tokens = cursor.terms.tokens;
    const start = tokens[term.from + time.from]?.start ?? term.start;
    const end = tokens[term.from + time.to - 1]?.end ?? term.end;
    throw new Refusal('invalid-date', `“${shown(cursor.text({ start, end }))}” ${time.why}.`, { start, end });
  }
  return { start: term.start, end: term.end, time };
}

function takePeriod(cursor: Cursor): { readonly period: Period; readonly start: number; readonly end: number } {
  const moment = takeMoment(cursor);
  if (moment.time.kind === 'period') return { ...moment, period: moment.time.period };
  throw new Refusal('invalid-query', `“${cursor.text(moment)}” needs its year here.`, moment);
}

/** Reads a condition on time where `startsTime` holds; `subject` is the date that it is about. */
export function readTime(cursor: Cursor, subject?: NameChoice): DraftTime {
  const opening = cursor.accept(...OPENINGS);
  const about = subject ? { subject } : {};
  const first = opening?.keyword.id;
  if (opening && first !== undefined) {
    const one = takePeriod(cursor);
    let period: Period;
    let end = one.end;
    if (first === 'before') period = bound({ end: one.period.start });
    else if (first === 'after') period = bound({ start: one.period.end });
    else if (first === 'since') period = bound({ start: one.period.start });
    else if (first === 'until') period = bound({ end: one.period.end });
    else {
      const joiner = cursor.accept('to', 'and', 'until');
      if (joiner) {
        const other = takePeriod(cursor);
        end = other.end;
        period = span(cursor, one, other, opening.start);
      } else if (first === 'from') period = bound({ start: one.period.start });
      else throw new Refusal('invalid-query', '“between” needs two dates: between … and ….', opening);
    }
    return noted(cursor, { kind: 'time', ...about, start: opening.start, end, periods: [period], cycles: [] });
  }
  const moment = takeMoment(cursor);
  if (moment.time.kind === 'period' && isKeyword(cursor.peek(), 'to') && timeOf(cursor.peekSecond())) {
    cursor.accept('to');
    const other = takePeriod(cursor);
    const one = { period: moment.time.period, start: moment.start, end: moment.end };
    const period = span(cursor, one, other, moment.start);
    return noted(cursor, {
      kind: 'time',
      ...about,
      start: moment.start,
      end: other.end,
      periods: [period],
      cycles: [],
    });
  }
  return noted(cursor, readList(cursor, moment, about));
}

/** `2024 and 2025`, `March or April`: any of several. */
function readList(cursor: Cursor, first: Moment, about: { subject?: NameChoice }): DraftTime {
  const periods: Period[] = [];
  const cycles: { bucket: CyclicBucket; value: string }[] = [];
  const take = ({ time }: Moment): void => {
    if (time.kind === 'period') periods.push(time.period);
    else cycles.push({ bucket: time.bucket, value: time.value });
  };
  take(first);
  let end = first.end;
  while (isKeyword(cursor.peek(), 'and', 'or')) {
    const next = timeOf(cursor.peekSecond());
    if (!next || (next.kind !== 'invalid' && next.kind !== first.time.kind)) break;
    cursor.accept('and', 'or');
    const moment = takeMoment(cursor);
    take(moment);
    end = moment.end;
  }
  const { relative } = first.time.kind === 'period' ? first.time : { relative: undefined };
  const alone = periods.length === 1 && relative ? { relative } : {};
  return { kind: 'time', ...about, ...alone, start: first.start, end, periods, cycles };
}

function noted(cursor: Cursor, time: DraftTime): DraftTime {
  cursor.note({ start: time.start, end: time.end, kind: 'date', time });
  return time;
}

function bound(period: { start?: number | undefined; end?: number | undefined }): Period {
  return {
    ...(period.start === undefined ? {} : { start: period.start }),
    ...(period.end === undefined ? {} : { end: period.end }),
  };
}

function span(
  cursor: Cursor,
  one: { readonly period: Period; readonly start: number },
  other: { readonly period: Period; readonly end: number },
  start: number,
): Period {
  if ((one.period.start ?? 0) >= (other.period.end ?? Infinity)) {
    const at = { start, end: other.end };
    throw new Refusal('invalid-date', `“${cursor.text(at)}” ends before it begins.`, at);
  }
  return bound({ start: one.period.start, end: other.period.end });
}

import { Stop } from './stop';
import type { Request } from './types';

const MAX_TEXT = 20_000;
const MAX_SQL = 200_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.Z+-]{0,30})?$/;

/** Refuses what is no request before anything else looks at it. */
export function checkRequest({ question, query, sql, now }: Request): void {
  const asked = [question, query, sql].filter((one) => one !== undefined);
  if (asked.length !== 1) {
    throw new Stop('failed', 'invalid-request', 'A request holds a question, a query or SQL: exactly one of them.');
  }
  if (question !== undefined && question.length > MAX_TEXT) {
    throw new Stop(
      'refused',
      'too-complex',
      `A question can have ${MAX_TEXT} characters; this one has ${question.length}.`,
    );
  }
  if (sql !== undefined && sql.length > MAX_SQL) {
    throw new Stop('refused', 'too-complex', `SQL can have ${MAX_SQL} characters; this has ${sql.length}.`);
  }
  if (now !== undefined && !isDate(now)) {
    throw new Stop(
      'refused',
      'invalid-date',
      `"${now.slice(0, 40)}" is no date that exists. Write "now" as YYYY-MM-DD.`,
    );
  }
}

function isDate(text: string): boolean {
  const [whole, year = '', month = '', day = ''] = DATE.exec(text) ?? [];
  if (whole === undefined) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
}

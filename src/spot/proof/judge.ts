import { compareRows, sameCell } from '../evaluation/compare';
import type { Cell } from '../port';
import type { Answer } from '../runtime';
import type { Condition, Expectation, Verdict } from './types';

/** Answers so far, the first question's first. */
export type Earlier = readonly Answer[];

/**
 * What came of each expectation of a question. Unless one says how the question ends, it has to be answered: an
 * expectation about rows is never met by a refusal.
 */
export function judge(expectations: readonly Expectation[], answer: Answer, earlier: Earlier): Verdict[] {
  const implied: Condition = { is: 'status', status: 'answered' };
  const told = expectations.some(({ is }) => is === 'status');
  const all = told ? expectations : [{ ...implied, text: 'answered' }, ...expectations];
  return all.map((condition) => ({ expected: condition.text, ...judgeOne(condition, answer, earlier) }));
}

/** Characters of a long text that are shown. */
const EXCERPT = 160;

type Judged = Omit<Verdict, 'expected'>;

function judgeOne(condition: Condition, answer: Answer, earlier: Earlier): Judged {
  const { rows, trace } = answer;
  switch (condition.is) {
    case 'status': {
      const { status, reason } = condition;
      return {
        held: answer.status === status && (reason === undefined || answer.reason === reason),
        came: said(answer),
      };
    }
    case 'rows':
      return { held: rows.length === condition.count, came: count(rows.length, 'row') };
    case 'row': {
      const held = rows.some((row) => matches(row, condition.cells));
      return { held, came: held ? 'there is that row' : `no such row; ${some(rows)}` };
    }
    case 'compared':
      return compared(condition, rows, earlier[condition.with - 1]?.rows ?? []);
    case 'cache':
      return { held: answer.cache === condition.cache, came: answer.cache };
    case 'step':
      return stepOf(condition, answer);
    case 'proposals': {
      const plans = trace.filter(({ step }) => step === 'plan').length;
      return { held: plans === condition.count, came: count(plans, 'proposal') };
    }
    case 'check': {
      const check = answer.checks.find(({ name }) => name === condition.name);
      return { held: check?.passed === true, came: check ? check.detail : 'that check was not made' };
    }
    case 'text':
      return textOf(condition, answer);
    case 'accuracy':
      return { held: false, came: 'no suite was run' };
  }
}

function compared(
  { how, with: step }: Extract<Condition, { is: 'compared' }>,
  rows: Answer['rows'],
  others: Answer['rows'],
): Judged {
  if (how === 'none') {
    const seen = new Set(others.map((row) => JSON.stringify(row)));
    const shared = rows.find((row) => seen.has(JSON.stringify(row)));
    // Nothing shares no row with anything: that would prove nothing.
    if (rows.length === 0 || others.length === 0) return { held: false, came: 'one of the two has no rows at all' };
    return { held: !shared, came: shared ? `both have ${show(shared)}` : `none of its ${others.length} rows` };
  }
  const { equal, reason } = compareRows(others, rows, false);
  const came = equal
    ? `the ${count(rows.length, 'row')} of step ${step}`
    : `not those of step ${step}: ${reason ?? ''}`;
  return { held: equal === (how === 'same'), came };
}

function stepOf({ step, holds, present }: Extract<Condition, { is: 'step' }>, { trace }: Answer): Judged {
  const ran = trace.filter((one) => one.step === step);
  const found = ran.find(({ detail }) => detail.includes(holds));
  const came = found
    ? `${step}: ${found.detail}`
    : ran.length > 0
      ? ran.map(({ detail }) => `${step}: ${detail}`).join('; ')
      : `no step ${step}`;
  return { held: (found !== undefined) === present, came };
}

function textOf({ of, holds, present }: Extract<Condition, { is: 'text' }>, answer: Answer): Judged {
  const texts =
    of === 'suggestion'
      ? (answer.suggestions ?? []).map(({ text }) => text)
      : [(of === 'sql' ? answer.sql : answer.message) ?? ''];
  const wanted = holds.toLowerCase();
  const held = texts.some((text) => text.toLowerCase().includes(wanted)) === present;
  return { held, came: excerpt(texts.filter((text) => text !== '').join(', '), wanted) || `no ${of}` };
}

/** On one line, around what was looked for. */
function excerpt(text: string, wanted: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= EXCERPT) return line;
  const from = Math.max(0, line.toLowerCase().indexOf(wanted) - EXCERPT / 2);
  const to = from + EXCERPT;
  return `${from > 0 ? '…' : ''}${line.slice(from, to)}${to < line.length ? '…' : ''}`;
}

/** A row may have more cells than are told. */
function matches(row: readonly Cell[], cells: readonly (string | null | undefined)[]): boolean {
  if (cells.length > row.length) return false;
  return cells.every((cell, at) => cell === undefined || sameCell(cell, plain(row[at] ?? null)));
}

function plain(cell: Cell): Cell {
  return typeof cell === 'boolean' ? String(cell) : cell;
}

/** How a question ended, in a line. */
export function said({ status, reason, message, rows }: Answer): string {
  if (status === 'answered') return `answered, ${count(rows.length, 'row')}`;
  return `${status} (${reason ?? ''}): ${(message ?? '').replace(/\s+/g, ' ').trim()}`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function some(rows: Answer['rows']): string {
  if (rows.length === 0) return 'there are no rows';
  const first = rows.slice(0, 3).map(show).join(' · ');
  return `the rows are ${first}${rows.length > 3 ? ' …' : ''}`;
}

function show(row: readonly Cell[]): string {
  return row
    .map((cell) => (cell === null ? '—' : String(cell)))
    .join(' | ')
    .slice(0, 200);
}

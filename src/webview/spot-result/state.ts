import type { SpotLanguage, SpotResult } from '../../protocol';
import type { Read } from './read';

export type View = 'table' | 'chart' | 'sql' | 'trace' | 'checks';

/** A request that failed, and how to try it again. */
export interface Failure {
  readonly message: string;
  readonly retry: () => void;
}

/** Everything that is drawn besides the table and the chart themselves. Replaced as a whole, never changed in place. */
export interface State {
  readonly read: Read | undefined;
  readonly language: SpotLanguage;
  readonly view: View;
  /** Of a refused question: whether its trace is shown. */
  readonly details: boolean;
  readonly vote: 'up' | 'down' | undefined;
  readonly failure: Failure | undefined;
  /** For screen readers; the number makes the same words news again. */
  readonly announcement: { readonly text: string; readonly number: number };
  /** What was just done, where nothing else shows it. */
  readonly done: string;
}

/** The views of a result that hold something. */
export function viewsOf(result: SpotResult, charts: boolean): View[] {
  const answered = result.status === 'answered';
  return [
    ...(answered ? (['table'] as const) : []),
    ...(answered && charts ? (['chart'] as const) : []),
    ...(result.sql === undefined ? [] : (['sql'] as const)),
    'trace',
    ...(answered ? (['checks'] as const) : []),
  ];
}

/** SQL says nothing about what words mean: there is nothing to learn from a vote on it. */
export function takesVotes({ status, language }: SpotResult): boolean {
  return status === 'answered' && language === 'spot';
}

/** A result of one row and nothing but numbers is shown large. */
export function isNumberOnly({ columns, rowCount, page }: SpotResult): boolean {
  const few = columns.length > 0 && columns.length <= 4;
  return rowCount === 1 && few && columns.every(({ role }) => role === 'measure') && page[0]?.length === 1;
}

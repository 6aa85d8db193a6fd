import type { Answer, Reason, AnswerSuggestion } from './types';

/** Ends a request without an answer; caught where the answer is put together. */
export class Stop extends Error {
  constructor(
    readonly status: Exclude<Answer['status'], 'answered'>,
    readonly reason: Reason,
    message: string,
    readonly more: {
      readonly suggestions?: readonly AnswerSuggestion[];
      readonly start?: number;
      readonly end?: number;
    } = {},
  ) {
    super(message);
    this.name = 'Stop';
  }
}

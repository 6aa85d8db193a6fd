import { shown } from '../text/normalise';
import type { Cursor } from './cursor';
import { isKeyword } from './cursor';
import type { Draft, DraftGroup, DraftMeasure, Intent, NameChoice } from './draft';
import { Refusal } from './draft';
import type { MeasurePhrases } from './measures';
import { attributesOf } from './operands';
import type { Term } from './terms';

const MAX_TOP = 1_000_000;

/** The parts of the parser that rankings need: they know groups, this file does not. */
export interface GroupReader {
  choiceOf(term: Term & { kind: 'name' }): NameChoice;
  group(): boolean;
  attribute(term: Term & { kind: 'name' }): Omit<DraftGroup, 'inside'>;
}

/** Reads top and bottom, sort, limit and "as share". */
export class Ranking {
  constructor(
    private readonly cursor: Cursor,
    private readonly draft: Draft,
    private readonly phrases: MeasurePhrases,
    private readonly groups: GroupReader,
  ) {}

  /** `as share`. */
  as(at: Term): void {
    const word = this.cursor.accept('share', 'cumulative', 'rank', 'moving', 'growth');
    if (!word)
      throw new Refusal(
        'invalid-query',
        '“as” is followed by share, rank, running total, moving average or growth.',
        at,
      );
    const { id } = word.keyword;
    const intent: Intent = id === 'moving' ? { kind: 'moving_average', rows: this.phrases.rows() ?? 0 } : { kind: id };
    this.draft.as = intent;
  }

  /** `top 5 products`. */
  top(word: Term, direction: 'top' | 'bottom'): void {
    const { cursor, draft } = this;
    const number = cursor.peek();
    let n: number | undefined;
    if (number?.kind === 'number') {
      n = this.wholeNumber(number);
    }
    cursor.accept('link');
    const name = cursor.peek();
    if (draft.top) throw new Refusal('invalid-query', 'One top or bottom at a time, please.', word);
    const plural = name?.kind === 'name' && cursor.text(name).toLowerCase().endsWith('s');
    draft.top = {
      n: n ?? (plural ? 10 : 1),
      direction,
      start: word.start,
      end: number?.kind === 'number' ? number.end : word.end,
    };
    if (draft.byMeasure) {
      draft.top.by = draft.byMeasure;
      delete draft.byMeasure;
    }
    if (name?.kind === 'name' && (!this.phrases.starts(name) || attributesOf(this.groups.choiceOf(name)).length > 0))
      this.groups.group();
    else if (isKeyword(name, 'bucket')) this.groups.group();
  }

  private wholeNumber(term: Term & { kind: 'number' }): number {
    if (typeof term.value !== 'number' || !Number.isInteger(term.value) || term.value < 1 || term.value > MAX_TOP) {
      throw new Refusal(
        'invalid-query',
        `“${shown(this.cursor.text(term))}” should be a whole number from 1 to 1,000,000.`,
        term,
      );
    }
    this.cursor.take(term);
    this.cursor.part(term, 'number', String(term.value));
    return term.value;
  }

  limit(word: Term): void {
    const number = this.cursor.peek();
    if (number?.kind !== 'number') {
      this.cursor.stray(word, 'needs a number after it');
      throw new Refusal('invalid-query', `“${this.cursor.text(word)}” needs a number after it.`, word);
    }
    this.draft.limit = this.wholeNumber(number);
    this.cursor.accept('rows');
  }

  sort(): void {
    const { cursor, draft } = this;
    for (;;) {
      const term = cursor.peek();
      if (!term)
        throw new Refusal('invalid-query', 'A measure or an attribute to sort by is missing.', {
          start: Math.max(0, cursor.question.length - 1),
          end: cursor.question.length,
        });
      const key = this.sortKey(term);
      if (isKeyword(cursor.peek(), 'and') && isKeyword(cursor.peekSecond(), 'direction')) cursor.accept('and');
      const direction = cursor.accept('direction');
      draft.orders.push({
        key,
        ...(direction ? { direction: direction.keyword.direction } : {}),
        start: term.start,
        end: direction?.end ?? term.end,
      });
      const next = cursor.peekSecond();
      if (!isKeyword(cursor.peek(), 'and') || !(next?.kind === 'name' || this.phrases.starts(next))) return;
      cursor.accept('and');
    }
  }

  private sortKey(term: Term): { measure: DraftMeasure } | { group: DraftGroup } {
    const { cursor } = this;
    if (this.phrases.starts(term)) return { measure: this.phrases.read() };
    const bucket = cursor.accept('bucket');
    if (bucket)
      return { group: { bucket: bucket.keyword.bucket, inside: false, start: bucket.start, end: bucket.end } };
    if (term.kind === 'name' && attributesOf(this.groups.choiceOf(term)).length > 0) {
      const group = this.groups.attribute(term);
      cursor.take(term);
      return { group: { ...group, inside: false } };
    }
    cursor.take(term);
    throw new Refusal('invalid-query', `“${cursor.text(term)}” is not something to sort by.`, term);
  }
}

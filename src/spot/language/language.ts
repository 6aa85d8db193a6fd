import { shown } from './text/normalise';
import { indexOfName, WEEKDAYS } from '../calendar-names';
import type { Model } from '../model/types';
import type { SemanticQuery } from '../query/types';
import { completions } from './complete';
import { describeQuery } from './describe';
import { contextOf, followsOn, merge, piecesOf } from './follow';
import { createNames, type Names } from './lexicon/names';
import { withRoles, type ValueIndex } from './lexicon/values';
import { Cursor } from './parse/cursor';
import type { Draft } from './parse/draft';
import { Refusal } from './parse/draft';
import { Parser } from './parse/parser';
import { TermReader } from './parse/terms';
import { partsOf } from './parts';
import { buildPieces } from './resolve/build';
import { finish } from './resolve/finish';
import type { Pieces } from './resolve/pieces';
import { Resolver } from './resolve/resolver';
import { Suggester } from './suggest';
import { MAX_LENGTH, MAX_TOKENS, tokenise } from './text/tokens';
import { parseIso } from './time/calendar';
import type { Clock } from './time/periods';
import type { Completion, Explanation, LanguageOptions, ParseRequest, ParseResult, Part, Refused } from './types';

/** Earlier questions of a conversation that are looked at. */
const MAX_FOLLOW = 50;

/** Turns questions into queries for one model and one tenant's values. Stateless: the same input gives the same result. */
export interface Language {
  /**
   * Reads a question. Never throws for what a question holds; throws a RangeError when `now` is not an ISO date. Offsets
   * are UTF-16 and lie within the question.
   */
  parse(question: string, request: ParseRequest): ParseResult;
  /** What may be typed at the cursor, best first. */
  complete(partial: string, cursor: number, request: ParseRequest): readonly Completion[];
  /** What each part of a question, finished or not, is taken for. */
  explain(partial: string, request: ParseRequest): Explanation;
  /** A question that means this query: the grammar's own wording. */
  describe(query: SemanticQuery): string;
}

/** Builds the language of a model: names are indexed once, in time linear in them. */
export function createLanguage(model: Model, values: ValueIndex, options: LanguageOptions = {}): Language {
  return new Reader(model, values, options);
}

/** One question on its way to a query. */
interface Reading {
  readonly draft?: Draft;
  readonly parts: readonly Part[];
  readonly result: ParseResult;
}

class Reader implements Language {
  private readonly names: Names;
  private readonly values: ValueIndex;
  private readonly suggester: Suggester;

  constructor(
    private readonly model: Model,
    values: ValueIndex,
    private readonly options: LanguageOptions,
  ) {
    this.names = createNames(model);
    this.values = withRoles(model, values);
    this.suggester = new Suggester(this.names, this.values);
  }

  parse(question: string, request: ParseRequest): ParseResult {
    return this.read(question, request).result;
  }

  explain(partial: string, request: ParseRequest): Explanation {
    const { parts, result } = this.read(partial, request);
    return result.status === 'ok' ? { parts: result.interpretation } : { parts, refusal: result };
  }

  complete(partial: string, cursor: number, request: ParseRequest): readonly Completion[] {
    const clock = this.clock(request.now);
    return completions({
      model: this.model,
      names: this.names,
      values: this.values,
      partial,
      cursor,
      clock,
      most: this.options.completions ?? 50,
      follows: (request.follow?.length ?? 0) > 0,
    });
  }

  describe(query: SemanticQuery): string {
    return describeQuery(query, new Resolver(this.model, this.names, []), this.model);
  }

  private clock(now: string): Clock {
    const today = parseIso(now);
    if (today === undefined) throw new RangeError(`"${now}" is not an ISO date (YYYY-MM-DD).`);
    return { today, weekStart: Math.max(0, indexOfName(WEEKDAYS, this.model.weekStart)) };
  }

  private read(question: string, request: ParseRequest): Reading {
    const clock = this.clock(request.now);
    const before = this.conversation(request);
    return this.readOne(question, clock, request, before);
  }

  /** What the conversation has come to: questions that were refused changed nothing. */
  private conversation(request: ParseRequest): SemanticQuery | undefined {
    let query: SemanticQuery | undefined;
    const clock = this.clock(request.now);
    for (const earlier of (request.follow ?? []).slice(-MAX_FOLLOW)) {
      if (typeof earlier !== 'string') {
        query = earlier;
        continue;
      }
      const { result } = this.readOne(earlier, clock, request, query);
      if (result.status === 'ok') query = result.query;
    }
    return query;
  }

  private readOne(question: string, clock: Clock, request: ParseRequest, before: SemanticQuery | undefined): Reading {
    const { tokens, cut } = tokenise(question);
    if (cut !== undefined) {
      const message = `A question can have ${MAX_TOKENS} words and ${MAX_LENGTH} characters; this one has more.`;
      const start = Math.min(cut, question.length);
      return {
        parts: [],
        result: { status: 'refused', reason: 'too-complex', message, start, end: question.length, suggestions: [] },
      };
    }
    const terms = new TermReader(tokens, { names: this.names, values: this.values }, clock);
    const cursor = new Cursor(question, terms);
    const resolver = new Resolver(this.model, this.names, request.settled ?? []);
    const parser = new Parser(cursor, { model: this.model, values: this.values });
    const parts = (): Part[] => {
      try {
        return partsOf(cursor.parts, question, resolver);
      } catch (error) {
        if (error instanceof Refusal) return [];
        throw error;
      }
    };
    try {
      const draft = parser.run();
      if (cursor.unknown.length > 0) return { parts: parts(), result: this.unknown(cursor, resolver) };
      const notes: string[] = [];
      const pieces = this.pieces(draft, resolver, before);
      const query = finish(pieces, resolver, clock, question.length, notes);
      return { draft, parts: [], result: { status: 'ok', query, interpretation: parts(), notes } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      cursor.scan();
      const stray = cursor.unknown.length > 0 && error.reason !== 'invalid-date' && error.reason !== 'too-complex';
      return { parts: parts(), result: stray ? this.unknown(cursor, resolver) : this.refused(error, question) };
    }
  }

  private pieces(draft: Draft, resolver: Resolver, before: SemanticQuery | undefined): Pieces {
    if (!before && draft.lead.at) {
      throw new Refusal('invalid-query', 'This changes the question before, but there is none.', draft.lead.at);
    }
    if (!before || !followsOn(draft)) return buildPieces(draft, resolver);
    return merge(piecesOf(before), buildPieces(draft, resolver, contextOf(before, this.model)), draft.lead);
  }

  private refused(error: Refusal, question: string): Refused {
    const end = Math.min(question.length, Math.max(error.spot.start, error.spot.end));
    const start = Math.max(0, Math.min(error.spot.start, end));
    return {
      status: 'refused',
      reason: error.reason,
      message: error.message,
      start,
      end,
      suggestions: error.suggestions,
    };
  }

  /** Unknown words that stand together are one; the first is marked, all are named. */
  private unknown(cursor: Cursor, resolver: Resolver): Refused {
    const { question } = cursor;
    const runs: { start: number; end: number; why?: string }[] = [];
    for (const { start, end, why } of [...cursor.unknown].sort((a, b) => a.start - b.start)) {
      const last = runs.at(-1);
      const together =
        last && why === undefined && last.why === undefined && /^[\s_-]*$/.test(question.slice(last.end, start));
      if (together) last.end = end;
      else runs.push({ start, end, ...(why === undefined ? {} : { why }) });
    }
    const [first = { start: 0, end: question.length }] = runs;
    const text = question.slice(first.start, first.end);
    const misplaced = first.why !== undefined && !first.why.startsWith('is not a value');
    const suggestions = misplaced ? [] : this.suggester.suggest(text, first.start, first.end, resolver);
    const also = runs.slice(1).map(({ start, end }) => `“${shown(question.slice(start, end))}”`);
    const why = first.why ?? 'is not defined';
    const others = also.length > 0 ? ` Nor is it clear what ${also.join(', ')} should do here.` : '';
    const meant = suggestions.length > 0 ? ` Did you mean: ${suggestions.map(({ label }) => label).join(', ')}?` : '';
    const message = `“${shown(text)}” ${why}.${others}${meant}`;
    return { status: 'refused', reason: 'unknown-term', message, start: first.start, end: first.end, suggestions };
  }
}

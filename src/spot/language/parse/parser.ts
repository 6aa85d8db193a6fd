import type { Term } from './terms';
import type { Cursor } from './cursor';
import { isKeyword } from './cursor';
import type { Draft, DraftFilter, DraftGroup, DraftSides, DraftTime, DraftValue, NameChoice, Spot } from './draft';
import { Refusal } from './draft';
import { FilterReader } from './filters';
import { Ranking } from './ranking';
import { MeasurePhrases } from './measures';
import type { ParserContext } from './operands';
import { attributesOf, isDateChoice } from './operands';
import { readTime, startsTime } from './times';

/** Reads a question into a draft: clauses in any order, every word used, noted as filler or noted as unknown. */
export class Parser {
  readonly draft: Draft = {
    measures: [],
    groups: [],
    filters: [],
    orders: [],
    lead: { and: false, change: false, only: false },
  };
  private readonly phrases: MeasurePhrases;
  private readonly filters: FilterReader;
  private readonly ranking: Ranking;

  constructor(
    readonly cursor: Cursor,
    private readonly context: ParserContext,
  ) {
    this.phrases = new MeasurePhrases(cursor);
    this.filters = new FilterReader(cursor, {
      context,
      choiceOf: (term) => this.choiceOf(term),
      startsMeasure: (term) => this.phrases.starts(term),
      readMeasure: () => this.phrases.read(),
    });
    this.ranking = new Ranking(cursor, this.draft, this.phrases, {
      choiceOf: (term) => this.choiceOf(term),
      group: () => this.group(false),
      attribute: (term) => this.attribute(term),
    });
  }

  run(): Draft {
    this.lead();
    for (let term = this.cursor.peek(); term; term = this.cursor.peek()) {
      this.clause(term);
      // Whatever a clause makes of a word, the word after it is next.
      if (this.cursor.position <= term.from) {
        this.cursor.take(term);
        this.cursor.stray(term, 'has nothing to go with here');
      }
    }
    const { byMeasure, groups } = this.draft;
    if (byMeasure && groups.length === 0)
      throw new Refusal(
        'invalid-query',
        `“${this.cursor.text(byMeasure)}” is a measure, and “by” groups by attributes, of which there is none here.`,
        byMeasure,
      );
    return this.draft;
  }

  private choiceOf(term: Term & { kind: 'name' }): NameChoice {
    return { text: this.cursor.text(term), names: term.names, start: term.start, end: term.end };
  }

  /** How a follow-up begins: `and`, `what about`, `only`, `same for`, `now for`. */
  private lead(): void {
    const { cursor, draft } = this;
    for (;;) {
      const word = cursor.accept('and', 'what_about', 'same', 'only');
      if (!word) return;
      if (word.keyword.id === 'and') draft.lead.and = true;
      else if (word.keyword.id === 'only') draft.lead.only = true;
      else this.change(word);
      if (word.keyword.id !== 'and') cursor.accept('link');
    }
  }

  /** A word that only means something after another question. */
  private change(word: Spot): void {
    this.draft.lead.change = true;
    this.draft.lead.at ??= { start: word.start, end: word.end };
  }

  private clause(term: Term): void {
    const { cursor } = this;
    if (startsTime(cursor, term) || term.kind === 'role') {
      if (this.movingBefore(term)) return;
      this.condition(false);
    } else if (term.kind === 'value') this.condition(false);
    else if (term.kind === 'name') this.name(term);
    else if (term.kind === 'number') this.number(term);
    else if (term.kind === 'keyword') this.keyword(term);
    else cursor.take(term);
  }

  private keyword(term: Term & { kind: 'keyword' }): void {
    const { cursor } = this;
    const { keyword } = term;
    switch (keyword.id) {
      case 'by':
      case 'per':
      case 'within':
        cursor.accept(keyword.id);
        this.groups(keyword.id);
        return;
      case 'aggregate':
      case 'how_many':
      case 'share':
      case 'cumulative':
      case 'moving':
      case 'rank':
      case 'growth':
        this.measure();
        return;
      case 'not':
      case 'missing':
      case 'in_list':
      case 'not_in_list':
      case 'open':
        this.condition(false);
        return;
      case 'where':
        cursor.accept('where');
        if (this.phrases.starts(cursor.peek())) this.measure();
        else this.condition(true);
        return;
      case 'only':
        cursor.accept('only');
        this.draft.lead.only = true;
        return;
      case 'same':
      case 'instead':
      case 'what_about':
        cursor.accept(keyword.id);
        this.change(term);
        return;
      case 'and':
      case 'link':
      case 'is':
        cursor.accept(keyword.id);
        return;
      case 'vs':
        cursor.accept('vs');
        this.versus(term);
        return;
      case 'bucket':
        this.group(false);
        return;
      case 'over':
        cursor.accept('over');
        this.draft.over = { bucket: keyword.bucket, over: keyword.over, start: term.start, end: term.end };
        return;
      case 'as':
        cursor.accept('as');
        this.ranking.as(term);
        return;
      case 'top':
        cursor.accept('top');
        this.ranking.top(term, keyword.direction);
        return;
      case 'sort':
        cursor.accept('sort');
        this.ranking.sort();
        return;
      case 'limit':
        cursor.accept('limit');
        this.ranking.limit(term);
        return;
      default:
        cursor.take(term);
        cursor.stray(term, 'has nothing to go with here');
    }
  }

  private name(term: Term & { kind: 'name' }): void {
    const { cursor } = this;
    if (this.phrases.starts(term)) {
      this.measure();
      return;
    }
    const choice = this.choiceOf(term);
    const attributes = attributesOf(choice);
    if (attributes.length === 0) {
      cursor.take(term);
      cursor.stray(term);
      return;
    }
    const filter = this.filters.tryTest(term, this.draft.lead.only);
    if (filter) this.push(filter);
    else if (cursor.peek() === term) this.group(false);
  }

  private measure(): void {
    const { draft } = this;
    const measure = this.phrases.read();
    const condition = this.filters.conditionOn(measure);
    if (condition) draft.filters.push(condition);
    else if (draft.top && !draft.top.by && draft.groups.length === 0) draft.top.by = measure;
    else draft.measures.push(measure);
  }

  /** `3 month moving average of revenue`. */
  private movingBefore(term: Term): boolean {
    if (term.kind !== 'number') return false;
    return this.tryMoving(term);
  }

  private number(term: Term & { kind: 'number' }): void {
    if (this.tryMoving(term)) return;
    this.cursor.take(term);
    this.cursor.stray(term, 'is a number that nothing here asks for');
  }

  private tryMoving(term: Term & { kind: 'number' }): boolean {
    const { cursor, draft } = this;
    const next = cursor.after(term.to);
    const moving = isKeyword(next, 'bucket') ? cursor.after(next.to) : next;
    if (!isKeyword(moving, 'moving')) return false;
    const rows = this.phrases.rows();
    const bucket = cursor.accept('bucket');
    if (bucket)
      draft.groups.push({
        bucket: bucket.keyword.bucket,
        adverb: true,
        inside: false,
        start: bucket.start,
        end: bucket.end,
      });
    const measure = this.phrases.read();
    draft.measures.push({ ...measure, intent: { kind: 'moving_average', rows: rows ?? 0 } });
    return true;
  }

  private condition(where: boolean): void {
    const { cursor } = this;
    const before = cursor.position;
    const filter = this.filters.readOr(where);
    if (filter) this.push(filter);
    else if (cursor.position === before) {
      const term = cursor.peek();
      if (term && where) return;
      if (term) {
        cursor.take(term);
        cursor.stray(term, 'has nothing to go with here');
      }
    }
  }

  /** Keeps a condition, or makes it one side of a comparison where "vs" follows. */
  private push(filter: DraftFilter): void {
    const vs = this.cursor.peekKeyword('vs');
    const sided = (filter.kind === 'time' && !filter.cycles.length) || (filter.kind === 'value' && !filter.negated);
    if (vs && sided) {
      const next = this.cursor.peekSecond();
      if (filter.kind === 'time' ? startsTime(this.cursor, this.skipPeriod(next)) : next?.kind === 'value') {
        this.cursor.accept('vs');
        this.sides(filter);
        return;
      }
    }
    this.draft.filters.push(filter);
  }

  private versus(term: Term): void {
    const next = this.skipPeriod(this.cursor.peek());
    if (startsTime(this.cursor, next)) {
      this.sides(undefined);
      return;
    }
    if (next && this.phrases.starts(next)) {
      const keys = next.kind === 'name' ? next.names.map(({ key }) => key) : [];
      const again = this.draft.measures.some(({ choice }) => choice.names.some(({ key }) => keys.includes(key)));
      if (!again) return;
      const message = `“${this.cursor.text(next)}” stands on both sides. Name it once, then the two values or periods: revenue west vs east.`;
      throw new Refusal('invalid-query', message, { start: term.start, end: next.end });
    }
    if (next?.kind === 'value') {
      const side = this.filters.readOr(false);
      if (side?.kind === 'value' && !this.draft.sides) {
        this.draft.sides = { kind: 'value', sides: [side], start: side.start, end: side.end };
        return;
      }
    }
    throw new Refusal(
      'invalid-query',
      `“${this.cursor.text(term)}” needs two periods, two values or two measures.`,
      term,
    );
  }

  /** `vs the same period last year`. */
  private skipPeriod(term: Term | undefined): Term | undefined {
    if (!isKeyword(term, 'same')) return term;
    const next = this.cursor.after(term.to);
    return isKeyword(next, 'bucket') ? this.cursor.after(next.to) : next;
  }

  private sides(first: DraftTime | DraftValue | undefined): void {
    const { cursor, draft } = this;
    const times: DraftTime[] = first?.kind === 'time' ? [first] : [];
    const values: DraftValue[] = first?.kind === 'value' ? [first] : [];
    do {
      if (cursor.accept('same')) cursor.accept('bucket');
      const term = cursor.peek();
      if (values.length > 0) {
        if (term?.kind !== 'value')
          throw new Refusal(
            'invalid-query',
            'Here a value is missing to compare with.',
            term ?? { start: values[0]?.start ?? 0, end: cursor.question.length },
          );
        const next = this.filters.readOr(false);
        if (next?.kind === 'value') values.push(next);
      } else times.push(readTime(cursor));
    } while (cursor.accept('vs'));
    if (draft.sides) throw new Refusal('invalid-query', 'One comparison with “vs” at a time, please.', draft.sides);
    const [one] = values.length > 0 ? values : times;
    const spot = { start: one?.start ?? 0, end: (values.length > 0 ? values : times).at(-1)?.end ?? 0 };
    const sides: DraftSides =
      values.length > 0 ? { kind: 'value', sides: values, ...spot } : { kind: 'time', sides: times, ...spot };
    draft.sides = sides;
  }

  private groups(how: 'by' | 'per' | 'within'): void {
    const { cursor, draft } = this;
    const inside = how === 'within' || (how === 'per' && draft.top !== undefined);
    const term = cursor.peek();
    const attributes = term?.kind === 'name' ? attributesOf(this.choiceOf(term)) : [];
    if (term?.kind !== 'name' ? this.phrases.starts(term) : attributes.length === 0 && this.phrases.starts(term)) {
      const measure = this.phrases.read();
      if (how !== 'by' && !draft.top) {
        const message = `“${cursor.text(measure)}” is a measure, and “per” groups by attributes. A ratio of measures is a formula of the model.`;
        throw new Refusal('invalid-query', message, measure);
      }
      if (draft.top && !draft.top.by) {
        draft.top.by = measure;
        const next = cursor.peekSecond();
        // "by revenue and units": ranked by the first, and both are columns.
        if (isKeyword(cursor.peek(), 'and') && next?.kind === 'name' && this.phrases.starts(next))
          draft.measures.push(measure);
      } else if (draft.byMeasure) draft.measures.push(measure);
      else draft.byMeasure = measure;
      return;
    }
    if (!this.group(inside)) {
      if (!term)
        throw new Refusal('invalid-query', 'An attribute is missing after this.', {
          start: Math.max(0, cursor.question.length - 1),
          end: cursor.question.length,
        });
      cursor.take(term);
      cursor.stray(term, 'is not something to group by');
      return;
    }
    while (isKeyword(cursor.peek(), 'and')) {
      const next = cursor.peekSecond();
      const grouped =
        isKeyword(next, 'bucket') ||
        (next?.kind === 'name' && attributesOf(this.choiceOf(next)).length > 0 && !this.phrases.starts(next));
      if (!grouped || (next.kind === 'name' && this.operatorAfter(next))) return;
      cursor.accept('and');
      this.group(inside);
    }
  }

  private operatorAfter(term: Term & { kind: 'name' }): boolean {
    return this.filters.operatorAfter(term);
  }

  /** One attribute or period to group by; false when there is none here. */
  private group(inside: boolean): boolean {
    const { cursor, draft } = this;
    const word = cursor.accept('bucket');
    if (word) {
      const { bucket, adverb } = word.keyword;
      const of = isKeyword(cursor.peek(), 'link') ? cursor.peekSecond() : undefined;
      if (of?.kind === 'name' && isDateChoice(this.choiceOf(of), this.context)) {
        cursor.accept('link');
        draft.groups.push({ ...this.attribute(of), bucket, inside });
      } else draft.groups.push({ bucket, ...(adverb ? { adverb } : {}), inside, start: word.start, end: word.end });
      return true;
    }
    const term = cursor.peek();
    if (term?.kind !== 'name' || attributesOf(this.choiceOf(term)).length === 0) return false;
    const grouped = this.attribute(term);
    const next = isDateChoice(this.choiceOf(term), this.context) ? cursor.accept('bucket') : undefined;
    draft.groups.push({ ...grouped, ...(next ? { bucket: next.keyword.bucket } : {}), inside });
    if (this.operatorAfter(term)) {
      const filter = this.filters.tryTest(term, true);
      if (filter) this.push(filter);
    }
    return true;
  }

  private attribute(term: Term & { kind: 'name' }): Omit<DraftGroup, 'inside'> {
    const { cursor } = this;
    const choice = { ...this.choiceOf(term), names: attributesOf(this.choiceOf(term)) };
    if (!this.operatorAfter(term)) cursor.take(term);
    cursor.note({ start: term.start, end: term.end, kind: 'attribute', choice });
    const bucket = choice.names[0]?.bucket;
    return { choice, start: term.start, end: term.end, ...(bucket === undefined ? {} : { bucket }) };
  }
}

import type { ComparisonOperator } from '../../query/types';
import { fieldKey } from '../lexicon/values';
import type { Cursor } from './cursor';
import { isKeyword } from './cursor';
import type { DraftFilter, DraftMeasure, DraftValue, NameChoice } from './draft';
import { Refusal } from './draft';
import type { ParserContext } from './operands';
import { attributesOf, isDateChoice, readAmount } from './operands';
import type { ColumnHit, Term } from './terms';
import { AttributeTests } from './comparisons';
import { readTime, startsTime } from './times';

/** Deepest nesting of parentheses and "not". */
const MAX_DEPTH = 24;

/** The parts of the parser that conditions need: they know measures, this file does not. */
export interface MeasureReader {
  readonly context: ParserContext;
  /** The choice that a name term stands for. */
  choiceOf(term: Term & { kind: 'name' }): NameChoice;
  /** Whether a term begins a measure (`revenue`, `average price`, `number of customers`). */
  startsMeasure(term: Term | undefined): boolean;
  readMeasure(): DraftMeasure;
}

/** Reads conditions joined by and / or / not: not binds closest, then and, then or. */
export class FilterReader {
  private depth = 0;

  private readonly tests: AttributeTests;

  constructor(
    private readonly cursor: Cursor,
    private readonly measures: MeasureReader,
  ) {
    this.tests = new AttributeTests(cursor, measures.context);
  }

  readOr(where: boolean): DraftFilter | undefined {
    const all: DraftFilter[] = [];
    for (;;) {
      const part = this.readAnd(where);
      if (part) all.push(part);
      if (!isKeyword(this.cursor.peek(), 'or') || !this.startsAtom(this.cursor.peekSecond(), where)) break;
      this.cursor.accept('or');
    }
    return join('or', all);
  }

  private readAnd(where: boolean): DraftFilter | undefined {
    const all: DraftFilter[] = [];
    for (;;) {
      const part = this.readAtom(where);
      if (part) all.push(part);
      if (!isKeyword(this.cursor.peek(), 'and') || !this.startsAtom(this.cursor.peekSecond(), where)) break;
      this.cursor.accept('and');
      this.cursor.accept('where', 'link');
    }
    return join('and', all);
  }

  /** Whether a condition starts at a term that follows "and" or "or". */
  private startsAtom(term: Term | undefined, where: boolean): boolean {
    if (!term) return false;
    if (term.kind === 'value' || term.kind === 'role' || startsTime(this.cursor, term)) return true;
    if (isKeyword(term, 'not', 'missing', 'open')) return true;
    if (isKeyword(term, 'where', 'link')) return this.startsAtom(this.cursor.after(term.to), where);
    const next = this.cursor.after(term.to);
    return (
      term.kind === 'name' && (this.operatorAfter(term) || this.isOperator(next) || (this.isBoolean(term) && where))
    );
  }

  /** Whether an operator follows an attribute. Words about time only compare dates. */
  operatorAfter(term: Term & { kind: 'name' }): boolean {
    const next = this.cursor.after(term.to);
    const timed = isKeyword(next, 'before', 'after', 'since', 'until', 'between') && startsTime(this.cursor, next);
    if (timed) {
      const choice = this.measures.choiceOf(term);
      const numeric = this.numeric(choice);
      const amounts = this.cursor.after(next.to)?.kind === 'number';
      return isDateChoice(choice, this.measures.context) || (numeric && amounts);
    }
    return !isKeyword(next, 'before', 'after', 'since', 'until') && this.isOperator(next);
  }

  private numeric(choice: NameChoice): boolean {
    return attributesOf(choice).some(({ field }) => field.valueType === 'number');
  }

  private isOperator(term: Term | undefined): boolean {
    if (isKeyword(term, 'link'))
      return this.cursor.text(term).toLowerCase() === 'in' && this.cursor.terms.tokens[term.to]?.text === '(';
    return isKeyword(
      term,
      'compare',
      'is',
      'between',
      'text',
      'in_list',
      'not_in_list',
      'is_null',
      'is_not_null',
      'before',
      'after',
      'since',
      'until',
    );
  }

  private isBoolean(term: Term & { kind: 'name' }): boolean {
    return attributesOf(this.measures.choiceOf(term)).some((name) => name.field.valueType === 'boolean');
  }

  private readAtom(where: boolean): DraftFilter | undefined {
    if (this.depth >= MAX_DEPTH) {
      throw new Refusal(
        'too-complex',
        `Conditions can be nested ${MAX_DEPTH} deep.`,
        this.cursor.peek() ?? { start: 0, end: this.cursor.question.length },
      );
    }
    this.depth += 1;
    const atom = this.atom(where);
    this.depth -= 1;
    return atom;
  }

  private atom(where: boolean): DraftFilter | undefined {
    const { cursor } = this;
    const linked = cursor.peekSecond();
    const open = cursor.accept('open');
    if (open) {
      const inner = this.readOr(true);
      const close = cursor.accept('close');
      if (!close) throw new Refusal('invalid-query', 'This parenthesis is not closed.', open);
      return inner;
    }
    const negation = cursor.accept('not');
    if (negation) {
      cursor.accept('link', 'where');
      return this.negated(negation.start);
    }
    if (isKeyword(cursor.peek(), 'not_in_list', 'in_list') && linked?.kind === 'value') {
      const excluded = cursor.accept('not_in_list', 'in_list')?.keyword.id === 'not_in_list';
      cursor.peek();
      return this.values(linked, excluded);
    }
    const missing = cursor.accept('missing');
    if (missing) return this.missing(missing.start);
    const linkedTo = cursor.peekSecond();
    if (isKeyword(cursor.peek(), 'link') && (linkedTo?.kind === 'value' || startsTime(cursor, linked)))
      cursor.accept('link');
    const term = cursor.peek();
    if (!term) return undefined;
    if (startsTime(cursor, term)) return readTime(cursor);
    if (where && isKeyword(term, 'bucket')) return this.part(term);
    if (term.kind === 'role') return this.role(term);
    if (term.kind === 'value') return this.values(term, false);
    if (term.kind === 'name') {
      const choice = this.measures.choiceOf(term);
      const test = attributesOf(choice).length > 0 ? this.tryTest(term, where) : undefined;
      if (test || cursor.position !== term.from) return test;
    }
    if (this.measures.startsMeasure(term)) return this.condition();
    if (where && term.kind === 'name') {
      cursor.take(term);
      cursor.stray(term, 'needs something to be compared with');
      return undefined;
    }
    return undefined;
  }

  /** `where day of week is Monday`, `where month is not March`. */
  private part(term: Term): DraftFilter | undefined {
    const { cursor } = this;
    const operator = cursor.after(term.to);
    const equals = isKeyword(operator, 'compare') && (operator.keyword.op === '=' || operator.keyword.op === '!=');
    if (!equals && !isKeyword(operator, 'is', 'link')) return undefined;
    cursor.accept('bucket');
    cursor.accept('compare', 'is', 'link');
    const not = cursor.accept('not') !== undefined || (equals && operator.keyword.op === '!=');
    const filter = readTime(cursor);
    return not ? { kind: 'not', filter, start: term.start, end: filter.end } : filter;
  }

  private negated(start: number): DraftFilter | undefined {
    const { cursor } = this;
    const term = cursor.peek();
    if (term?.kind === 'value') return this.values(term, true);
    const inner = this.readAtom(true);
    if (!inner) {
      const at = cursor.peek() ?? { start, end: cursor.question.length };
      throw new Refusal('invalid-query', 'It is not clear what this excludes: name a value or a condition.', {
        start,
        end: at.end,
      });
    }
    return { kind: 'not', filter: inner, start, end: inner.end };
  }

  /** `without region`, `without web`. */
  private missing(start: number): DraftFilter | undefined {
    const { cursor } = this;
    const term = cursor.peek();
    if (term?.kind === 'value') return this.values(term, true);
    if (term?.kind === 'name') {
      const choice = this.measures.choiceOf(term);
      if (attributesOf(choice).length > 0) {
        cursor.take(term);
        cursor.note({ start: term.start, end: term.end, kind: 'attribute', choice });
        return { kind: 'test', subject: choice, op: 'is_null', operands: [], start, end: term.end };
      }
    }
    throw new Refusal('invalid-query', 'After this, name an attribute or a value.', {
      start,
      end: term?.end ?? cursor.question.length,
    });
  }

  /** `shipped last quarter`. */
  private role(term: Term & { kind: 'role' }): DraftFilter | undefined {
    const { cursor } = this;
    cursor.take(term);
    cursor.accept('link');
    const next = cursor.peek();
    if (!startsTime(cursor, next)) {
      cursor.stray(term, 'needs a date or a period after it');
      return undefined;
    }
    const choice = { text: cursor.text(term), names: term.names, start: term.start, end: term.end };
    cursor.note({ start: term.start, end: term.end, kind: 'attribute', choice });
    return readTime(cursor, choice);
  }

  /** One value, or several of one column: `north and south`, `west, east or south`. */
  private values(first: Term & { kind: 'value' }, negated: boolean): DraftFilter {
    const { cursor } = this;
    cursor.take(first);
    const items: (readonly ColumnHit[])[] = [first.hits];
    let columns = new Set(first.hits.map((hit) => fieldKey(hit.of)));
    let { end } = first;
    let near = this.beside();
    for (;;) {
      const joiner = cursor.peek();
      const next = cursor.peekSecond();
      if (!isKeyword(joiner, 'and', 'or') || next?.kind !== 'value') break;
      const shared = new Set(next.hits.map((hit) => fieldKey(hit.of)).filter((key) => columns.has(key)));
      if (shared.size === 0) break;
      cursor.accept('and', 'or');
      cursor.peek();
      cursor.take(next);
      columns = shared;
      items.push(next.hits);
      end = next.end;
      near ??= this.beside();
    }
    const value: DraftValue = {
      kind: 'value',
      text: cursor.text({ start: first.start, end }),
      items,
      negated,
      start: first.start,
      end,
      ...(near ? { near } : {}),
    };
    cursor.note({ start: first.start, end, kind: 'value', value });
    return value;
  }

  /** `west region`: the column's name right after its value says which column is meant. */
  private beside(): NameChoice | undefined {
    const { cursor } = this;
    const next = cursor.peek();
    if (next?.kind !== 'name' || this.operatorAfter(next)) return undefined;
    const before = cursor.terms.at(next.from - 1);
    const choice = this.measures.choiceOf(next);
    const keys = new Set(attributesOf(choice).map((name) => name.key));
    const hits = this.lastHits(before);
    if (!hits.some((hit) => keys.has(fieldKey(hit.of)))) return undefined;
    cursor.take(next);
    cursor.note({ start: next.start, end: next.end, kind: 'attribute', choice });
    return choice;
  }

  private lastHits(term: Term | undefined): readonly ColumnHit[] {
    for (let at = term?.from ?? -1; at >= 0 && at > (term?.from ?? 0) - 16; at -= 1) {
      const found = this.cursor.terms.at(at);
      if (found?.kind === 'value') return found.hits;
    }
    return [];
  }

  /** `revenue > 1000`, `margin rate below 20%`. */
  private condition(): DraftFilter {
    const { cursor } = this;
    const measure = this.measures.readMeasure();
    const condition = this.conditionOn(measure);
    if (condition) return condition;
    throw new Refusal(
      'invalid-query',
      `“${cursor.text(measure)}” needs something to be compared with: over 100, at least 20%, between 5 and 10.`,
      measure,
    );
  }

  /** The comparison after a measure, if there is one. */
  conditionOn(measure: DraftMeasure): DraftFilter | undefined {
    const { cursor } = this;
    const amountAfter = (term: Term | undefined): boolean =>
      term !== undefined && cursor.terms.numberAt(term.to) !== undefined;
    const first = cursor.peek();
    if (isKeyword(first, 'is')) {
      const second = cursor.peekSecond();
      const plain = second !== undefined && cursor.terms.numberAt(second.from) !== undefined;
      if (!plain && !isKeyword(second, 'compare', 'between')) return undefined;
      cursor.accept('is');
      if (plain) return this.compared(measure, '=');
    }
    const between = cursor.peekKeyword('between');
    if (between && amountAfter(between)) {
      cursor.accept('between');
      const value = readAmount(cursor);
      if (!cursor.accept('and', 'to'))
        throw new Refusal('invalid-query', '“between” needs two numbers: between 5 and 10.', between);
      const high = readAmount(cursor);
      return { kind: 'condition', measure, op: 'between', value, high, start: measure.start, end: this.previousEnd() };
    }
    const compare = cursor.peekKeyword('compare');
    if (!compare || !amountAfter(compare)) return undefined;
    cursor.accept('compare');
    return this.compared(measure, compare.keyword.op);
  }

  private compared(measure: DraftMeasure, op: ComparisonOperator): DraftFilter {
    const value = readAmount(this.cursor);
    return { kind: 'condition', measure, op, value, start: measure.start, end: this.previousEnd() };
  }

  private previousEnd(): number {
    return this.cursor.terms.tokens[this.cursor.position - 1]?.end ?? this.cursor.question.length;
  }

  /** A condition on an attribute, if the term begins one; else nothing is taken. */
  tryTest(term: Term & { kind: 'name' }, where: boolean): DraftFilter | undefined {
    const { cursor } = this;
    const subject = this.measures.choiceOf(term);
    const next = cursor.after(term.to);
    const fields = attributesOf(subject).map((name) => name.of);
    const dated = isDateChoice(subject, this.measures.context);
    const direct =
      next && (startsTime(cursor, next) || (isKeyword(next, 'link') && startsTime(cursor, cursor.after(next.to))));
    const listed =
      next &&
      isKeyword(next, 'link') &&
      cursor.text(next).toLowerCase() === 'in' &&
      (cursor.terms.tokens[next.to]?.text === '(' || cursor.terms.valueAt(next.to, fields) !== undefined);
    const take = (): void => {
      cursor.take(term);
      cursor.note({ start: term.start, end: term.end, kind: 'attribute', choice: subject });
    };
    if (dated && direct) {
      take();
      cursor.accept('link');
      return readTime(cursor, subject);
    }
    if (listed) {
      take();
      cursor.accept('link');
      return this.tests.list(subject, 'in');
    }
    if (this.operatorAfter(term)) {
      take();
      return this.tests.operation(subject);
    }
    if (next?.kind === 'value' && next.hits.some((hit) => fields.some((of) => fieldKey(of) === fieldKey(hit.of)))) {
      take();
      cursor.peek();
      const value = this.values(next, false);
      return value.kind === 'value' ? { ...value, near: subject } : value;
    }
    if (next?.kind === 'number' && this.numeric(subject) && !isKeyword(cursor.after(next.to), 'bucket', 'moving')) {
      take();
      return this.tests.equals(subject);
    }
    if (where && this.isBoolean(term)) {
      take();
      return this.tests.isTrue(subject);
    }
    return undefined;
  }
}

function join(op: 'and' | 'or', all: readonly DraftFilter[]): DraftFilter | undefined {
  const [first] = all;
  if (all.length <= 1) return first;
  return { kind: op, all, start: first?.start ?? 0, end: all[all.length - 1]?.end ?? 0 };
}

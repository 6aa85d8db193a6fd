import type { ComparisonOperator } from '../../query/types';
import type { Cursor } from './cursor';
import { isKeyword } from './cursor';
import type { DraftFilter, DraftTest, NameChoice, Operand } from './draft';
import { Refusal } from './draft';
import type { ParserContext } from './operands';
import { attributesOf, isDateChoice, readOperand, readText } from './operands';
import { readTime, startsTime } from './times';

/** Reads what an attribute is tested for. */
export class AttributeTests {
  constructor(
    private readonly cursor: Cursor,
    private readonly context: ParserContext,
  ) {}

  /** A yes-or-no attribute on its own: `where discounted`. */
  isTrue(subject: NameChoice): DraftTest {
    return this.test(subject, '=', [{ kind: 'scalar', value: true }]);
  }

  /** A number right behind the name of what holds numbers: `store number 12`. */
  equals(subject: NameChoice): DraftFilter | undefined {
    return this.comparison(subject, '=');
  }

  private test(subject: NameChoice, op: DraftTest['op'], operands: readonly Operand[]): DraftTest {
    const end = this.cursor.terms.tokens[this.cursor.position - 1]?.end ?? this.cursor.question.length;
    return { kind: 'test', subject, op, operands, start: subject.start, end };
  }

  /** What stands after the attribute's name: an operator and what it compares with. */
  operation(subject: NameChoice): DraftFilter | undefined {
    const { cursor } = this;
    const is = cursor.accept('is');
    const not = is && cursor.accept('not');
    const wrap = (filter: DraftFilter | undefined): DraftFilter | undefined =>
      not && filter ? { kind: 'not', filter, start: filter.start, end: filter.end } : filter;
    if (startsTime(cursor, cursor.peek()) && isDateChoice(subject, this.context))
      return wrap(readTime(cursor, subject));
    const nullness = cursor.accept('is_null', 'is_not_null');
    if (nullness) return this.test(subject, nullness.keyword.id, []);
    const text = cursor.accept('text');
    if (text) {
      const test = this.test(subject, text.keyword.op, [readText(cursor)]);
      return text.keyword.negated === true
        ? { kind: 'not', filter: test, start: test.start, end: test.end }
        : wrap(test);
    }
    if (cursor.accept('in_list')) return wrap(this.list(subject, 'in'));
    if (cursor.accept('not_in_list')) return this.list(subject, 'not_in');
    if (is && isKeyword(cursor.peek(), 'link')) {
      cursor.accept('link');
      return this.list(subject, not ? 'not_in' : 'in');
    }
    if (cursor.accept('between')) return wrap(this.between(subject));
    const compare = cursor.accept('compare');
    if (compare) return wrap(this.comparison(subject, compare.keyword.op));
    if (is) return this.comparison(subject, not ? '!=' : '=');
    throw new Refusal('invalid-query', `It is not clear what “${subject.text}” is compared with.`, subject);
  }

  private comparison(subject: NameChoice, op: ComparisonOperator): DraftFilter | undefined {
    const first = readOperand(this.cursor, subject, this.context);
    if (!first) return undefined;
    if (op !== '=' && op !== '!=') return this.test(subject, op, [first]);
    const more = this.more(subject);
    if (more.length === 0) return this.test(subject, op, [first]);
    return this.test(subject, op === '=' ? 'in' : 'not_in', [first, ...more]);
  }

  /** `= west or east`: further values of the same column. */
  private more(subject: NameChoice): Operand[] {
    const { cursor } = this;
    const fields = attributesOf(subject).map((name) => name.of);
    const operands: Operand[] = [];
    for (;;) {
      const joiner = cursor.peek();
      if (!isKeyword(joiner, 'or') && !(isKeyword(joiner, 'and') && cursor.text(joiner) === ',')) return operands;
      const next = cursor.after(joiner.to);
      if (!next || next.kind === 'name' || !cursor.terms.valueAt(next.from, fields)) return operands;
      cursor.accept('or', 'and');
      const operand = readOperand(cursor, subject, this.context);
      if (operand) operands.push(operand);
    }
  }

  private between(subject: NameChoice): DraftFilter | undefined {
    const { cursor } = this;
    const low = readOperand(cursor, subject, this.context);
    if (!cursor.accept('and', 'to'))
      throw new Refusal('invalid-query', '“between” needs two ends: between 5 and 10.', subject);
    const high = readOperand(cursor, subject, this.context);
    return low && high ? this.test(subject, 'between', [low, high]) : undefined;
  }

  /** `in (west, east)`, `in west, east`. */
  list(subject: NameChoice, op: 'in' | 'not_in'): DraftFilter | undefined {
    const { cursor } = this;
    const open = cursor.accept('open');
    const first = readOperand(cursor, subject, this.context);
    const operands = first ? [first] : [];
    if (!open) {
      const fields = attributesOf(subject).map((name) => name.of);
      while (isKeyword(cursor.peek(), 'and', 'or')) {
        const next = cursor.peekSecond();
        if (!next || !cursor.terms.valueAt(next.from, fields)) break;
        cursor.accept('and', 'or');
        const operand = readOperand(cursor, subject, this.context);
        if (operand) operands.push(operand);
      }
    }
    while (open && !cursor.accept('close')) {
      if (!cursor.accept('and', 'or') && !cursor.peek())
        throw new Refusal('invalid-query', 'This list is not closed.', open);
      const operand = readOperand(cursor, subject, this.context);
      if (operand) operands.push(operand);
    }
    return operands.length > 0 ? this.test(subject, op, operands) : undefined;
  }
}

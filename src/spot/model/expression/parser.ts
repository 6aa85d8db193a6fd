import type { BinaryOperator, Offsets } from '../types';
import { ExpressionError, tokenise, type Token } from './tokens';

/** A formula as written: nothing looked up yet. */
export type Syntax =
  | { readonly node: 'number'; readonly text: string; readonly at: Offsets }
  | { readonly node: 'text'; readonly value: string; readonly at: Offsets }
  | { readonly node: 'constant'; readonly value: boolean | null; readonly at: Offsets }
  | { readonly node: 'reference'; readonly table: string | undefined; readonly name: string; readonly at: Offsets }
  | { readonly node: 'placeholder'; readonly name: string; readonly at: Offsets }
  | { readonly node: 'unary'; readonly op: '-' | 'not'; readonly operand: Syntax; readonly at: Offsets }
  | {
      readonly node: 'binary';
      readonly op: BinaryOperator;
      readonly left: Syntax;
      readonly right: Syntax;
      readonly at: Offsets;
    }
  | {
      readonly node: 'in';
      readonly operand: Syntax;
      readonly list: readonly Syntax[];
      readonly negated: boolean;
      readonly at: Offsets;
    }
  | { readonly node: 'is_null'; readonly operand: Syntax; readonly negated: boolean; readonly at: Offsets }
  | {
      readonly node: 'if';
      readonly branches: readonly { readonly when: Syntax; readonly then: Syntax }[];
      readonly otherwise: Syntax | undefined;
      readonly at: Offsets;
    }
  | { readonly node: 'call'; readonly name: string; readonly args: readonly Syntax[]; readonly at: Offsets };

/** Longer or deeper formulas are refused: nobody reads them, and the parser recurses. */
const MAX_LENGTH = 10_000;
const MAX_DEPTH = 100;

const OPERATORS: ReadonlyMap<string, { readonly op: BinaryOperator; readonly power: number }> = new Map([
  ['or', { op: 'or', power: 1 }],
  ['and', { op: 'and', power: 2 }],
  ['=', { op: '=', power: 4 }],
  ['==', { op: '=', power: 4 }],
  ['!=', { op: '!=', power: 4 }],
  ['<>', { op: '!=', power: 4 }],
  ['<', { op: '<', power: 4 }],
  ['<=', { op: '<=', power: 4 }],
  ['>', { op: '>', power: 4 }],
  ['>=', { op: '>=', power: 4 }],
  ['+', { op: '+', power: 5 }],
  ['-', { op: '-', power: 5 }],
  ['*', { op: '*', power: 6 }],
  ['/', { op: '/', power: 6 }],
]);
const NOT_POWER = 3;
const COMPARISON_POWER = 4;
const MINUS_POWER = 7;
const RESERVED = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'then', 'else', 'end', 'between']);

function join(from: { readonly at: Offsets }, to: { readonly at: Offsets }): Offsets {
  return { start: from.at.start, end: to.at.end };
}

function shown(token: Token, text: string): string {
  return token.kind === 'end' ? 'the end of the formula' : `"${text.slice(token.at.start, token.at.end)}"`;
}

class Parser {
  private position = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];

  constructor(private readonly text: string) {
    this.tokens = tokenise(text);
  }

  parse(): Syntax {
    const result = this.expression(0);
    const rest = this.peek();
    if (rest.kind !== 'end') {
      throw new ExpressionError(
        `${shown(rest, this.text)} was not expected here. Is an operator missing before it?`,
        rest.at,
      );
    }
    return result;
  }

  private peek(): Token {
    return this.tokens[this.position] ?? { kind: 'end', at: { start: this.text.length, end: this.text.length } };
  }

  private take(): Token {
    const token = this.peek();
    this.position += 1;
    return token;
  }

  private isWord(word: string): boolean {
    const token = this.peek();
    return token.kind === 'word' && token.word === word;
  }

  private isSymbol(symbol: string): boolean {
    const token = this.peek();
    return token.kind === 'symbol' && token.symbol === symbol;
  }

  private expect(what: string, where: string): Token {
    if (this.isWord(what) || this.isSymbol(what)) return this.take();
    const token = this.peek();
    throw new ExpressionError(`Expected "${what}" ${where}, but found ${shown(token, this.text)}.`, token.at);
  }

  private expression(power: number): Syntax {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      throw new ExpressionError('The formula is nested too deeply. Split it into several formulas.', this.peek().at);
    }
    let left = this.operand();
    for (;;) {
      const extended = this.extend(left, power);
      if (!extended) break;
      left = extended;
    }
    this.depth -= 1;
    return left;
  }

  /** One operator after `left`, if it binds more tightly than `power`. */
  private extend(left: Syntax, power: number): Syntax | undefined {
    const token = this.peek();
    const name = token.kind === 'word' ? token.word : token.kind === 'symbol' ? token.symbol : '';
    const operator = OPERATORS.get(name);
    if (operator) {
      if (operator.power <= power) return undefined;
      this.take();
      const right = this.expression(operator.power);
      return { node: 'binary', op: operator.op, left, right, at: join(left, right) };
    }
    if (token.kind !== 'word' || power >= COMPARISON_POWER) return undefined;
    if (name === 'is') return this.isNull(left);
    if (name === 'in') return this.membership(left, false);
    if (name === 'between') return this.between(left);
    const after = this.tokens[this.position + 1];
    if (name === 'not' && after?.kind === 'word' && after.word === 'in') {
      this.take();
      return this.membership(left, true);
    }
    return undefined;
  }

  private isNull(operand: Syntax): Syntax {
    this.take();
    const negated = this.isWord('not');
    if (negated) this.take();
    const end = this.expect('null', 'after "is"');
    return { node: 'is_null', operand, negated, at: join(operand, end) };
  }

  private between(operand: Syntax): Syntax {
    this.take();
    const low = this.expression(COMPARISON_POWER);
    this.expect('and', 'between the two ends of "between"');
    const high = this.expression(COMPARISON_POWER);
    const at = join(operand, high);
    return {
      node: 'binary',
      op: 'and',
      left: { node: 'binary', op: '>=', left: operand, right: low, at },
      right: { node: 'binary', op: '<=', left: operand, right: high, at },
      at,
    };
  }

  private membership(operand: Syntax, negated: boolean): Syntax {
    this.take();
    this.expect('(', 'after "in"');
    const [list, end] = this.list();
    return { node: 'in', operand, list, negated, at: join(operand, end) };
  }

  /** Expressions up to the closing parenthesis; the opening one has been read. */
  private list(): [Syntax[], Token] {
    const items: Syntax[] = [];
    if (this.isSymbol(')')) return [items, this.take()];
    for (;;) {
      items.push(this.expression(0));
      if (!this.isSymbol(',')) return [items, this.expect(')', 'at the end of the list')];
      this.take();
    }
  }

  private operand(): Syntax {
    const token = this.take();
    switch (token.kind) {
      case 'number':
        return { node: 'number', text: token.text, at: token.at };
      case 'text':
        return { node: 'text', value: token.value, at: token.at };
      case 'reference':
        return { node: 'reference', table: token.table, name: token.name, at: token.at };
      case 'placeholder':
        return { node: 'placeholder', name: token.name, at: token.at };
      case 'word':
        return this.word(token.word, token);
      case 'symbol':
        if (token.symbol === '(') return this.group(token);
        if (token.symbol === '-') {
          const operand = this.expression(MINUS_POWER);
          return { node: 'unary', op: '-', operand, at: join(token, operand) };
        }
        break;
      case 'end':
        break;
    }
    throw new ExpressionError(`Expected a value, but found ${shown(token, this.text)}.`, token.at);
  }

  private group(open: Token): Syntax {
    const inner = this.expression(0);
    const close = this.expect(')', 'to close the parenthesis');
    return { ...inner, at: join(open, close) };
  }

  private word(word: string, token: Token): Syntax {
    if (word === 'true' || word === 'false') return { node: 'constant', value: word === 'true', at: token.at };
    if (word === 'null') return { node: 'constant', value: null, at: token.at };
    if (word === 'not') {
      const operand = this.expression(NOT_POWER);
      return { node: 'unary', op: 'not', operand, at: join(token, operand) };
    }
    if (word === 'if') return this.conditional(token);
    if (RESERVED.has(word)) throw new ExpressionError(`Expected a value, but found "${word}".`, token.at);
    if (!this.isSymbol('(')) {
      throw new ExpressionError(
        `"${word}" is neither a function with arguments nor a reference. Write [${word}] for the column or formula.`,
        token.at,
      );
    }
    this.take();
    const [args, end] = this.list();
    return { node: 'call', name: word, args, at: join(token, end) };
  }

  private conditional(start: Token): Syntax {
    const branches: { when: Syntax; then: Syntax }[] = [];
    for (;;) {
      const when = this.expression(0);
      this.expect('then', 'after the condition of "if"');
      const then = this.expression(0);
      branches.push({ when, then });
      if (!this.isWord('else')) return this.closeConditional(start, branches, undefined, then);
      this.take();
      // `else if` goes on in this loop: a long chain costs no depth.
      if (!this.isWord('if')) {
        const otherwise = this.expression(0);
        return this.closeConditional(start, branches, otherwise, otherwise);
      }
      this.take();
    }
  }

  private closeConditional(
    start: Token,
    branches: readonly { when: Syntax; then: Syntax }[],
    otherwise: Syntax | undefined,
    last: Syntax,
  ): Syntax {
    const end = this.isWord('end') ? this.take() : last;
    return { node: 'if', branches, otherwise, at: join(start, end) };
  }
}

/** Parses a formula or a rule; throws an ExpressionError that says what is wrong and where. */
export function parseExpression(text: string): Syntax {
  if (text.length > MAX_LENGTH) {
    throw new ExpressionError(`The formula is longer than ${MAX_LENGTH} characters. Split it into several formulas.`, {
      start: 0,
      end: text.length,
    });
  }
  return new Parser(text).parse();
}

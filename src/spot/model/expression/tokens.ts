import type { Offsets } from '../types';

export type Token =
  | { readonly kind: 'number'; readonly text: string; readonly at: Offsets }
  | { readonly kind: 'text'; readonly value: string; readonly at: Offsets }
  /** `[revenue]`, `[table::column]`: the inside, trimmed. */
  | { readonly kind: 'reference'; readonly table: string | undefined; readonly name: string; readonly at: Offsets }
  /** `{tenant}`, `{role:manager}`: the inside, trimmed. */
  | { readonly kind: 'placeholder'; readonly name: string; readonly at: Offsets }
  | { readonly kind: 'word'; readonly word: string; readonly at: Offsets }
  | { readonly kind: 'symbol'; readonly symbol: string; readonly at: Offsets }
  | { readonly kind: 'end'; readonly at: Offsets };

/** What is wrong with a formula and where in its text. */
export class ExpressionError extends Error {
  constructor(
    message: string,
    readonly at: Offsets,
  ) {
    super(message);
    this.name = 'ExpressionError';
  }
}

const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)/y;
const WORD = /[A-Za-z_][A-Za-z_0-9]*/y;
const SYMBOL = /<=|>=|<>|!=|==|[-+*/(),<>=]/y;

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function quoted(text: string, start: number): Token {
  const quote = text.charAt(start);
  let value = '';
  let at = start + 1;
  for (;;) {
    const close = text.indexOf(quote, at);
    if (close < 0) {
      throw new ExpressionError(`The text that starts here has no closing ${quote}.`, { start, end: text.length });
    }
    value += text.slice(at, close);
    if (text.charAt(close + 1) !== quote) return { kind: 'text', value, at: { start, end: close + 1 } };
    value += quote;
    at = close + 2;
  }
}

function enclosed(text: string, start: number): Token {
  const open = text.charAt(start);
  const closing = open === '[' ? ']' : '}';
  const close = text.indexOf(closing, start);
  if (close < 0) {
    throw new ExpressionError(`The "${open}" has no closing "${closing}".`, { start, end: text.length });
  }
  const at = { start, end: close + 1 };
  const inside = text.slice(start + 1, close).trim();
  if (inside === '') throw new ExpressionError(`Nothing stands between "${open}" and "${closing}".`, at);
  if (open === '{') return { kind: 'placeholder', name: inside, at };
  const colons = inside.indexOf('::');
  if (colons < 0) return { kind: 'reference', table: undefined, name: inside, at };
  return { kind: 'reference', table: inside.slice(0, colons).trim(), name: inside.slice(colons + 2).trim(), at };
}

/** Splits a formula; throws an ExpressionError. Time is linear in the text. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === ' ' || char === '\t' || char === '\n' || char === '\r') {
      at += 1;
      continue;
    }
    const token = next(text, at, char);
    tokens.push(token);
    at = token.at.end;
  }
  tokens.push({ kind: 'end', at: { start: text.length, end: text.length } });
  return tokens;
}

function next(text: string, at: number, char: string): Token {
  if (char === "'" || char === '"') return quoted(text, at);
  if (char === '[' || char === '{') return enclosed(text, at);
  const number = match(NUMBER, text, at);
  if (number !== undefined) return { kind: 'number', text: number, at: { start: at, end: at + number.length } };
  const word = match(WORD, text, at);
  if (word !== undefined) return { kind: 'word', word: word.toLowerCase(), at: { start: at, end: at + word.length } };
  const symbol = match(SYMBOL, text, at);
  if (symbol !== undefined) return { kind: 'symbol', symbol, at: { start: at, end: at + symbol.length } };
  const shown = String.fromCodePoint(text.codePointAt(at) ?? 0);
  throw new ExpressionError(
    `"${shown}" has no meaning in a formula. Names go in brackets, [like this], and text in quotes, 'like this'.`,
    { start: at, end: at + shown.length },
  );
}

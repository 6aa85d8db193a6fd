import { singular } from './inflect';
import { fold, normalise } from './normalise';

/** Longest question, in UTF-16 units, and most tokens. More is refused as `too-complex`. */
export const MAX_LENGTH = 20_000;
export const MAX_TOKENS = 500;

export interface Token {
  readonly kind: 'word' | 'number' | 'date' | 'quoted' | 'bracketed' | 'symbol';
  /** Folded (no case, no accents); for `quoted` and `bracketed` what stands between the marks, as written. */
  readonly text: string;
  /** Without possessive and plural; the same as `text` for anything but a word. */
  readonly stem: string;
  /** UTF-16 offsets into the original; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Joined to the token before by a hyphen or underscore. */
  readonly glued: boolean;
  /** An opening quote without its closing one. */
  readonly open?: boolean;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  /** Where the limit was hit. */
  readonly cut?: number;
}

const WORD = /^[\p{L}\p{N}\p{M}]$/u;
const SPACE = /^\s$/u;
const DATE =
  /\d{4}-\d{1,2}-\d{1,2}(?![\p{L}\p{N}-])|\d{4}-\d{2}(?![\p{L}\p{N}-])|\d{1,4}\/\d{1,2}\/\d{1,4}(?![\p{L}\p{N}/])/uy;
const NUMBER = /[$€£¥]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)?(?:\.\d+)?(?:%|(?:bn|[kmb])(?![\p{L}\p{N}]))?/iuy;
const OPERATORS: readonly string[] = ['>=', '<=', '!=', '<>', '=='];
/** How far ahead the partner of a single quote is looked for. */
const QUOTE_REACH = 200;

/** Splits text into tokens; linear in its length. */
export function tokenise(original: string): Tokens {
  if (original.length > MAX_LENGTH) return { tokens: [], cut: MAX_LENGTH };
  return new Tokeniser(original).run();
}

class Tokeniser {
  private readonly text: string;
  private readonly starts: readonly number[];
  private readonly ends: readonly number[];
  private readonly tokens: Token[] = [];
  private at = 0;
  private glued = false;

  constructor(private readonly original: string) {
    const { text, starts, ends } = normalise(original);
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  run(): Tokens {
    while (this.at < this.text.length) {
      const blank = SPACE.test(this.character(this.at));
      if (this.tokens.length >= MAX_TOKENS && !blank) return { tokens: this.tokens, cut: this.starts[this.at] ?? 0 };
      this.step();
    }
    return { tokens: this.tokens };
  }

  private step(): void {
    const character = this.character(this.at);
    if (SPACE.test(character)) this.at += character.length;
    else if (character === '"') this.quoted('"');
    else if (character === '[') this.bracketed();
    else if (character === "'") this.apostrophe();
    else if (this.isNumberStart(character)) this.number();
    else if (WORD.test(character)) this.word();
    else this.symbol(character);
  }

  private character(at: number): string {
    return String.fromCodePoint(this.text.codePointAt(at) ?? 32);
  }

  private isWord(at: number): boolean {
    return at >= 0 && at < this.text.length && WORD.test(this.character(at));
  }

  private push(kind: Token['kind'], from: number, to: number, content?: string, open = false): void {
    const text = content ?? fold(this.text.slice(from, to));
    this.tokens.push({
      kind,
      text,
      stem: kind === 'word' ? singular(text.replace(/'s?$/, '')) : text,
      start: this.starts[from] ?? 0,
      end: this.ends[to - 1] ?? this.original.length,
      glued: this.glued,
      ...(open ? { open } : {}),
    });
    this.glued = false;
    this.at = to;
  }

  private isNumberStart(character: string): boolean {
    const next = this.text[this.at + 1] ?? '';
    if (/^\d$/.test(character)) return true;
    if (/^[.$€£¥]$/.test(character)) return /^\d$/.test(next);
    return character === '-' && /^[\d.$€£¥]$/.test(next) && !this.isWord(this.at - 1);
  }

  private number(): void {
    const from = this.at;
    const unsigned = this.text[from] === '-' ? from + 1 : from;
    DATE.lastIndex = unsigned;
    const date = DATE.exec(this.text);
    if (date && unsigned === from) {
      this.push('date', from, from + date[0].length);
      return;
    }
    NUMBER.lastIndex = unsigned;
    const length = NUMBER.exec(this.text)?.[0].length ?? 0;
    if (length === 0) {
      this.symbol(this.character(from));
    } else if (this.isWord(unsigned + length)) {
      this.at = unsigned;
      this.word();
    } else {
      this.push('number', from, unsigned + length);
    }
  }

  private word(): void {
    const from = this.at;
    let to = from;
    while (this.isWord(to) || (this.text[to] === "'" && to > from && this.isWord(to + 1)))
      to += this.character(to).length;
    if (to === from) to += this.character(to).length;
    this.push('word', from, to);
  }

  private symbol(character: string): void {
    const from = this.at;
    const joined = (character === '-' || character === '_') && this.isWord(from - 1) && this.isWord(from + 1);
    if (joined) {
      this.at += 1;
      this.glued = true;
      return;
    }
    const pair = this.text.slice(from, from + 2);
    this.push('symbol', from, from + (OPERATORS.includes(pair) ? 2 : character.length));
  }

  private apostrophe(): void {
    const from = this.at;
    const limit = Math.min(this.text.length, from + QUOTE_REACH);
    for (let to = from + 1; to < limit && !this.isWord(from - 1); to += 1) {
      if (this.text[to] !== "'" || this.isWord(to + 1) || to === from + 1) continue;
      this.push('quoted', from, to + 1, this.raw(from + 1, to));
      return;
    }
    this.at += 1;
  }

  private quoted(mark: string): void {
    const from = this.at;
    let to = from + 1;
    for (;;) {
      const close = this.text.indexOf(mark, to);
      if (close < 0) {
        this.push('quoted', from, this.text.length, this.raw(from + 1, this.text.length), true);
        return;
      }
      if (this.text[close + 1] !== mark) {
        this.push('quoted', from, close + 1, this.raw(from + 1, close).replaceAll('""', '"'));
        return;
      }
      to = close + 2;
    }
  }

  private bracketed(): void {
    const close = this.text.indexOf(']', this.at);
    if (close < 0) this.push('symbol', this.at, this.at + 1);
    else this.push('bracketed', this.at, close + 1, this.raw(this.at + 1, close));
  }

  /** What was typed between two positions, as it was typed. */
  private raw(from: number, to: number): string {
    return from >= to ? '' : this.original.slice(this.starts[from], this.ends[to - 1]);
  }
}

/** How a name or value is looked up: its tokens joined by single spaces. `stem` folds plurals too. */
export function phraseKey(text: string, by: 'text' | 'stem'): string {
  if (by === 'text' && /^[A-Za-z0-9 ]*$/.test(text)) return text.toLowerCase().trim().replace(/ {2,}/g, ' ');
  return tokenise(text.slice(0, MAX_LENGTH))
    .tokens.map((token) => (token.kind === 'quoted' || token.kind === 'bracketed' ? fold(token.text) : token[by]))
    .join(' ');
}

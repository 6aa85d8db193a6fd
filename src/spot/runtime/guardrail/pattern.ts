import { ANY, character, CharacterSet, shorthand } from './characters';

/** A pattern as a tree. Counted repetitions keep their bounds; `most` is Infinity where there is none. */
export type Pattern =
  | { readonly is: 'set'; readonly set: CharacterSet }
  | { readonly is: 'assert'; readonly what: 'start' | 'end' | 'boundary' | 'inside' }
  | { readonly is: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  | { readonly is: 'repeat'; readonly part: Pattern; readonly least: number; readonly most: number };

/** What is wrong with a pattern, and where in its text. */
export class PatternError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
    this.name = 'PatternError';
  }
}

const MAX_LENGTH = 2000;
const MAX_DEPTH = 30;
const MAX_COUNT = 1000;
const CONTROL: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, '0': 0 };

/** Reads the part of JavaScript's regular expressions that can be matched in linear time. Throws a PatternError. */
export function parsePattern(source: string): Pattern {
  if (source.length > MAX_LENGTH) throw new PatternError(`A pattern has at most ${MAX_LENGTH} characters.`, 0);
  return new PatternParser(Array.from(source)).parse();
}

class PatternParser {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: readonly string[]) {}

  parse(): Pattern {
    const pattern = this.choice();
    if (this.at < this.text.length)
      throw new PatternError('This ")" closes nothing. Write "\\)" for the character.', this.at);
    return pattern;
  }

  private peek(ahead = 0): string | undefined {
    return this.text[this.at + ahead];
  }

  private take(wanted: string): boolean {
    if (this.peek() !== wanted) return false;
    this.at += 1;
    return true;
  }

  private choice(): Pattern {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    const [only] = parts;
    return only && parts.length === 1 ? only : { is: 'choice', parts };
  }

  private sequence(): Pattern {
    const parts: Pattern[] = [];
    for (let next = this.peek(); next !== undefined && next !== '|' && next !== ')'; next = this.peek()) {
      parts.push(this.repeated());
    }
    return { is: 'sequence', parts };
  }

  private repeated(): Pattern {
    const start = this.at;
    const part = this.atom();
    const bounds = this.bounds();
    if (!bounds) return part;
    if (part.is === 'assert') throw new PatternError('An assertion cannot be repeated.', start);
    if (this.peek() === '+')
      throw new PatternError('A possessive quantifier is not supported. Leave the second "+" out.', this.at);
    this.take('?');
    const [least, most] = bounds;
    if (this.bounds()) throw new PatternError('Only one quantifier may follow another part.', start);
    return { is: 'repeat', part, least, most };
  }

  private bounds(): readonly [number, number] | undefined {
    if (this.take('*')) return [0, Infinity];
    if (this.take('+')) return [1, Infinity];
    if (this.take('?')) return [0, 1];
    if (this.peek() !== '{') return undefined;
    const start = this.at;
    const close = this.text.indexOf('}', start);
    const [whole, low = '', comma, high = ''] =
      /^\{(\d{1,4})(?:(,)(\d{0,4}))?\}$/.exec(this.text.slice(start, close + 1).join('')) ?? [];
    if (whole === undefined) return undefined;
    this.at = close + 1;
    const least = Number(low);
    const most = comma === undefined ? least : high === '' ? Infinity : Number(high);
    if (most < least) throw new PatternError(`{${low},${high}} counts down.`, start);
    if (least > MAX_COUNT || (most !== Infinity && most > MAX_COUNT)) {
      throw new PatternError(`A part can be repeated at most ${MAX_COUNT} times by number.`, start);
    }
    return [least, most];
  }

  private atom(): Pattern {
    const start = this.at;
    const next = this.text[this.at] ?? '';
    this.at += 1;
    switch (next) {
      case '(':
        return this.group(start);
      case '[':
        return { is: 'set', set: this.class(start) };
      case '.':
        return { is: 'set', set: ANY };
      case '^':
        return { is: 'assert', what: 'start' };
      case '$':
        return { is: 'assert', what: 'end' };
      case '*':
      case '+':
      case '?':
        throw new PatternError(
          `There is nothing that "${next}" could repeat. Write "\\${next}" for the character.`,
          start,
        );
      case '\\':
        return this.escaped(start);
      default:
        return { is: 'set', set: character(next.codePointAt(0) ?? 0) };
    }
  }

  private group(start: number): Pattern {
    if (this.take('?')) {
      const looks =
        this.peek() === '=' || this.peek() === '!' || (this.peek() === '<' && /^[=!]$/.test(this.peek(1) ?? ''));
      if (looks)
        throw new PatternError(
          'Looking ahead or behind cannot be matched in linear time. Write the pattern without it.',
          start,
        );
      if (this.take('<')) {
        while (this.peek() !== undefined && this.peek() !== '>') this.at += 1;
        if (!this.take('>')) throw new PatternError('The name of this group has no end.', start);
      } else if (!this.take(':')) {
        throw new PatternError(
          'This kind of group is not supported. Use (…) or (?:…); case never matters here.',
          start,
        );
      }
    }
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new PatternError(`Groups are nested more than ${MAX_DEPTH} deep.`, start);
    const inner = this.choice();
    this.depth -= 1;
    if (!this.take(')')) throw new PatternError('This "(" is never closed.', start);
    return inner;
  }

  private escaped(start: number): Pattern {
    const letter = this.peek();
    if (letter === 'b' || letter === 'B') {
      this.at += 1;
      return { is: 'assert', what: letter === 'b' ? 'boundary' : 'inside' };
    }
    if (letter !== undefined && (/^[1-9]$/.test(letter) || letter === 'k')) {
      throw new PatternError(
        'A reference back to a group cannot be matched in linear time. Write the words out.',
        start,
      );
    }
    const value = this.escape(start);
    return { is: 'set', set: typeof value === 'number' ? character(value) : value };
  }

  /** After a backslash: a character, or a class of them. */
  private escape(start: number): number | CharacterSet {
    const letter = this.peek();
    if (letter === undefined) throw new PatternError('A pattern cannot end with a backslash.', start);
    this.at += 1;
    const named = shorthand(letter);
    if (named) return named;
    if (letter === 'p' || letter === 'P') return this.property(letter, start);
    if (letter === 'x' || letter === 'u') return this.code(letter, start);
    if (Object.hasOwn(CONTROL, letter)) return CONTROL[letter] ?? 0;
    if (/^[A-Za-z0-9]$/.test(letter)) throw new PatternError(`"\\${letter}" has no meaning here.`, start);
    return letter.codePointAt(0) ?? 0;
  }

  private property(letter: 'p' | 'P', start: number): CharacterSet {
    const close = this.text.indexOf('}', this.at);
    const name = this.text.slice(this.at, close + 1).join('');
    try {
      if (!/^\{[\w=]{1,60}\}$/.test(name)) throw new SyntaxError();
      const set = new CharacterSet([], [new RegExp(`^\\p${name}$`, 'u')]);
      this.at = close + 1;
      return letter === 'p' ? set : set.negate();
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new PatternError(`"\\${letter}" needs a Unicode property in braces, such as \\p{L}.`, start);
    }
  }

  private code(letter: 'x' | 'u', start: number): number {
    const rest = this.text.slice(this.at, this.at + 8).join('');
    const [whole, braced, plain] =
      (letter === 'x' ? /^(?:\{([\da-f]{9})\}|([\da-f]{2}))/i : /^(?:\{([\da-f]{1,6})\}|([\da-f]{4}))/i).exec(rest) ??
      [];
    const value = parseInt(braced ?? plain ?? '', 16);
    if (whole === undefined || value > 0x10ffff)
      throw new PatternError(`"\\${letter}" needs the number of a character.`, start);
    this.at += whole.length;
    return value;
  }

  private class(start: number): CharacterSet {
    const negated = this.take('^');
    const ranges: (readonly [number, number])[] = [];
    const inner: CharacterSet[] = [];
    while (!this.take(']')) {
      const low = this.member(start);
      if (typeof low !== 'number') {
        inner.push(low);
        continue;
      }
      if (this.peek() !== '-' || this.peek(1) === ']') {
        ranges.push([low, low]);
        continue;
      }
      const dash = this.at;
      this.at += 1;
      const high = this.member(start);
      if (typeof high !== 'number' || high < low)
        throw new PatternError('This range of characters goes backwards or has no end.', dash);
      ranges.push([low, high]);
    }
    return new UnionSet(ranges, inner, negated);
  }

  private member(start: number): number | CharacterSet {
    const next = this.peek();
    if (next === undefined) throw new PatternError('This "[" is never closed.', start);
    const at = this.at;
    this.at += 1;
    if (next !== '\\') return next.codePointAt(0) ?? 0;
    if (this.take('b')) return 8;
    return this.escape(at);
  }
}

/** A class in brackets: characters, ranges and other classes. */
class UnionSet extends CharacterSet {
  constructor(
    ranges: readonly (readonly [number, number])[],
    private readonly inner: readonly CharacterSet[],
    private readonly inverted: boolean,
  ) {
    super(ranges.flatMap(([low, high]) => [[low, high] as const, ...folded(low, high)]));
  }

  protected override holds(code: number): boolean {
    return (super.holds(code) || this.inner.some((set) => set.has(code))) !== this.inverted;
  }

  override get samples(): readonly number[] {
    return [...super.samples, ...this.inner.flatMap((set) => set.samples)];
  }
}

/** Small letters of a range of capital ones. */
function folded(low: number, high: number): (readonly [number, number])[] {
  const [from, to] = [Math.max(low, 65), Math.min(high, 90)];
  return from <= to ? [[from + 32, to + 32]] : [];
}

/** Characters that tell the usual classes apart. */
export const TYPICAL: readonly number[] = [
  ...Array.from({ length: 128 }, (_, code) => code),
  ...Array.from('éяж中ñ٣۴²\u00a0\u2028😀€', (one) => one.codePointAt(0) ?? 0),
];

/** Which characters one step of a pattern takes. Case does not matter: texts are folded before they are matched. */
export class CharacterSet {
  private readonly known: (boolean | undefined)[] = [];

  constructor(
    private readonly ranges: readonly (readonly [number, number])[],
    private readonly classes: readonly RegExp[] = [],
    private readonly negated = false,
  ) {}

  has(code: number): boolean {
    const known = code < 128 ? this.known[code] : undefined;
    if (known !== undefined) return known;
    const answer = this.holds(code);
    if (code < 128) this.known[code] = answer;
    return answer;
  }

  protected holds(code: number): boolean {
    const character = String.fromCodePoint(code);
    const upper = character.toUpperCase().codePointAt(0) ?? code;
    const inside =
      this.ranges.some(([low, high]) => (code >= low && code <= high) || (upper >= low && upper <= high)) ||
      this.classes.some((test) => test.test(character));
    return inside !== this.negated;
  }

  /** Characters near which membership changes: enough of them tell two sets apart. */
  get samples(): readonly number[] {
    return this.ranges.flatMap(([low, high]) => [low, high, low - 1, high + 1]).filter((code) => code >= 0);
  }

  negate(): CharacterSet {
    return new CharacterSet(this.ranges, this.classes, !this.negated);
  }
}

export const WORD = /^[\p{L}\p{N}\p{M}_]$/u;
export const DIGIT = /^\p{Nd}$/u;
export const SPACE = /^\s$/u;
const LINE_ENDS: readonly (readonly [number, number])[] = [
  [10, 10],
  [13, 13],
];

export const ANY = new CharacterSet(LINE_ENDS, [], true);

export function character(code: number): CharacterSet {
  const lower = String.fromCodePoint(code).toLowerCase().codePointAt(0) ?? code;
  return new CharacterSet([
    [code, code],
    [lower, lower],
  ]);
}

/** `\d`, `\W` and their like. */
export function shorthand(letter: string): CharacterSet | undefined {
  const test = { d: DIGIT, w: WORD, s: SPACE }[letter.toLowerCase()];
  if (!test) return undefined;
  const set = new CharacterSet([], [test]);
  return letter === letter.toLowerCase() ? set : set.negate();
}

export function isWord(code: number | undefined): boolean {
  return code !== undefined && WORD.test(String.fromCodePoint(code));
}

const NEVER_BEFORE_CLOSING = /[\s([{*_\u2013\u2014/]/;
const SPACE = 32;
const STRAIGHT = 34;
const STAR = 42;
const UNDERSCORE = 95;
const BACKTICK = 96;
const LEFT = 0x201c;
const RIGHT = 0x201d;
const LOW = 0x201e;

/**
 * Walks a text's double quotes, straight and curly. Straight ones open after a space or an opening bracket (markup in
 * between does not count) and close elsewhere.
 */
export class QuoteWalk {
  #depth = 0;
  #previous = SPACE;
  #closedEarly = false;
  #opensFirst: boolean | undefined;
  #closesLast = false;

  /** Feeds the next part of the text, between two offsets; parts are as far apart as words. */
  feed(text: string, start: number, end: number): void {
    this.#previous = SPACE;
    for (let at = start; at < end && !this.#lost; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#depth === 0 || !isPlain(code)) {
        this.#step(code);
        continue;
      }
      this.#closesLast = false;
      this.#previous = code;
    }
  }

  /** One pair of quotes holds the whole text. */
  get wrapped(): boolean {
    return this.#opensFirst === true && this.#closesLast && this.#depth === 0 && !this.#closedEarly;
  }

  /** Nothing that follows can make it one pair. */
  get #lost(): boolean {
    return this.#closedEarly || this.#opensFirst === false;
  }

  #step(code: number): void {
    const blank = code === SPACE || (code < SPACE || code > 127 ? String.fromCharCode(code).trim() === '' : false);
    if (!blank && this.#opensFirst === true && this.#depth === 0) this.#closedEarly = true;
    let change = 0;
    if (code === LEFT || code === LOW) change = 1;
    else if (code === RIGHT) change = -1;
    else if (code === STRAIGHT) change = this.#depth === 0 || this.#afterOpening() ? 1 : -1;
    this.#depth = Math.max(0, this.#depth + change);
    if (!blank) {
      this.#opensFirst ??= change === 1;
      this.#closesLast = change === -1;
    }
    if (code !== STAR && code !== UNDERSCORE && code !== BACKTICK) this.#previous = code;
  }

  #afterOpening(): boolean {
    return NEVER_BEFORE_CLOSING.test(String.fromCharCode(this.#previous));
  }
}

/** What most texts are made of: it neither opens nor closes anything, and is not blank. */
function isPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

/** Whether one pair of quotes holds all that is between two offsets: `"…"`, not `"…" and "…"`. */
export function isQuoted(text: string, start = 0, end = text.length): boolean {
  const first = start < end ? text.charCodeAt(start) : SPACE;
  if (first !== STRAIGHT && first !== LEFT && first !== LOW) return false;
  const walk = new QuoteWalk();
  walk.feed(text, start, end);
  return walk.wrapped;
}

/** The text without the quotes that hold all of it, and trimmed. */
export function withoutQuotes(text: string): string {
  const trimmed = text.trim();
  return isQuoted(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
}

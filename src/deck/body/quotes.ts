const NEVER_BEFORE_CLOSING = /[\s([{*_\u2013\u2014/]/;

/**
 * Walks a text's double quotes, straight and curly. Straight ones open after a space or an opening bracket (markup in
 * between does not count) and close elsewhere.
 */
export class QuoteWalk {
  #depth = 0;
  #previous = ' ';
  #closedEarly = false;
  #opensFirst: boolean | undefined;
  #closesLast = false;

  /** Feeds the next part of the text; parts are as far apart as words. */
  feed(part: string): void {
    this.#previous = ' ';
    for (let at = 0; at < part.length && !this.#lost; at += 1) this.#step(part[at] ?? '');
  }

  /** One pair of quotes holds the whole text. */
  get wrapped(): boolean {
    return this.#opensFirst === true && this.#closesLast && this.#depth === 0 && !this.#closedEarly;
  }

  /** Nothing that follows can make it one pair. */
  get #lost(): boolean {
    return this.#closedEarly || this.#opensFirst === false;
  }

  #step(character: string): void {
    if (this.#depth > 0 && isPlain(character.charCodeAt(0))) {
      this.#closesLast = false;
      this.#previous = character;
      return;
    }
    const blank = character.trim() === '';
    if (!blank && this.#opensFirst === true && this.#depth === 0) this.#closedEarly = true;
    let change = 0;
    if (character === '\u201c' || character === '\u201e') change = 1;
    else if (character === '\u201d') change = -1;
    else if (character === '"') change = this.#depth === 0 || NEVER_BEFORE_CLOSING.test(this.#previous) ? 1 : -1;
    this.#depth = Math.max(0, this.#depth + change);
    if (!blank) {
      this.#opensFirst ??= change === 1;
      this.#closesLast = change === -1;
    }
    if (!'*_`'.includes(character)) this.#previous = character;
  }
}

/** What most texts are made of: it neither opens nor closes anything, and is not blank. */
function isPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

/** Whether one pair of quotes holds the whole text: `"…"`, not `"…" and "…"`. */
export function isQuoted(text: string): boolean {
  const first = text[0];
  if (first !== '"' && first !== '\u201c' && first !== '\u201e') return false;
  const walk = new QuoteWalk();
  walk.feed(text);
  return walk.wrapped;
}

/** The text without the quotes that hold all of it, and trimmed. */
export function withoutQuotes(text: string): string {
  const trimmed = text.trim();
  return isQuoted(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
}

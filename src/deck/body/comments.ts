/** The text without its HTML comments. One that is not closed stays. */
export function stripComments(text: string): string {
  let open = text.indexOf('<!--');
  if (open < 0) return text;
  let kept = '';
  let at = 0;
  while (open >= 0) {
    const close = text.indexOf('-->', open + 4);
    if (close < 0) break;
    kept += text.slice(at, open);
    at = close + 3;
    open = text.indexOf('<!--', at);
  }
  return kept + text.slice(at);
}

export interface IdComment {
  readonly id: string;
  /** Offsets of the whole comment in the text. */
  readonly start: number;
  readonly end: number;
}

const MAX_ID_COMMENT = 200;

/** The next `<!-- id: name -->` at or after `from`; the name as it was written, whether it is well formed or not. */
export function findIdComment(text: string, from = 0): IdComment | undefined {
  for (let open = text.indexOf('<!--', from); open >= 0; open = text.indexOf('<!--', open + 4)) {
    const head = /^<!--\s{0,20}id\s{0,20}:/i.exec(text.slice(open, open + 60));
    if (!head) continue;
    const inner = text.slice(open + head[0].length, open + head[0].length + MAX_ID_COMMENT);
    const close = inner.indexOf('-->');
    if (close >= 0) return { id: inner.slice(0, close).trim(), start: open, end: open + head[0].length + close + 3 };
  }
  return undefined;
}

/** Letters, digits, `-`, `_` and `.`, starting with a letter or digit; at most 64 characters. */
export function isCardId(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,63}$/.test(text);
}

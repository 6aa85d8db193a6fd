export interface InlineCard {
  /** Columns: the question is [from, left), the answer [right, to). */
  readonly from: number;
  readonly left: number;
  readonly right: number;
  readonly to: number;
  /** `:::`: also asked the other way round. */
  readonly reversed: boolean;
}

const MARKER = /^\s*(?:(?:[-*+]|\d{1,4}[.)]|#{1,6})\s+)?/;

/**
 * Splits `question :: answer`. Colons inside inline code are not separators, nor are those between two words without a
 * space (`std::vector`), unless the question's mark stands before them.
 */
export function splitInline(line: string): InlineCard | undefined {
  const from = MARKER.exec(line)?.[0].length ?? 0;
  const to = line.trimEnd().length;
  let inCode = false;
  for (let at = from; at < to; at++) {
    const character = line.charAt(at);
    if (character === '`') inCode = !inCode;
    if (inCode || character !== ':' || line.charAt(at + 1) !== ':') continue;
    let end = at;
    while (line.charAt(end) === ':') end++;
    const spaced = /[\s?.!]/.test(line.charAt(at - 1)) || /\s/.test(line.charAt(end));
    const isCard = end - at <= 3 && spaced && line.slice(from, at).trim() !== '' && line.slice(end, to).trim() !== '';
    if (isCard) return { from, left: at, right: end, to, reversed: end - at === 3 };
    at = end - 1;
  }
  return undefined;
}

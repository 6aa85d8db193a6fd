/** One card's worth of hidden text. */
export interface Cloze {
  /** The text with `[…]` (or `[… hint]`) where this card hides something, and everything else shown. */
  readonly question: string;
  /** What is hidden, in order. */
  readonly hidden: readonly { readonly text: string; readonly start: number; readonly end: number }[];
  /** Anki's number. */
  readonly number?: number;
}

interface Gap {
  readonly start: number;
  readonly end: number;
  readonly textStart: number;
  readonly textEnd: number;
  readonly hint: string;
  readonly number: number | undefined;
}

/** Cards that one text may make; what goes beyond is not written by hand. */
const MAX_CARDS = 50;

/**
 * Reads `{{c1::hidden::hint}}`, one card per number, and, when asked for, `[hidden]`, one card each (links, footnotes,
 * task boxes and inline code are none). A gap inside another is not taken apart.
 */
export function readClozes(text: string, style: 'anki' | 'brackets'): readonly Cloze[] {
  const numbered = findNumbered(text);
  const gaps = numbered.length > 0 || style === 'anki' ? numbered : findBrackets(text);
  const groups = new Map<string, Gap[]>();
  gaps.forEach((gap, index) => {
    const key = gap.number === undefined ? `at ${index}` : `number ${gap.number}`;
    const group = groups.get(key);
    if (group !== undefined) group.push(gap);
    else if (groups.size < MAX_CARDS) groups.set(key, [gap]);
  });
  return [...groups.values()].map((group) => {
    const [first] = group;
    return {
      question: show(text, gaps, new Set(group)),
      hidden: group.map(({ textStart, textEnd }) => ({
        text: text.slice(textStart, textEnd),
        start: textStart,
        end: textEnd,
      })),
      ...(first?.number === undefined ? {} : { number: first.number }),
    };
  });
}

function show(text: string, gaps: readonly Gap[], hidden: ReadonlySet<Gap>): string {
  let shown = '';
  let at = 0;
  for (const gap of gaps) {
    shown += text.slice(at, gap.start);
    if (!hidden.has(gap)) shown += text.slice(gap.textStart, gap.textEnd);
    else shown += gap.hint === '' ? '[…]' : `[… ${gap.hint}]`;
    at = gap.end;
  }
  return (shown + text.slice(at)).trim();
}

function findNumbered(text: string): Gap[] {
  const gaps: Gap[] = [];
  const opener = /\{\{c(\d{1,3})::/g;
  for (let match = opener.exec(text); match !== null; match = opener.exec(text)) {
    const textStart = match.index + match[0].length;
    const close = text.indexOf('}}', textStart);
    if (close < 0) break;
    const inner = text.slice(textStart, close);
    const hintAt = inner.lastIndexOf('::');
    gaps.push({
      start: match.index,
      end: close + 2,
      textStart,
      textEnd: hintAt > 0 ? textStart + hintAt : close,
      hint: hintAt > 0 ? inner.slice(hintAt + 2).trim() : '',
      number: Number(match[1]),
    });
    opener.lastIndex = close + 2;
  }
  return gaps;
}

function findBrackets(text: string): Gap[] {
  const gaps: Gap[] = [];
  let inCode = false;
  let open = -1;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '`') inCode = !inCode;
    else if (inCode) continue;
    else if (character === '[') open = text.charAt(at - 1) === '!' ? -1 : at;
    else if (character === ']' && open >= 0) {
      const inner = text.slice(open + 1, at).trim();
      const next = text.charAt(at + 1);
      const isGap = inner !== '' && !/^(?:[xX]|\^.*)$/.test(inner) && next !== '(' && next !== '[';
      if (isGap) gaps.push({ start: open, end: at + 1, textStart: open + 1, textEnd: at, hint: '', number: undefined });
      open = -1;
    }
  }
  return gaps;
}

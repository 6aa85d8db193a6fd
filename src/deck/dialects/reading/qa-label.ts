/** A line's lead-in: `Q:`, `**A1.**`, `- Question 3:`, `C:`. */
export interface QaLabel {
  readonly kind: 'question' | 'answer' | 'cloze';
  /** Column of the text behind it. */
  readonly end: number;
}

const LEAD = /^[ \t>]{0,12}(?:(?:[-*+]|\d{1,4}[.)]|#{1,6})[ \t]+)?/;
const LABEL =
  /^(\*\*|__)?(Q|Question|Ques|A|Ans|Answer|C|Cloze)(?:[ \t]?#?(\d{1,4}(?:\.\d{1,4}){0,3}))?[ \t]?([:.)])(\*\*|__)?(?:[ \t]+|(?=[^\s:])|$)/i;

/**
 * The label that the line starts with. A bold one closes behind its mark (`**Q:** …`), or else the whole line would be
 * bold, which is another dialect. Without a number, only a colon makes a label: "A. Smith" is a name.
 */
export function labelOf(line: string): QaLabel | undefined {
  const lead = LEAD.exec(line)?.[0].length ?? 0;
  const label = LABEL.exec(line.slice(lead, lead + 60));
  if (label === null) return undefined;
  const [whole, open, word = '', number, mark, close] = label;
  if (open !== close) return undefined;
  if (mark !== ':' && number === undefined) return undefined;
  const end = lead + whole.length;
  // `q:` in the middle of code or prose is seldom meant: one letter has to be a capital.
  if (word.length === 1 && word !== word.toUpperCase()) return undefined;
  if (/^q/i.test(word)) return { kind: 'question', end };
  return { kind: /^a/i.test(word) ? 'answer' : 'cloze', end };
}

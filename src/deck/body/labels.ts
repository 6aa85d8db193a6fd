import type { SectionKind } from '../types';
import { plainText } from './inline';

export interface Label {
  /** Without colon and markup. */
  readonly text: string;
  /** The section that it starts; none for a named point. */
  readonly kind?: SectionKind;
  /** Offset in the text where what follows the label begins. */
  readonly end: number;
}

const MAX_LABEL = 100;

// The first pattern that matches decides. `answer`, `evidence` and `story` are asked of the label's last word: "Answer
// to expect next" and "Evidence-based approach" are names of points.
const KINDS: readonly (readonly [SectionKind, RegExp])[] = [
  ['follow-ups', /\b(follow[\s-]?ups?|drill[\s-]?downs?|probes?|probing)\b/],
  ['avoid', /\b(bad|weak|wrong|poor|avoid)\b.*\b(answers?|response)\b|^(what to )?avoid( this)?$/],
  ['concepts', /\bkey (concepts?|points?)\b/],
  ['answer', /(^|\W)answers?$/],
  ['evidence', /(^|\W)(evidence|proof)$/],
  ['story', /(^|\W)(story|stories|star)$/],
];

/** Which section a label's text names, by pattern; undefined for any other text. */
export function sectionKind(label: string): SectionKind | undefined {
  const bare = withoutTrailingBrackets(label.toLowerCase()).trim();
  return KINDS.find(([, pattern]) => pattern.test(bare))?.[0];
}

/**
 * The bold or italic lead-in at `from`, colon inside or outside. Bold text that fills its whole line needs no colon when
 * it names a section.
 */
export function labelAt(text: string, from: number, lineEnd: number): Label | undefined {
  const marker = text[from];
  if (marker !== '*' && marker !== '_') return undefined;
  let length = 1;
  while (length < 3 && text[from + length] === marker) length += 1;
  const start = from + length;
  const close = text.slice(start, Math.min(lineEnd, start + MAX_LABEL)).indexOf(marker.repeat(length));
  if (close <= 0) return undefined;
  const inner = text.slice(start, start + close);
  let end = start + close + length;
  const inside = /[:：]\s*$/.exec(inner);
  if (!inside) {
    while (text[end] === ' ') end += 1;
    if (text[end] === ':' || text[end] === '：') end += 1;
    else {
      const kind = text.slice(end, lineEnd).trim() === '' ? sectionKind(plainText(inner)) : undefined;
      return kind ? { text: plainText(inner), kind, end: lineEnd } : undefined;
    }
  }
  const label = plainText(inside ? inner.slice(0, inside.index) : inner);
  if (label === '') return undefined;
  const kind = sectionKind(label);
  return kind ? { text: label, kind, end } : { text: label, end };
}

/** The plain `A:` or `Answer:` that an answer begins with; an `A` alone says nothing and is not shown. */
export function answerLead(text: string): Label | undefined {
  const lead = /^(A|Ans|Answer)[:：]\s+(?=\S)/.exec(text);
  return lead ? { text: lead[1] === 'Answer' ? 'Answer' : '', kind: 'answer', end: lead[0].length } : undefined;
}

/** A heading's text as a label: the colon and the markup may be missing. */
export function headingLabel(text: string): Label | undefined {
  const label = plainText(text).replace(/\s*[:：]$/, '');
  const kind = label.length <= MAX_LABEL ? sectionKind(label) : undefined;
  return kind ? { text: label, kind, end: text.length } : undefined;
}

function withoutTrailingBrackets(text: string): string {
  const open = text.trimEnd().endsWith(')') ? text.lastIndexOf('(') : -1;
  return open > 0 ? text.slice(0, open) : text;
}

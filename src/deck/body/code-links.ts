import type { CodeLink } from '../types';
import { classifyCode, explicitTarget } from './code-text';
import type { InlineScan } from './inline';

export type NamedCode = Pick<CodeLink, 'text' | 'form' | 'target' | 'required'>;

interface FoundLink {
  readonly link: NamedCode;
  /** Offsets in the text. */
  readonly from: number;
  readonly to: number;
}

/** Whether it is worth looking for links. */
export function mayLink(text: string): boolean {
  return text.includes('`') || text.includes('](');
}

/** The code links that stand wholly between two offsets of a text, in order. */
export function codeLinksIn(text: string, { codes, links }: InlineScan, start: number, end: number): FoundLink[] {
  const found: FoundLink[] = [];
  for (const code of codes) {
    if (code.start < start || code.end > end) continue;
    const { content } = code;
    const link = classifyCode(text.slice(content.start, content.end));
    if (link) found.push({ link, from: content.start + (link.required ? 1 : 0), to: content.end });
  }
  let explicit = false;
  for (const link of links) {
    if (link.image || link.start < start || link.end > end) continue;
    const target = explicitTarget(text.slice(link.href.start, link.href.end));
    if (!target) continue;
    explicit = true;
    const shown = text.slice(link.text.start, link.text.end).replace(/^`+|`+$/g, '');
    // Code in the link's text is the link's name, not a second link.
    const inner = found.findIndex(({ from }) => from > link.start && from < link.end);
    if (inner >= 0) found.splice(inner, 1);
    found.push({
      link: { text: shown, form: 'explicit', target, required: false },
      from: link.start,
      to: link.end,
    });
  }
  return explicit ? found.sort((a, b) => a.from - b.from) : found;
}

import { placeIn, type SourceSlice } from '../document';
import type { Token } from '../markdown';
import type { CodeLink, Query, Range, Section } from '../types';
import { classifyCode, explicitTarget } from './code-text';
import { DraftSection, labelledParts } from './draft-section';
import { headingLabel, type Label } from './labels';
import { Prose } from './prose';
import { scanInline, type Span } from './inline';

/** Walks an answer's block tokens once, without recursion. */
export class BodyBuilder {
  readonly #sections: DraftSection[] = [];
  readonly #codeLinks: CodeLink[] = [];
  readonly #queries: Query[] = [];
  /** Lists that are open, less one: 0 in a top-level item, -1 outside of lists. */
  #list = -1;
  /** List level whose items are the present section's top-level points. */
  #base = 0;
  #freshItem = false;

  constructor(
    readonly slice: SourceSlice,
    readonly tokens: readonly Token[],
  ) {}

  build(): { sections: Section[]; codeLinks: CodeLink[]; queries: Query[] } {
    for (let index = 0; index < this.tokens.length;) index = this.#step(index);
    const finished = this.#sections.map((section) => section.finish());
    return { sections: finished, codeLinks: this.#codeLinks, queries: this.#queries };
  }

  /** Takes in the block at `index`; returns the index of the next. */
  #step(index: number): number {
    const token = this.tokens[index];
    if (!token) return index + 1;
    switch (token.type) {
      case 'bullet_list_open':
      case 'ordered_list_open':
        this.#list += 1;
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        this.#list -= 1;
        break;
      case 'list_item_open':
        this.#freshItem = true;
        break;
      case 'list_item_close':
        this.#freshItem = false;
        break;
      case 'heading_open':
        this.#heading(token, this.tokens[index + 1]);
        this.#freshItem = false;
        return this.#after(index);
      case 'paragraph_open':
        this.#paragraph(token, this.tokens[index + 1]);
        this.#freshItem = false;
        return this.#after(index);
      case 'fence':
        this.#markdown(token);
        this.#query(token);
        this.#freshItem = false;
        break;
      case 'html_block':
        if (!/^\s*<!--(?:[^-]|-(?!->))*-->\s*$/.test(token.content)) this.#markdown(token);
        break;
      case 'blockquote_open':
      case 'table_open':
        this.#markdown(token);
        this.#rawLinks(token);
        this.#freshItem = false;
        return this.#after(index);
      case 'code_block':
        this.#markdown(token);
        this.#freshItem = false;
        break;
      default:
        break;
    }
    return index + 1;
  }

  /** The index after the token that closes the block opened at `index`. */
  #after(index: number): number {
    const level = this.tokens[index]?.level ?? 0;
    let next = index + 1;
    while (next < this.tokens.length && (this.tokens[next]?.level ?? 0) > level) next += 1;
    return next + 1;
  }

  #heading(token: Token, inline: Token | undefined): void {
    if (token.markup === '-') {
      // A thematic break right below a line of text: a heading to Markdown, the end of the answer to its author.
      this.#paragraph(token, inline);
      return;
    }
    const label = inline && headingLabel(inline.content);
    if (label) this.#open(label, this.#blockRange(token));
    else this.#markdown(token);
  }

  #paragraph(token: Token, inline: Token | undefined): void {
    if (!inline || inline.content === '') return;
    if (/^!\[[^\]]*\]\([^()]*\)$/.test(inline.content)) {
      this.#markdown(token);
      return;
    }
    const prose = new Prose(inline, this.slice);
    let item = this.#freshItem;
    for (const { from, end, label } of labelledParts(prose)) {
      const opens = label?.kind !== undefined && this.#list <= 0;
      if (opens) {
        this.#open(label, prose.range(from, label.end));
        // What follows a label on its line is the section's own text, not an item of it.
        item = false;
      }
      const section = this.#section(prose, from);
      const start = skipSpace(prose.text, label?.end ?? from);
      const depth = Math.max(0, item ? this.#list - this.#base : this.#list + 1 - this.#base);
      const entry = { type: 'text', prose, from, start, end, depth, origin: item ? 'item' : 'sentence' } as const;
      if (!opens && label) section.addText({ ...entry, label: label.text });
      else if (start < end) section.addText(entry);
      this.#links(prose, { start: from, end });
      item = false;
    }
  }

  #open(label: Label, range: Range): void {
    this.#sections.push(new DraftSection(label.kind ?? 'answer', label.text, range.start, range.end));
    this.#base = this.#list + 1;
  }

  /** The present section; an unlabelled answer when there is none yet. */
  #section(prose: Prose, from: number): DraftSection {
    return this.#sections.at(-1) ?? this.#unlabelled(prose.place(from));
  }

  #unlabelled(start: Range['start']): DraftSection {
    const section = new DraftSection('answer', '', start, start);
    this.#sections.push(section);
    return section;
  }

  #markdown(token: Token): void {
    const range = this.#blockRange(token);
    const section = this.#sections.at(-1) ?? this.#unlabelled(range.start);
    section.addMarkdown(this.#raw(token, range), range);
  }

  #query(token: Token): void {
    const language = /^\S*/.exec(token.info.trim())?.[0].toLowerCase();
    if (language === 'spot' || language === 'sql') {
      this.#queries.push({ language, text: token.content.replace(/\n$/, ''), range: this.#blockRange(token) });
    }
  }

  /** The block's lines, without the indentation that its list gave it. */
  #raw(token: Token, range: Range): string {
    const [first, end] = token.map ?? [0, 0];
    const indent = range.start.column - (this.slice.cut?.[first] ?? 0);
    const lines = this.slice.lines.slice(first, range.end.line - this.slice.firstLine + 1);
    return lines
      .slice(0, end - first)
      .map((line, index) => (index === 0 ? line.slice(indent) : dedent(line, indent)))
      .join('\n');
  }

  #blockRange(token: Token): Range {
    const [first, end] = token.map ?? [0, 1];
    let last = Math.max(first, end - 1);
    while (last > first && (this.slice.lines[last] ?? '').trim() === '') last -= 1;
    const line = this.slice.lines[first] ?? '';
    // In a list, the marker is not part of the block.
    const lead = this.#list >= 0 ? /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*/.exec(line)?.[0].length : undefined;
    return {
      start: placeIn(this.slice, first, Math.min(lead ?? line.length - line.trimStart().length, line.length)),
      end: placeIn(this.slice, last, (this.slice.lines[last] ?? '').trimEnd().length),
    };
  }

  #links(prose: Prose, span: Span): void {
    if (prose.scan.codes.length === 0 && prose.scan.links.length === 0) return;
    const add = linkCollector(this.#codeLinks, this.#sections.length - 1, (start, end) => prose.range(start, end));
    add(prose.text, prose.scan, span);
  }

  /** Quotes and tables are shown as they stand; the code that they name counts all the same. */
  #rawLinks(token: Token): void {
    const [first, end] = token.map ?? [0, 0];
    for (let line = first; line < end; line += 1) {
      const text = this.slice.lines[line] ?? '';
      if (!text.includes('`') && !text.includes('](')) continue;
      const range = (from: number, to: number): Range => ({
        start: placeIn(this.slice, line, from),
        end: placeIn(this.slice, line, to),
      });
      const add = linkCollector(this.#codeLinks, this.#sections.length - 1, range);
      add(text, scanInline(text), { start: 0, end: text.length });
    }
  }
}

type RangeOf = (start: number, end: number) => Range;

/** Adds the code links of a span of text, in order. */
function linkCollector(links: CodeLink[], section: number, range: RangeOf) {
  return (text: string, scan: ReturnType<typeof scanInline>, within: Span): void => {
    const found: { readonly at: number; readonly link: CodeLink }[] = [];
    for (const code of scan.codes) {
      if (code.start < within.start || code.end > within.end) continue;
      const { start, end } = code.content;
      const named = classifyCode(text.slice(start, end));
      if (!named) continue;
      found.push({ at: start, link: { ...named, section, range: range(named.required ? start + 1 : start, end) } });
    }
    for (const link of scan.links) {
      if (link.image || link.start < within.start || link.end > within.end) continue;
      const target = explicitTarget(text.slice(link.href.start, link.href.end));
      if (!target) continue;
      const shown = text.slice(link.text.start, link.text.end).replace(/^`+|`+$/g, '');
      // Code in the link's text is the link's name, not a second link.
      const inner = found.findIndex((code) => code.at > link.start && code.at < link.end);
      if (inner >= 0) found.splice(inner, 1);
      const place = range(link.start, link.end);
      found.push({
        at: link.start,
        link: { text: shown, form: 'explicit', target, required: false, section, range: place },
      });
    }
    found.sort((a, b) => a.at - b.at);
    for (const { link } of found) links.push(link);
  };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text[at] ?? '').trim() === '') at += 1;
  return at;
}

function dedent(line: string, count: number): string {
  let at = 0;
  while (at < count && (line[at] === ' ' || line[at] === '\t')) at += 1;
  return line.slice(at);
}

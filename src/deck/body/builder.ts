import { placeIn, type SourceSlice } from '../document';
import type { Token } from '../markdown';
import type { CodeLink, Query, Range, Section } from '../types';
import { codeLinksIn, mayLink, type NamedCode } from './code-links';
import { DraftSection, labelledParts } from './draft-section';
import { answerLead, headingLabel, type Label } from './labels';
import { Prose } from './prose';
import { scanInline } from './inline';

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
    for (const { from, end, label: lead } of labelledParts(prose)) {
      const first = from === 0 && this.#sections.length === 0 && this.#list < 0;
      const label = lead ?? (first ? answerLead(prose.text) : undefined);
      const opens = label?.kind !== undefined && this.#list <= 0;
      if (opens) {
        this.#open(label, prose.range(from, label.end));
        // What follows a label on its line is the section's own text, not an item of it.
        item = false;
      }
      const section = this.#section(prose, from);
      const start = skipSpace(prose.text, label?.end ?? from);
      const depth = Math.max(0, item ? this.#list - this.#base : this.#list + 1 - this.#base);
      const named = opens ? undefined : label?.text;
      if (start < end || named !== undefined) {
        const origin = item ? 'item' : 'sentence';
        section.addText({ type: 'text', prose, from, start, end, origin, depth, label: named });
      }
      this.#links(prose, from, end);
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
    const info = token.info.trim();
    const word = /^\S*/.exec(info)?.[0] ?? '';
    const language = word.toLowerCase();
    if (language === 'spot' || language === 'sql') {
      this.#queries.push({
        language,
        info: info.slice(word.length).trim(),
        text: token.content.replace(/\n$/, ''),
        range: this.#blockRange(token),
      });
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

  #links(prose: Prose, start: number, end: number): void {
    if (!mayLink(prose.text)) return;
    for (const { link, from, to } of codeLinksIn(prose.text, prose.scan, start, end)) {
      this.#addLink(link, prose.range(from, to));
    }
  }

  #addLink({ text, form, target, required }: NamedCode, range: Range): void {
    const section = this.#sections.length - 1;
    this.#codeLinks.push(
      target ? { text, form, target, required, section, range } : { text, form, required, section, range },
    );
  }

  /** Quotes and tables are shown as they stand; the code that they name counts all the same. */
  #rawLinks(token: Token): void {
    const [first, end] = token.map ?? [0, 0];
    for (let line = first; line < end; line += 1) {
      const text = this.slice.lines[line] ?? '';
      if (!mayLink(text)) continue;
      for (const { link, from, to } of codeLinksIn(text, scanInline(text), 0, text.length)) {
        const range = { start: placeIn(this.slice, line, from), end: placeIn(this.slice, line, to) };
        this.#addLink(link, range);
      }
    }
  }
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

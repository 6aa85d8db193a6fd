/** HTML as people write it in flashcards, turned into Markdown. */
export interface Converted {
  readonly markdown: string;
  /** Pictures without a text, sounds, scripts and styles that were left out. */
  readonly dropped: number;
}

const ENTITIES: Readonly<Record<string, string>> = Object.assign(Object.create(null) as Record<string, string>, {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '\u2013',
  mdash: '\u2014',
  hellip: '\u2026',
  lsquo: '\u2018',
  rsquo: '\u2019',
  ldquo: '\u201c',
  rdquo: '\u201d',
  laquo: '\u00ab',
  raquo: '\u00bb',
  bull: '\u2022',
  middot: '\u00b7',
  times: '\u00d7',
  divide: '\u00f7',
  plusmn: '\u00b1',
  deg: '\u00b0',
  micro: '\u00b5',
  para: '\u00b6',
  sect: '\u00a7',
  copy: '\u00a9',
  reg: '\u00ae',
  trade: '\u2122',
  euro: '\u20ac',
  pound: '\u00a3',
  yen: '\u00a5',
  cent: '\u00a2',
  larr: '\u2190',
  rarr: '\u2192',
  uarr: '\u2191',
  darr: '\u2193',
  harr: '\u2194',
  rArr: '\u21d2',
  lArr: '\u21d0',
  le: '\u2264',
  ge: '\u2265',
  ne: '\u2260',
  asymp: '\u2248',
  infin: '\u221e',
  sum: '\u2211',
  radic: '\u221a',
  alpha: '\u03b1',
  beta: '\u03b2',
  gamma: '\u03b3',
  delta: '\u03b4',
  lambda: '\u03bb',
  mu: '\u03bc',
  pi: '\u03c0',
  sigma: '\u03c3',
  omega: '\u03c9',
  szlig: '\u00df',
  eacute: '\u00e9',
  egrave: '\u00e8',
  agrave: '\u00e0',
  ccedil: '\u00e7',
  auml: '\u00e4',
  ouml: '\u00f6',
  uuml: '\u00fc',
  Auml: '\u00c4',
  Ouml: '\u00d6',
  Uuml: '\u00dc',
  ntilde: '\u00f1',
  shy: '',
  zwnj: '\u200c',
  zwj: '\u200d',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  hearts: '\u2665',
});

/** Replaces character references; one that is unknown stays as it stands. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{2,8}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : '\ufffd';
    },
  );
}

const INLINE_MARKS: Readonly<Record<string, string>> = Object.assign(Object.create(null) as Record<string, string>, {
  b: '**',
  strong: '**',
  i: '*',
  em: '*',
  code: '`',
  kbd: '`',
  tt: '`',
});
const NEW_LINE = new Set(['br', 'div', 'tr', 'table', 'section', 'article', 'dl', 'dt', 'dd', 'thead', 'tbody']);
const NEW_PARAGRAPH = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'hr']);
const UNREAD = new Set(['script', 'style', 'svg', 'audio', 'video', 'iframe', 'object']);

/** Converts in one pass, without recursion; tags that are not known are left out and their text kept. */
export function htmlToMarkdown(html: string): Converted {
  const writer = new MarkdownWriter();
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) break;
    const next = html.charAt(open + 1);
    const close = /[A-Za-z/!]/.test(next) ? tagEnd(html, open) : -1;
    if (close < 0) {
      writer.text(html.slice(at, open + 1));
      at = open + 1;
      continue;
    }
    writer.text(html.slice(at, open));
    at = close;
    const tag = /^<(\/?)([A-Za-z][A-Za-z0-9]*)/.exec(html.slice(open, Math.min(close, open + 40)));
    if (tag?.[2] === undefined) continue;
    const name = tag[2].toLowerCase();
    if (UNREAD.has(name) && tag[1] === '') {
      writer.dropped++;
      const end = indexOfIgnoringCase(html, `</${name}`, close);
      at = end < 0 ? html.length : end;
    } else {
      writer.tag(name, tag[1] === '/', html.slice(open, close));
    }
  }
  writer.text(html.slice(at));
  return { markdown: writer.finish(), dropped: writer.dropped };
}

/** The place after a tag or comment; -1 when it does not end soon: then it is text. */
function tagEnd(html: string, open: number): number {
  const isComment = html.startsWith('<!--', open);
  const window = html.slice(open, open + (isComment ? 10_000 : 4_000));
  const end = isComment ? window.indexOf('-->') : window.indexOf('>');
  if (end < 0) return -1;
  return open + end + (isComment ? 3 : 1);
}

function indexOfIgnoringCase(text: string, lowerCase: string, from: number): number {
  for (let at = text.indexOf('</', from); at >= 0; at = text.indexOf('</', at + 2)) {
    if (text.slice(at, at + lowerCase.length).toLowerCase() === lowerCase) return at;
  }
  return -1;
}

class MarkdownWriter {
  dropped = 0;
  #parts: string[] = [];
  /** Marks that are open: their tag's mark and the part that they began with. */
  #open: { mark: string; part: number }[] = [];
  #lists: { ordered: boolean; count: number }[] = [];
  #inFence = false;

  text(raw: string): void {
    if (raw === '') return;
    const sounds = raw.split(/\[sound:[^\][]{0,300}\]/);
    this.dropped += sounds.length - 1;
    const text = decodeEntities(sounds.join(''));
    const isCode = this.#inFence || this.#open.some(({ mark }) => mark === '`');
    this.#parts.push(isCode ? text : text.replace(/[ \t\u00a0]+/g, ' ').replace(/<(?=[A-Za-z/!])/g, '\\<'));
  }

  tag(name: string, closing: boolean, source: string): void {
    const mark = INLINE_MARKS[name];
    if (name === 'pre') this.#fence(closing);
    else if (this.#inFence) {
      if (name === 'br') this.#parts.push('\n');
    } else if (mark !== undefined) this.#mark(mark, closing);
    else if (name === 'ul' || name === 'ol') this.#list(name === 'ol', closing);
    else if (name === 'li') {
      if (!closing) this.#item();
    } else if (name === 'img') this.#picture(source);
    else if (name === 'td' || name === 'th') this.#parts.push(closing ? ' \u00b7 ' : '');
    else if (NEW_PARAGRAPH.has(name)) this.#break('\n\n');
    else if (NEW_LINE.has(name)) this.#break('\n');
  }

  finish(): string {
    if (this.#inFence) this.#fence(true);
    for (const { mark } of [...this.#open]) this.#mark(mark, true);
    return this.#parts
      .join('')
      .split('\n')
      .map((line) => line.trimEnd().replace(/ \u00b7$/, ''))
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  #mark(mark: string, closing: boolean): void {
    if (!closing) {
      // Bold in bold is bold; and nothing is marked inside code.
      if (this.#open.some((open) => open.mark === mark || open.mark === '`')) return;
      this.#open.push({ mark, part: this.#parts.length });
      return;
    }
    const index = this.#open.findIndex((open) => open.mark === mark);
    const open = this.#open[index];
    if (open === undefined) return;
    this.#open.splice(index, 1);
    const inner = this.#parts.splice(open.part).join('');
    const text = inner.trim();
    const lead = inner.slice(0, inner.length - inner.trimStart().length);
    const tail = inner.slice(inner.trimEnd().length);
    if (text === '') this.#parts.push(inner);
    else
      this.#parts.push(
        lead,
        text
          .split('\n')
          .map((line) => (line.trim() === '' ? line : mark + line.trim() + mark))
          .join('\n'),
        tail,
      );
    for (const later of this.#open) later.part = Math.min(later.part, this.#parts.length);
  }

  #fence(closing: boolean): void {
    if (closing === !this.#inFence) return;
    this.#inFence = !closing;
    this.#parts.push(closing ? '\n```\n' : '\n```\n');
  }

  #list(ordered: boolean, closing: boolean): void {
    if (!closing) this.#lists.push({ ordered, count: 0 });
    else if (this.#lists.length > 0) this.#lists.pop();
    if (this.#lists.length === (closing ? 0 : 1)) this.#parts.push('\n\n');
  }

  #item(): void {
    const list = this.#lists.at(-1);
    if (list !== undefined) list.count++;
    const indent = '   '.repeat(Math.min(Math.max(this.#lists.length - 1, 0), 8));
    this.#parts.push(`\n${indent}${list?.ordered === true ? `${list.count}.` : '-'} `);
  }

  #picture(source: string): void {
    const alt = /\salt\s?=\s?(?:"([^"]*)"|'([^']*)')/i.exec(source);
    const text = (alt?.[1] ?? alt?.[2] ?? '').trim();
    if (text === '') this.dropped++;
    else this.text(text);
  }

  #break(lines: string): void {
    this.#parts.push(this.#lists.length > 0 ? '\n   ' : lines);
  }
}

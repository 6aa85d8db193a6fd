import MarkdownIt, { type Env, type MarkdownIt as Renderer, type Token } from 'markdown-it';
import { classifyCode, explicitTarget } from './body/code-text';

/** How rendered text is marked up beyond Markdown. */
export interface RenderOptions {
  /** Words (compared in lower case) that are wrapped in `<mark>`: those that were said. */
  readonly marked?: ReadonlySet<string> | ((word: string) => boolean);
  /**
   * Which inline code becomes `<a class="code" href="#" data-code="…">`, and what more is known of it. It is asked about
   * links to relative paths as well, with `path#fragment`: these are links unless they are known to be broken.
   */
  readonly codeLinks?: (text: string) => boolean | CodeMark;
}

/** What is known of text that names code. */
export interface CodeMark {
  /** A broken one is `<span class="code broken">`, no link. */
  readonly broken: boolean;
  /** Where it leads, or why it does not; shown on hover. */
  readonly title: string;
  /** Follows it for screen readers, in `<span class="sr">`. */
  readonly note?: string;
}

const WORDS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'\u2019]*/gu;
const SAFE_LINK = /^(https?:\/\/|mailto:)/i;
const MAX_NESTING = 60;

/**
 * One line of Markdown as HTML for a page without scripts, styles or remote resources: raw HTML is shown as text,
 * images as their alternative text, links other than http, https and mailto as their text. A link to a relative path
 * becomes a code link: `<a class="code" href="#" data-code="path#fragment">`.
 */
export function renderInline(markdown: string, options: RenderOptions = {}): string {
  return renderer.renderInline(markdown, env(options));
}

/** Markdown blocks as HTML; the same rules as `renderInline`. */
export function renderBlocks(markdown: string, options: RenderOptions = {}): string {
  return renderer.render(markdown, env(options));
}

const OPTIONS = Symbol('render options');

function env(options: RenderOptions): Env {
  return { [OPTIONS]: options };
}

function optionsOf(env: Env | undefined): RenderOptions {
  const options = env?.[OPTIONS];
  return typeof options === 'object' && options !== null ? options : {};
}

const LINKED = 'greenroomLinked';
const CLOSING = 'greenroomClosing';
const renderer = createRenderer();

function createRenderer(): Renderer {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  markdown.options.maxNesting = MAX_NESTING;
  // Every target is parsed as a link, so that an unsafe one leaves its text and not its source; see link_open.
  markdown.validateLink = () => true;
  const { escapeHtml } = markdown.utils;
  const codeLink = (target: string, mark?: CodeMark): CodeElement => {
    const title = mark === undefined ? '' : ` title="${escapeHtml(mark.title)}"`;
    const note = mark?.note === undefined ? '' : `<span class="sr">${escapeHtml(mark.note)}</span>`;
    if (mark?.broken === true) return { open: `<span class="code broken"${title}>`, close: `${note}</span>` };
    return { open: `<a class="code" href="#" data-code="${escapeHtml(target)}"${title}>`, close: `${note}</a>` };
  };
  const linkElement = (href: string, { codeLinks }: RenderOptions): CodeElement => {
    if (SAFE_LINK.test(href)) return { open: `<a href="${escapeHtml(href)}">`, close: '</a>' };
    const target = explicitTarget(href);
    if (!target) return { open: '', close: '' };
    const place = target.fragment === undefined ? target.path : `${target.path}#${target.fragment}`;
    const mark = codeLinks?.(place);
    return codeLink(place, typeof mark === 'object' ? mark : undefined);
  };
  const { rules } = markdown.renderer;
  rules['link_open'] = (tokens, index, _options, env) => {
    const token = tokens[index];
    const { open, close } = linkElement(String(token?.attrGet('href') ?? ''), optionsOf(env));
    const end = token?.meta?.[CLOSING];
    if (isToken(end)) end.meta = { [CLOSING]: close };
    return open;
  };
  rules['link_close'] = (tokens, index) => {
    const close = tokens[index]?.meta?.[CLOSING];
    return typeof close === 'string' ? close : '';
  };
  markdown.core.ruler.push('links', ({ tokens }) => {
    for (const token of tokens) if (token.children) pairLinks(token.children);
  });
  rules['image'] = (tokens, index) => `<span class="image">${escapeHtml(tokens[index]?.content ?? '')}</span>`;
  rules['code_inline'] = (tokens, index, _options, env) => {
    const content = tokens[index]?.content ?? '';
    const shown = classifyCode(content)?.text ?? content;
    const code = `<code>${escapeHtml(shown)}</code>`;
    const mark = tokens[index]?.meta?.[LINKED] === true ? undefined : optionsOf(env).codeLinks?.(shown);
    if (mark === undefined || mark === false) return code;
    const { open, close } = codeLink(shown, mark === true ? undefined : mark);
    return `${open}${code}${close}`;
  };
  rules['text'] = (tokens, index, _options, env) => {
    const text = tokens[index]?.content ?? '';
    const { marked } = optionsOf(env);
    return marked ? markWords(text, marked, escapeHtml) : escapeHtml(text);
  };
  rules['fence'] = (tokens, index) => {
    const token = tokens[index];
    const language = /^[\w+#-]{1,40}/.exec(token?.info.trim() ?? '')?.[0];
    const name = language === undefined ? '' : ` class="language-${escapeHtml(language)}"`;
    return `<pre><code${name}>${escapeHtml(token?.content ?? '')}</code></pre>\n`;
  };
  // Table cells are aligned with a style attribute, which the page's policy forbids.
  const plainCell = (tag: 'th' | 'td') => (tokens: Token[], index: number) => {
    const style = String(tokens[index]?.attrGet('style') ?? '');
    const side = /text-align:(left|right|center)/.exec(style)?.[1];
    return side === undefined ? `<${tag}>` : `<${tag} class="align-${side}">`;
  };
  rules['th_open'] = plainCell('th');
  rules['td_open'] = plainCell('td');
  return markdown;
}

interface CodeElement {
  readonly open: string;
  readonly close: string;
}

const isToken = (value: unknown): value is Token => typeof value === 'object' && value !== null && 'attrGet' in value;

/** Brings each link's ends together, and notes on code in a link that it is linked already. */
function pairLinks(tokens: readonly Token[]): void {
  let link: Token | undefined;
  for (const token of tokens) {
    if (token.type === 'link_open') link = token;
    else if (token.type === 'link_close') {
      if (link) link.meta = { [CLOSING]: token };
      link = undefined;
    } else if (link && token.type === 'code_inline') token.meta = { [LINKED]: true };
  }
}

function markWords(
  text: string,
  marked: NonNullable<RenderOptions['marked']>,
  escapeHtml: (text: string) => string,
): string {
  const isMarked = typeof marked === 'function' ? marked : (word: string) => marked.has(word.toLowerCase());
  let html = '';
  let at = 0;
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    if (!isMarked(word)) continue;
    html += `${escapeHtml(text.slice(at, index))}<mark>${escapeHtml(word)}</mark>`;
    at = index + word.length;
  }
  return html + escapeHtml(text.slice(at));
}

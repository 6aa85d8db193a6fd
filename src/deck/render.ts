import MarkdownIt, { type Env, type MarkdownIt as Renderer, type Token } from 'markdown-it';
import { classifyCode, explicitTarget } from './body/code-text';

/** How rendered text is marked up beyond Markdown. */
export interface RenderOptions {
  /** Words (compared in lower case) that are wrapped in `<mark>`: those that were said. */
  readonly marked?: ReadonlySet<string> | ((word: string) => boolean);
  /** Which inline code becomes `<a class="code" href="#" data-code="…">`. */
  readonly codeLinks?: (text: string) => boolean;
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

const DEAD = 'greenroomDead';
const LINKED = 'greenroomLinked';
const renderer = createRenderer();

function createRenderer(): Renderer {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  markdown.options.maxNesting = MAX_NESTING;
  // Every target is parsed as a link, so that an unsafe one leaves its text and not its source; see link_open.
  markdown.validateLink = () => true;
  const { escapeHtml } = markdown.utils;
  const codeLink = (target: string): string => `<a class="code" href="#" data-code="${escapeHtml(target)}">`;
  const { rules } = markdown.renderer;
  rules['link_open'] = (tokens, index) => {
    const href = String(tokens[index]?.attrGet('href') ?? '');
    return openLink(href, escapeHtml, codeLink);
  };
  rules['link_close'] = (tokens, index) => (tokens[index]?.meta?.[DEAD] === true ? '' : '</a>');
  markdown.core.ruler.push('links', ({ tokens }) => {
    for (const token of tokens) if (token.children) markLinks(token.children);
  });
  rules['image'] = (tokens, index) => `<span class="image">${escapeHtml(tokens[index]?.content ?? '')}</span>`;
  rules['code_inline'] = (tokens, index, _options, env) => {
    const content = tokens[index]?.content ?? '';
    const shown = classifyCode(content)?.text ?? content;
    const code = `<code>${escapeHtml(shown)}</code>`;
    const linked = tokens[index]?.meta?.[LINKED] !== true && optionsOf(env).codeLinks?.(shown) === true;
    return linked ? `${codeLink(shown)}${code}</a>` : code;
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

function openLink(href: string, escapeHtml: (text: string) => string, codeLink: (target: string) => string): string {
  if (SAFE_LINK.test(href)) return `<a href="${escapeHtml(href)}">`;
  const target = explicitTarget(href);
  if (!target) return '';
  return codeLink(target.fragment === undefined ? target.path : `${target.path}#${target.fragment}`);
}

/** Notes on a link's closing token whether the link is shown, and on code in a link that it is linked already. */
function markLinks(tokens: readonly Token[]): void {
  let link: Token | undefined;
  for (const token of tokens) {
    if (token.type === 'link_open') link = token;
    else if (token.type === 'link_close') {
      const href = String(link?.attrGet('href') ?? '');
      if (!SAFE_LINK.test(href) && !explicitTarget(href)) token.meta = { [DEAD]: true };
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

import MarkdownIt, { type Token as FullToken } from 'markdown-it';

/** What a deck reads of markdown-it's block tokens; see there. */
export type Token = Pick<FullToken, 'type' | 'tag' | 'map' | 'nesting' | 'level' | 'content' | 'markup' | 'info'>;

/** Deeper nesting than anybody writes is read as plain text; it also bounds the work for hostile input. */
const MAX_NESTING = 60;

// Block structure only: the inline phase is the expensive one, and what a deck needs of it, body/ reads itself.
const blocks = new MarkdownIt({ html: true, linkify: false, typographer: false });
blocks.options.maxNesting = MAX_NESTING;
blocks.core.ruler.enableOnly(['block']);
// A reference definition is text to a deck: left as a paragraph, it keeps its lines.
blocks.block.ruler.disable(['reference']);
// Most of the time that a small text takes goes into making tokens: these have only the fields that block rules touch.
blocks.block.State = class extends MarkdownIt.StateBlock {
  override push(type: string, tag: string, nesting: FullToken['nesting']): FullToken {
    if (nesting < 0) this.level -= 1;
    const { level } = this;
    const fields = {
      type,
      tag,
      nesting,
      level,
      map: null,
      content: '',
      markup: '',
      info: '',
      attrs: null,
      hidden: false,
    };
    if (nesting > 0) this.level += 1;
    const token = fields as unknown as FullToken;
    this.tokens.push(token);
    return token;
  }
};

/** Block tokens with line ranges. The text has `\n` line ends; inline content is left as it stands. */
export function blockTokens(text: string): Token[] {
  return blocks.parse(text, {});
}

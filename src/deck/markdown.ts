import MarkdownIt, { type Token } from 'markdown-it';

export type { Token };

/** Deeper nesting than anybody writes is read as plain text; it also bounds the work for hostile input. */
const MAX_NESTING = 60;

// Block structure only: the inline phase is the expensive one, and what a deck needs of it, body/ reads itself.
const blocks = new MarkdownIt({ html: true, linkify: false, typographer: false });
blocks.options.maxNesting = MAX_NESTING;
blocks.core.ruler.enableOnly(['block']);
// A reference definition is text to a deck: left as a paragraph, it keeps its lines.
blocks.block.ruler.disable(['reference']);

/** Block tokens with line ranges. The text has `\n` line ends; inline content is left as it stands. */
export function blockTokens(text: string): Token[] {
  return blocks.parse(text, {});
}

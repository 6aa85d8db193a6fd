import type { SourceSlice } from '../document';
import { blockTokens, type Token } from '../markdown';
import type { CodeLink, Query, Section } from '../types';
import { BodyBuilder } from './builder';

export { findIdComment, isCardId, stripComments, type IdComment } from './comments';
export { Prose } from './prose';
export { joinLines, plainText } from './inline';
export { labelAt } from './labels';
export { withoutQuotes } from './quotes';

/** An answer, taken apart. */
export interface Body {
  readonly sections: readonly Section[];
  readonly codeLinks: readonly CodeLink[];
  readonly queries: readonly Query[];
}

/**
 * Turns the lines of an answer into sections, key points, code links and queries. Labels start sections; what stands
 * before the first label, or has none at all, becomes an `answer` section with an empty label. An answer without text
 * has no sections. Ranges are in the document that the slice was taken from.
 *
 * `tokens`: the slice's block tokens when the caller has them already (whole blocks; their lines counted from the
 * slice's first); without them the slice is parsed.
 */
export function buildBody(slice: SourceSlice, tokens?: readonly Token[]): Body {
  return new BodyBuilder(slice, tokens ?? blockTokens(slice.lines.join('\n'))).build();
}

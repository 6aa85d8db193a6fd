/**
 * Markdown in, a deck out. Text is all that this folder knows: no files, no editor. It stands on markdown-it and yaml;
 * import it lazily where starting up fast matters.
 */
export type * from './types';
export { DeckParser, parseDeck } from './parse';
export { isSettled, settle, type SettleOptions } from './settlement';
export { glanceAtDeck, type DeckGlance } from './glance';
export {
  codeLinkProblems,
  lintDeck,
  mustResolve,
  type CodeLinkResolver,
  type LintPorts,
  type QueryChecker,
} from './lint';
export { noteOf } from './note';
export { normaliseQuestion } from './normalise';
export { askedText } from './outline';
export { repairDoubleEncoding } from './mojibake';
export { renderBlocks, renderInline, type CodeMark, type RenderOptions } from './render';
export { followEdits, matchCards, type CardIdentity, type CardMatch, type KnownCard } from './identity';

/** From a name in an answer to a place in code, and back: symbol index, code links, anchors, tours. No editor in here. */
export type * from './symbols/types';
export { openCodeIndex } from './symbols/open';
export * from './links';
export * from './anchors';
export * from './tours';

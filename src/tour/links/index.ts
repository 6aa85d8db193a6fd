export type * from './types';
export { resolveLink, resolveLinks } from './resolve';
export { absolutePath, orderRoots } from './files';
export { CodeMap, isWholeFile, type LinkedPlace } from './code-map';

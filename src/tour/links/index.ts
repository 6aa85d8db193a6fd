export type * from './types';
export { resolveLink, resolveLinks } from './resolve';
export { absolutePath, orderRoots } from './files';
export { CodeMap, type LinkedPlace } from './code-map';

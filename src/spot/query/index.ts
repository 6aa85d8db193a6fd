export { canonicalQuery, queryHash } from './canonical';
export { attributeName } from './names';
export { validateQuery, type Validated } from './validate';
export type * from './types';

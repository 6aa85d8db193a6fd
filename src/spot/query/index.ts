export { canonicalQuery, queryHash } from './canonical';
export { attributeName, measureName } from './names';
export { LIMITS } from './shape';
export { validateQuery, type Validated } from './validate';
export type * from './types';

export { loadPolicy, type LoadedPolicy } from './load';
export { POLICY_SCHEMA } from './schema';
export type * from './types';

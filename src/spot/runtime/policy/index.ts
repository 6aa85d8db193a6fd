export { loadPolicy, type LoadedPolicy } from './load';
export type * from './types';

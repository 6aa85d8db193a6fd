export { loadModel, type LoadedModel } from './load';
export { reach, defaultDateOf, describePath, type Path, type Reach, type Step } from './graph';
export { hint, nearest } from './nearest';
export type * from './types';
export { MODEL_SCHEMA } from './schema';

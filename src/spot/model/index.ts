export { loadModel, type LoadedModel } from './load';
export { reach, defaultDateOf, type Path, type Reach, type Step } from './graph';
export { definitionOf } from './definition';
export { hint } from './nearest';
export type * from './types';
export { MODEL_SCHEMA } from './schema';

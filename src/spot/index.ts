export { EngineError } from './port';
export type * from './port';
export * from './model';
export * from './query';
export * from './sql';
export * from './language';
export * from './runtime';
export * from './evaluation';
export * from './notebook';

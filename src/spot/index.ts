export { EngineError } from './port';
export type * from './port';

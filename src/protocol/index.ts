export { Answerer, Caller, TimeoutError } from './channel';
export type { Handlers, Message } from './channel';
export type * from './flashcards';

export { Answerer, Caller, TimeoutError } from './channel';
export type { Handlers, Message } from './channel';
export type * from './flashcards';
export { SPOT_RESULT_MIME } from './spot-result';
export type * from './spot-result';

export { Answerer, Caller, TimeoutError } from './channel';
export type { Handlers, Message } from './channel';
export type * from './flashcards';
export { compareDecimals, readDecimal, sortedRows } from './spot-cells';
export type { Decimal } from './spot-cells';
export { SPOT_RESULT_MIME, SPOT_RESULT_RENDERER } from './spot-result';
export { SPOT_STRINGS } from './spot-strings';
export type { SpotStrings } from './spot-strings';
export type * from './spot-result';

export { followEdits } from './edits';
export { matchCards } from './match';
export { cardUid } from './uid';
export type { CardIdentity, CardMatch, KnownCard, MatchHow, MatchOptions, MatchResult } from './types';

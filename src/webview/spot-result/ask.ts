import type { Caller, SpotResultRequests } from '../../protocol';

/** Asks the extension something about a shown result; rejects with what went wrong. */
export type Ask = Caller<SpotResultRequests, object>['request'];

import type { LogRecord } from '../log/record';
import { hashId } from './history';

/** The latest identity text of a card, with what decides between two. */
export interface Identity {
  readonly deck: string;
  readonly round: string;
  readonly question: string;
  readonly explicitId?: string;
  readonly at: number;
  readonly device: string;
  readonly seq: number;
  readonly idHash: number;
}

export function identityOf(record: Extract<LogRecord, { type: 'card' }>): Identity {
  const { deck, round, question, explicitId, at, device, seq, id } = record;
  return {
    deck,
    round,
    question,
    ...(explicitId === undefined ? {} : { explicitId }),
    at,
    device,
    seq,
    idHash: hashId(id),
  };
}

/** Greater is later: by time, then device, sequence and id. */
export function compareIdentity(a: Identity, b: Identity): number {
  return (
    a.at - b.at || (a.device < b.device ? -1 : a.device > b.device ? 1 : 0) || a.seq - b.seq || a.idHash - b.idHash
  );
}

import type { SpotResult } from './spot-result';

/** What came of a card's proofs so far. */
export interface ProofsView {
  /** The turn of the card that they belong to. */
  readonly turn: string;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  /** Why nothing could be run. */
  readonly message?: string;
  /** One for each of the card's claims, in their order. */
  readonly claims: readonly ClaimView[];
}

export interface ClaimView {
  readonly state: 'waiting' | 'running' | 'holds' | 'fails';
  /** While it runs: how far it is. */
  readonly progress?: string;
  /** Why it does not hold. */
  readonly detail?: string;
  readonly steps: readonly ProofStepView[];
}

export interface ProofStepView {
  /** What was asked, or done. */
  readonly asked: string;
  /** By whom and how: "ana", "another process". */
  readonly how: readonly string[];
  readonly verdicts: readonly { readonly expected: string; readonly came: string; readonly held: boolean }[];
  readonly result?: SpotResult;
}

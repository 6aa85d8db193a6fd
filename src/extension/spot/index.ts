export { ProofOutcomes } from './proofs/outcomes';
export { CardProofs } from './proofs/run';
export type { Answers } from './results/answers';
export { resultHandlers } from './results/handlers';
export { showFailure, UntrustedError } from './service/failure';
export type { SpotService } from './service/service';

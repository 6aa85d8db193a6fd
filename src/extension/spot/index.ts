export { CardProofs } from './proofs/run';
export type { Answers } from './results/answers';
export { resultHandlers } from './results/handlers';
export type { SpotService } from './service/service';

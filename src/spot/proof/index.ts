export { checkProof, type ProofContext } from './check';
export { said } from './judge';
export { parseProof, type ParsedProof } from './parse';
export type { Elsewhere, ProofPorts, ScratchDatabase, ScratchRows } from './ports';
export { runProof, type ProofOptions, type ProofProgress } from './run';
export type { ClaimResult, Proof, ProofBlock, ProofProblem, StepResult, Step as ProofStep, Verdict } from './types';

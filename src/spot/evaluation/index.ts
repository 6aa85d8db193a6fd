export { appendCase, type AppendedCase, type CandidateCase } from './append';
export { modelCoverage, type CoveredPart } from './coverage';
export { differenceOf, type Difference } from './difference';
export { loadSuite, type Expectation, type GoldenCase, type LoadedSuite } from './golden';
export {
  GATE,
  passesGate,
  runSuite,
  type CaseResult,
  type Outcome,
  type SuiteOptions,
  type SuiteResult,
} from './harness';
export { GOLDEN_SCHEMA } from './schema';

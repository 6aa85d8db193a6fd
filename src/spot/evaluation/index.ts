export { appendCase, type AppendedCase, type CandidateCase } from './append';
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

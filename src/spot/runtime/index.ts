export { AgentRuntime } from './agent/runtime';
export { GrammarPlanner, type Observation, type Plan, type Planner, type PlanRequest } from './agent/planner';
export type * from './agent/types';
export { SemanticCache } from './cache';
export {
  ControlPlane,
  JsonLinesFile,
  MemoryAuditLog,
  type AuditEntry,
  type AuditLog,
  type ControlStatus,
  type Usage,
} from './control';
export {
  FeedbackManager,
  MemoryFeedbackStore,
  type Feedback,
  type FeedbackStore,
  type MeasureVotes,
  type Vote,
} from './feedback';
export { FeedbackFile } from './feedback-file';
export { ContentGuardrail } from './guardrail';
export type { Requester } from './permissions';
export { loadPolicy, POLICY_SCHEMA, type LoadedPolicy, type Policy } from './policy';
export * from './sandbox';

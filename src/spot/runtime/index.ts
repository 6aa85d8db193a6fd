export type { AgentRuntime } from './agent/runtime';
export type { Observation, Plan, Planner, PlanRequest } from './agent/planner';
export type * from './agent/types';
export { SemanticCache } from './cache';
export {
  JsonLinesFile,
  MemoryAuditLog,
  readAudit,
  type AuditEntry,
  type AuditLog,
  type AuditTail,
  type ControlPlane,
  type ControlStatus,
  type Usage,
} from './control';
export {
  FeedbackManager,
  type Feedback,
  type FeedbackStore,
  MemoryFeedbackStore,
  type MeasureVotes,
  type Vote,
} from './feedback';
export { FeedbackFile } from './feedback-file';
export { ContentGuardrail } from './guardrail';
export type { Requester } from './permissions';
export { loadPolicy, POLICY_SCHEMA, type LoadedPolicy, type Policy } from './policy';
export * from './sandbox';

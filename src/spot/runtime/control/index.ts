export { JsonLinesFile, MemoryAuditLog, type AuditEntry, type AuditLog } from './audit';
export { ControlPlane, type ControlOptions, type ControlStatus } from './plane';
export { Blocked, type Account, type Rows, type Ticket } from './ticket';
export type { Usage } from './meter';
export { readAudit, type AuditTail } from './read-audit';

import type { Column, Cell } from '../port';
import type { Answer, Request, Sandbox } from '../runtime';

/** A SQL statement's whole result. */
export interface ScratchRows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * An empty database with named connections, in a process of its own, without files or network. Rejects with an
 * EngineError; one that is closed stays closed.
 */
export interface ScratchDatabase {
  run(connection: string, sql: string, signal?: AbortSignal): Promise<ScratchRows>;
  close(): Promise<void>;
}

/** Another process that answers the same questions from the same files. One whose question is stopped ends at once. */
export interface Elsewhere {
  ask(
    request: Pick<Request, 'question' | 'sql' | 'user' | 'session' | 'now' | 'follow'>,
    signal?: AbortSignal,
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** What proofs run on. Whoever gives the ports closes the sandboxes; the rest is closed when its proof is done. */
export interface ProofPorts {
  /** The deck's sandbox, or the model in one of its folders. Asked for as often as it is needed. */
  sandbox(model: string | undefined): Promise<Sandbox>;
  scratch(): ScratchDatabase;
  elsewhere(model: string | undefined): Promise<Elsewhere>;
}

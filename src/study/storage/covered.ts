import type { LogPosition } from '../log/reader';

/** How much of a log the state in memory holds. */
export interface Covered {
  readonly path: string;
  readonly position: LogPosition;
  /** Size and time of change of the whole file just before it was read. */
  readonly size: number;
  readonly modified: number;
}

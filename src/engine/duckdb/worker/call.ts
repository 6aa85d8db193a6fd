import type { DuckDBConnection } from '@duckdb/node-api';
import { Failure } from './failure';

/** A call that may be cancelled while it runs. */
export class Call {
  cancelled = false;
  private connection: DuckDBConnection | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** The connection that a cancellation interrupts from now on; throws when one has come already. */
  use(connection: DuckDBConnection | undefined): void {
    this.connection = connection;
    if (!connection) clearInterval(this.timer);
    if (this.cancelled && connection) throw new Failure('cancelled', 'The statement was cancelled.');
  }

  /** DuckDB forgets an interrupt that comes between two of its own steps, so it is repeated. */
  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.connection?.interrupt();
    this.timer = setInterval(() => this.connection?.interrupt(), 20);
  }
}

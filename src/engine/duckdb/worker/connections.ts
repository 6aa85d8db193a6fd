import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

const IDLE = 8;

/**
 * Connections by tenant. One is lent to one statement at a time, and only ever to the tenant that it was opened for; of
 * those not in use a few are kept, the least recently used goes first.
 */
export class Connections {
  private idle: { tenant: string; connection: DuckDBConnection }[] = [];

  constructor(private readonly instance: DuckDBInstance) {}

  async lend(tenant: string): Promise<DuckDBConnection> {
    const index = this.idle.findIndex((entry) => entry.tenant === tenant);
    const [entry] = index < 0 ? [] : this.idle.splice(index, 1);
    return entry?.connection ?? (await this.instance.connect());
  }

  giveBack(tenant: string, connection: DuckDBConnection): void {
    this.idle.push({ tenant, connection });
    if (this.idle.length > IDLE) this.idle.shift()?.connection.closeSync();
  }
}

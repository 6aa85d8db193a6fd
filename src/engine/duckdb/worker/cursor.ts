import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import type { Cell, Column, Page } from '../../../spot';
import { readCells } from './cells';
import type { Call } from './call';
import type { Failure } from './failure';

/** Characters in a page: a page of long texts has fewer rows than asked for. */
const PAGE_CHARACTERS = 8_000_000;
/** Rows that are converted before the size is looked at: few, until texts turn out to be short. */
const STEP = 4;
const LONG_STEP = 2048;
const SHORT_TEXT = 2000;

/** What a result needs from whoever opened it. */
interface Owner {
  /** Frees what the result holds; `clean` when nothing has failed on the connection. */
  release(clean: boolean): Promise<void>;
  /** The error with its place in the statement as it was asked. */
  locate(error: unknown): Failure;
  /** Rejects when the result has ended because something failed. */
  verify(call: Call): Promise<void>;
}

/** A result that is read page by page; DuckDB computes no further than what is asked for. */
export class Cursor {
  private chunk: DuckDBDataChunk | null = null;
  private row = 0;
  private ended = false;
  private released = false;
  private reading: Promise<unknown> = Promise.resolve();

  constructor(
    readonly columns: readonly Column[],
    private readonly result: DuckDBResult,
    readonly connection: DuckDBConnection,
    private readonly owner: Owner,
  ) {}

  /** The next rows and whether there are more. Ends the result when there are none, or when reading fails. */
  page(rows: number, call: Call): Promise<{ page: Page; more: boolean }> {
    const page = this.read(rows, call);
    this.reading = page.catch(() => undefined);
    return page;
  }

  /** Frees the result. Native code may be reading it: that is interrupted and waited for. */
  async close(): Promise<void> {
    this.ended = true;
    this.connection.interrupt();
    await this.reading;
    await this.free(false);
  }

  private async read(rows: number, call: Call): Promise<{ page: Page; more: boolean }> {
    const columns: Cell[][] = this.columns.map(() => []);
    let count = 0;
    let characters = 0;
    const size = (length: number) => (characters += length);
    try {
      while (count < rows && characters < PAGE_CHARACTERS && (await this.fill(call))) {
        const { chunk } = this;
        if (!chunk) break;
        const step = count > 0 && characters / count < SHORT_TEXT ? LONG_STEP : STEP;
        const to = Math.min(chunk.rowCount, this.row + step, this.row + rows - count);
        columns.forEach((cells, index) => {
          for (const cell of readCells(chunk, index, this.row, to, size)) cells.push(cell);
        });
        count += to - this.row;
        this.row = to;
      }
      const more = await this.fill(call);
      if (!more) await this.free(true);
      return { page: { columns, rows: count }, more };
    } catch (error) {
      await this.free(false);
      throw this.owner.locate(error);
    }
  }

  private async free(clean: boolean): Promise<void> {
    if (this.released) return;
    this.released = true;
    this.ended = true;
    this.chunk = null;
    await this.owner.release(clean);
  }

  /** Makes sure that there is a row to read; false at the end. */
  private async fill(call: Call): Promise<boolean> {
    while (!this.ended && (!this.chunk || this.row >= this.chunk.rowCount)) {
      this.chunk = await this.result.fetchChunk();
      this.row = 0;
      if (this.chunk && this.chunk.rowCount > 0) continue;
      this.ended = true;
      await this.owner.verify(call);
    }
    return !this.ended;
  }
}

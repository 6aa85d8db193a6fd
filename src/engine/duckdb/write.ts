import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { EngineError, type Page } from '../../spot';
import type { FileColumn } from './messages';
import { Gone, Refusal, WorkerProcess, type ProcessOptions } from './process';

export interface ParquetFile {
  /** Absolute path; a file that is there is replaced once the new one is whole. */
  readonly file: string;
  /** The columns of a result: names, and the engine's own types. */
  readonly columns: readonly FileColumn[];
  /** The rows, in their order, in pieces of any size. */
  readonly pages: Iterable<Page> | AsyncIterable<Page>;
  readonly signal?: AbortSignal | undefined;
}

/** Writes rows to a Parquet file; see `writeParquet` in the folder's index. Resolves to the number of rows. */
export async function writeFile(
  options: ProcessOptions,
  { file, columns, pages, signal }: ParquetFile,
): Promise<number> {
  const process = new WorkerProcess(options);
  const draft = `${file}.${randomBytes(4).toString('hex')}.part`;
  const stop = (): void => {
    process.kill();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    let id = 1;
    await process.ask(id, { type: 'write', file, draft, columns });
    let rows = 0;
    for await (const page of pages) {
      await process.ask((id += 1), { type: 'append', page });
      rows += page.rows;
    }
    await process.ask((id += 1), { type: 'finish' });
    return rows;
  } catch (error) {
    if (signal?.aborted === true) throw new EngineError('cancelled', 'Writing the file was cancelled.');
    if (error instanceof Refusal)
      throw new EngineError(error.error.kind, error.message, { ...error.error.details, file });
    if (error instanceof Gone) throw new EngineError('crashed', error.message);
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    process.kill();
    // A process that is ended while it writes cleans nothing up; until it is gone it may hold the file open.
    await process.exited;
    await rm(draft, { force: true, maxRetries: 3 });
  }
}

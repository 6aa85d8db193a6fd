import { sortedRows } from '../../../protocol';
import type { SpotCell, SpotResult, SpotSort } from '../../../protocol';
import type { Ask } from '../ask';
import { isPage } from '../read';

/** Rows of one request. */
const CHUNK = 200;
/** Rows of one request where many are wanted at once, to be copied or drawn; they are not kept. */
const BATCH = 5_000;
/** Chunks kept; the ones used longest ago go first. */
const MOST_CHUNKS = 60;
/** Scrolling fast over many rows asks only for those where it stops. */
const PAUSE_MS = 50;

type Columns = readonly (readonly SpotCell[])[];

/** The rows of a result: the first page came with it, others are asked for when they come into sight. */
export class Rows {
  private readonly first: Columns;
  private readonly held: number;
  private order: readonly number[] | undefined;
  private sorted: SpotSort | undefined;
  private chunks = new Map<number, Columns>();
  private asked = new Set<number>();
  private wanted: readonly [number, number] = [0, 0];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly result: SpotResult,
    private readonly ask: Ask,
    /** Told when rows have arrived. */
    private readonly onRows: () => void,
    /** Told why rows did not arrive, with a way to try again. */
    private readonly onFailure: (error: unknown, again: () => void) => void,
  ) {
    this.first = result.page;
    this.held = Math.min(result.page[0]?.length ?? 0, result.rowCount);
  }

  get count(): number {
    return this.result.rowCount;
  }

  get sort(): SpotSort | undefined {
    return this.sorted;
  }

  /** Everything came with the result. */
  get isComplete(): boolean {
    return this.held >= this.count;
  }

  /** Undefined while it is not here yet. */
  cell(row: number, column: number): SpotCell | undefined {
    if (this.sorted === undefined && row < this.held) return this.first[column]?.[row];
    if (this.isComplete) return this.first[column]?.[this.order?.[row] ?? row];
    const number = Math.floor(row / CHUNK);
    return this.chunks.get(number)?.[column]?.[row - number * CHUNK];
  }

  /** Here what is complete, there what is not: NULLs last either way. */
  sortBy(sort: SpotSort | undefined): void {
    this.sorted = sort;
    this.chunks = new Map();
    this.asked = new Set();
    const column = sort === undefined ? undefined : this.result.columns[sort.column];
    const cells = sort === undefined ? undefined : this.first[sort.column];
    this.order =
      sort !== undefined && column !== undefined && cells !== undefined && this.isComplete
        ? sortedRows(cells, column.type, sort.descending)
        : undefined;
  }

  /** Sees to it that the rows from `from` up to (not including) `to` arrive. */
  want(from: number, to: number): void {
    if (this.isComplete) return;
    this.wanted = [from, to];
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      for (const chunk of this.missing(...this.wanted)) this.fetch(chunk);
    }, PAUSE_MS);
  }

  /** The rows from `from` up to (not including) `to`, one array for each column; fetches what is not here. */
  async read(from: number, to: number): Promise<Columns> {
    const columns: SpotCell[][] = this.result.columns.map(() => []);
    const { sorted } = this;
    for (let start = from; start < to; start += BATCH) {
      const end = Math.min(to, start + BATCH);
      const here = sorted === this.sorted && this.missing(start, end).length === 0;
      const batch = here ? this.here(start, end) : await this.page(start, end - start, sorted);
      for (const [at, cells] of columns.entries()) {
        for (const cell of batch[at] ?? []) cells.push(cell);
      }
    }
    return columns;
  }

  private here(from: number, to: number): Columns {
    return this.result.columns.map((_, at) =>
      Array.from({ length: to - from }, (_cell, row) => this.cell(from + row, at) ?? null),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.asked = new Set();
  }

  private missing(from: number, to: number): number[] {
    const missing: number[] = [];
    if (this.isComplete) return missing;
    const last = Math.min(to, this.count);
    const start = this.sorted === undefined ? Math.max(from, this.held) : from;
    if (start >= last) return missing;
    for (let chunk = Math.floor(start / CHUNK); chunk * CHUNK < last; chunk++) {
      if (!this.chunks.has(chunk)) missing.push(chunk);
    }
    return missing;
  }

  private fetch(chunk: number): void {
    if (this.asked.has(chunk)) return;
    const { asked } = this;
    asked.add(chunk);
    this.load(chunk).then(
      () => {
        asked.delete(chunk);
        if (asked === this.asked) this.onRows();
      },
      (error: unknown) => {
        // Stays asked for, so that scrolling does not fail again and again.
        if (asked !== this.asked) return;
        this.onFailure(error, () => {
          this.asked.clear();
          this.want(...this.wanted);
        });
      },
    );
  }

  private async load(chunk: number): Promise<void> {
    const { chunks, sorted } = this;
    const start = chunk * CHUNK;
    const count = Math.min(CHUNK, this.count - start);
    chunks.set(chunk, await this.page(start, count, sorted));
    const [oldest] = chunks.keys();
    if (chunks.size > MOST_CHUNKS && oldest !== undefined) chunks.delete(oldest);
  }

  private async page(start: number, count: number, sort: SpotSort | undefined): Promise<Columns> {
    const { id, columns: shape } = this.result;
    const { columns } = await this.ask('page', { id, start, count, ...(sort === undefined ? {} : { sort }) });
    if (!isPage(columns, shape.length)) throw new Error('The page has another shape than its result.');
    return columns;
  }
}

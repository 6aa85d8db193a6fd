import { EngineError, type Column, type Limits, type Page, type SqlResult } from '../../spot';
import type { NextPage } from './messages';

/** Where further pages come from. */
export interface Pages {
  /** Milliseconds that may still be spent. */
  next(milliseconds: number): Promise<NextPage>;
  release(): void;
}

/** A result that is read page by page; pages are asked for one at a time, in order. */
export class Result implements SqlResult {
  private rows: number;
  private left: number;
  private pages: Pages | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private closedBecause: string | undefined;

  constructor(
    readonly columns: readonly Column[],
    readonly first: Page,
    readonly elapsed: number,
    private readonly limits: Limits,
    pages: Pages | undefined,
  ) {
    this.rows = first.rows;
    this.left = limits.milliseconds - elapsed;
    this.pages = pages;
    this.check(pages !== undefined);
  }

  /** Somebody waits for a page. */
  get reading(): boolean {
    return this.waiting > 0;
  }

  next(): Promise<Page | undefined> {
    this.waiting += 1;
    const page = this.queue
      .then(() => this.read())
      .finally(() => {
        this.waiting -= 1;
      });
    this.queue = page.catch(() => undefined);
    return page;
  }

  close(): Promise<void> {
    this.pages?.release();
    this.pages = undefined;
    return Promise.resolve();
  }

  /** Frees it although its owner has not closed it. */
  evict(why: string): void {
    if (this.pages) this.closedBecause = why;
    void this.close();
  }

  private async read(): Promise<Page | undefined> {
    if (this.closedBecause !== undefined) throw new EngineError('closed', this.closedBecause);
    const { pages } = this;
    if (!pages) return undefined;
    const start = performance.now();
    const { page, more } = await pages.next(this.left).catch((error: unknown) => {
      void this.close();
      throw error;
    });
    this.left -= performance.now() - start;
    this.rows += page.rows;
    this.check(more);
    if (!more) void this.close();
    return page.rows > 0 ? page : undefined;
  }

  private check(more: boolean): void {
    if (this.rows < this.limits.rows || (this.rows === this.limits.rows && !more)) return;
    void this.close();
    throw new EngineError(
      'too-many-rows',
      `The result has more than ${this.limits.rows} rows. Ask for fewer: aggregate, filter, or add a LIMIT.`,
    );
  }
}

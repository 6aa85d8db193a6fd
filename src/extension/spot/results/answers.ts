import { sortedRows, type SpotCell, type SpotResult, type SpotSort } from '../../../protocol';
import type { Answer, Request } from '../../../spot';
import type { SpotPlace } from '../service/place';
import { pageOf } from './to-result';

/** An answer that is shown somewhere, with what can be done to it there. */
export interface HeldAnswer {
  readonly place: SpotPlace;
  /** As it was asked, with who asked. */
  readonly request: Request;
  readonly answer: Answer;
  readonly result: SpotResult;
  /** Changes the question and asks again, where that is possible. */
  readonly replace?: (start: number, end: number, text: string) => Promise<void>;
}

/** Values of results that are kept, over all of them. */
const MAX_CELLS = 5_000_000;
const MAX_ANSWERS = 500;

/** The answers that are shown, with all their rows: the newest, as many as memory allows. */
export class Answers {
  private readonly held = new Map<string, HeldAnswer>();
  private readonly orders = new WeakMap<Answer, { readonly sort: SpotSort; readonly order: readonly number[] }>();
  private cells = 0;

  keep(held: HeldAnswer): void {
    this.drop(held.result.id);
    this.held.set(held.result.id, held);
    this.cells += size(held);
    for (const id of this.held.keys()) {
      if (this.held.size <= 1 || (this.held.size <= MAX_ANSWERS && this.cells <= MAX_CELLS)) return;
      this.drop(id);
    }
  }

  drop(id: string): void {
    const held = this.held.get(id);
    if (!held) return;
    this.held.delete(id);
    this.cells -= size(held);
  }

  find(id: string): HeldAnswer | undefined {
    return this.held.get(id);
  }

  /** Rows from `start` as one array per column. */
  page({ answer }: HeldAnswer, start: number, count: number, sort?: SpotSort): SpotCell[][] {
    return pageOf(answer.rows, answer.columns.length, start, count, this.order(answer, sort));
  }

  /** Every row, in the order that is shown. */
  *rows({ answer }: HeldAnswer, sort?: SpotSort): Generator<readonly SpotCell[]> {
    const order = this.order(answer, sort);
    for (let at = 0; at < answer.rows.length; at += 1) yield answer.rows[order?.[at] ?? at] ?? [];
  }

  private order(answer: Answer, sort: SpotSort | undefined): readonly number[] | undefined {
    const type = sort && answer.columns[sort.column]?.type;
    if (sort === undefined || type === undefined) return undefined;
    const known = this.orders.get(answer);
    if (known?.sort.column === sort.column && known.sort.descending === sort.descending) return known.order;
    const cells = answer.rows.map((row) => row[sort.column] ?? null);
    const order = sortedRows(cells, type, sort.descending);
    this.orders.set(answer, { sort, order });
    return order;
  }
}

const size = ({ answer }: HeldAnswer): number => answer.rows.length * answer.columns.length;

import { html, nothing, render } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { SpotColumn, SpotLanguage, SpotResult, SpotSort } from '../../../protocol';
import { alike, isNumeric, showCell } from '../format/cell';
import { count, fill } from '../format/text';
import { icon } from '../icons';
import { styled } from '../styled';
import { barsOf } from './bars';
import { asTabs } from './copy';
import { ROW_PX, scrollTo, windowOf } from './geometry';
import { nextSort } from './order';
import type { Rows } from './rows';
import { START, afterKey, areaOf, isHeading, isInside } from './selection';
import type { Place, Selection, Size } from './selection';
import { GrowingWidths, columnWidths } from './widths';

/** Rows that are shown at once; more are scrolled. */
const MOST_IN_SIGHT = 15;
/** Rows that decide how wide the columns are. */
const SAMPLE = 100;
/** Room for a horizontal scroll bar. */
const BAR_PX = 12;

export interface GridEvents {
  sort(sort: SpotSort | undefined): void;
  copy(text: string, cells: number): void;
  failed(error: unknown, again: () => void): void;
}

/** A table of any length as an ARIA grid: only the rows in sight exist, one tab stop, arrow keys within. */
export class Grid {
  readonly element = document.createElement('div');
  private readonly columns: readonly SpotColumn[];
  private selection: Selection = START;
  private language: SpotLanguage;
  private readonly widths: GrowingWidths;
  private readonly bar: ReturnType<typeof barsOf>;
  private dragging = false;
  private planned = false;

  constructor(
    private readonly result: SpotResult,
    private readonly rows: Rows,
    language: SpotLanguage,
    private readonly events: GridEvents,
  ) {
    this.language = language;
    this.bar = barsOf(result);
    this.columns = result.columns.map((column, at) => alike(column, result.page[at] ?? []));
    const measure = measurer();
    this.widths = new GrowingWidths(columnWidths(result.columns, this.sample(), measure), measure);
    this.element.className = 'grid-box';
  }

  /** Draws with these texts. */
  draw(language = this.language): void {
    this.language = language;
    render(this.template(), this.element);
  }

  /** Draws once for all that happens until the next frame. */
  plan = (): void => {
    if (this.planned) return;
    this.planned = true;
    requestAnimationFrame(() => {
      this.planned = false;
      this.draw();
    });
  };

  private get grid(): HTMLElement | null {
    return this.element.querySelector('.grid');
  }

  /** What is in sight below the heading. */
  private get view(): number {
    const inSight = Math.min(this.rows.count, MOST_IN_SIGHT) * ROW_PX;
    const height = this.grid?.clientHeight ?? 0;
    return height > ROW_PX ? height - ROW_PX : inSight;
  }

  private get size(): Size {
    return {
      rows: this.rows.count,
      columns: this.result.columns.length,
      page: Math.max(1, Math.floor(this.view / ROW_PX) - 1),
    };
  }

  private template(): TemplateResult {
    const { columns } = this;
    const { strings } = this.language;
    const { height, from, to, top } = windowOf(this.rows.count, this.grid?.scrollTop ?? 0, this.view);
    this.rows.want(from, to);
    const { active } = this.selection;
    const there = active.row < 0 || (active.row >= from && active.row < to);
    this.fit(from, to);
    const tracks = this.widths.current.map((width) => `${width}px`).join(' ');
    const style = {
      '--columns': this.bar === undefined ? tracks : `${tracks} minmax(80px, 1fr)`,
      'max-height': `${(Math.min(this.rows.count, MOST_IN_SIGHT) + 1) * ROW_PX + BAR_PX}px`,
    };
    const indexes = Array.from({ length: to - from }, (_, at) => from + at);
    return html`<div
      class="grid ${this.bar === undefined ? '' : 'with-bars'}"
      role="grid"
      tabindex="0"
      aria-label=${`${strings.table}. ${this.rows.count === 1 ? strings.row : fill(strings.rows, count(this.rows.count))}. ${strings.gridHelp}`}
      aria-multiselectable="true"
      aria-rowcount=${this.rows.count + 1}
      aria-colcount=${columns.length}
      aria-activedescendant=${there ? idOf(active) : nothing}
      ${styled(style)}
      @scroll=${this.plan}
      @keydown=${this.onKeyDown}
      @pointerdown=${this.onPointerDown}
      @pointermove=${this.onPointerMove}
      @pointerup=${this.onPointerUp}
      @focus=${this.plan}
      @blur=${this.plan}
    >
      <div class="head" role="rowgroup">
        <div class="row" role="row" aria-rowindex="1">${columns.map((column, at) => this.heading(column, at))}</div>
      </div>
      <div class="body" role="rowgroup" ${styled({ height: `${height}px` })}>
        <div class="drawn" role="presentation" ${styled({ transform: `translateY(${top}px)` })}>
          ${indexes.map((row) => this.row(row))}
        </div>
      </div>
    </div>`;
  }

  private fit(from: number, to: number): void {
    for (const [at, column] of this.columns.entries()) {
      if (!isNumeric(column)) continue;
      for (let row = from; row < to; row++) {
        const cell = this.rows.cell(row, at);
        if (cell !== undefined) this.widths.fit(at, showCell(cell, column, this.language).text);
      }
    }
  }

  private heading(column: SpotColumn, at: number): TemplateResult {
    const { sort } = this.rows;
    const sorted = sort?.column === at ? (sort.descending ? 'descending' : 'ascending') : 'none';
    const active = this.isActive(-1, at);
    return html`<div
      class="cell ${isNumeric(column) ? 'number' : ''} ${active ? 'active' : ''}"
      role="columnheader"
      id=${idOf({ row: -1, column: at })}
      data-row="-1"
      data-column=${at}
      aria-colindex=${at + 1}
      aria-sort=${sorted}
      title=${fill(this.language.strings.sortBy, column.name)}
    >
      <span class="text" dir="auto">${column.name}</span>
      ${sorted === 'none' ? nothing : icon(sorted === 'descending' ? 'arrow-down' : 'arrow-up')}
    </div>`;
  }

  private row(row: number): TemplateResult {
    const { columns } = this;
    return html`<div class="row" role="row" aria-rowindex=${row + 2}>
      ${columns.map((column, at) => this.cell(column, row, at))} ${this.barAt(row)}
    </div>`;
  }

  private cell(column: SpotColumn, row: number, at: number): TemplateResult {
    const cell = this.rows.cell(row, at);
    const shown =
      cell === undefined ? { text: '…', absent: true, title: undefined } : showCell(cell, column, this.language);
    const selected = this.isSelected(row, at);
    const classes = [
      'cell',
      isNumeric(column) ? 'number' : '',
      shown.absent ? 'absent' : '',
      selected ? 'selected' : '',
      this.isActive(row, at) ? 'active' : '',
    ];
    return html`<div
      class=${classes.join(' ')}
      role="gridcell"
      id=${idOf({ row, column: at })}
      data-row=${row}
      data-column=${at}
      aria-colindex=${at + 1}
      aria-selected=${selected ? 'true' : 'false'}
      title=${shown.title ?? nothing}
    >
      <span class="text" dir="auto">${shown.text}</span>
    </div>`;
  }

  private barAt(row: number): TemplateResult | typeof nothing {
    if (this.bar === undefined) return nothing;
    const measure = this.result.columns.findIndex(({ role }) => role === 'measure');
    const bar = this.bar(this.rows.cell(row, measure));
    const style =
      bar === undefined ? { left: '0', width: '0' } : { left: percent(bar.from), width: percent(bar.to - bar.from) };
    return html`<div class="bar" aria-hidden="true"><span ${styled(style)}></span></div>`;
  }

  private isSelected(row: number, column: number): boolean {
    if (this.selection === START || isHeading(this.selection)) return false;
    return isInside(areaOf(this.selection), row, column);
  }

  private isActive(row: number, column: number): boolean {
    const { active } = this.selection;
    const focused = this.grid?.matches(':focus') ?? false;
    return focused && active.row === row && active.column === column;
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.isComposing || !this.perform(event)) return;
    // The notebook around would take the key too.
    event.preventDefault();
    event.stopPropagation();
  };

  /** Tells whether the key was used. */
  private perform({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
    const ctrl = ctrlKey || metaKey;
    const { active } = this.selection;
    if (ctrl && key.toLowerCase() === 'c') {
      void this.copy();
      return true;
    }
    if (ctrl && key.toLowerCase() === 'a') {
      const last = { row: this.rows.count - 1, column: this.result.columns.length - 1 };
      this.select({ active: last, anchor: { row: 0, column: 0 } }, false);
      return true;
    }
    if ((key === 'Enter' || key === ' ') && active.row < 0) {
      this.sort(active.column);
      return true;
    }
    const next = afterKey(this.selection, { key, ctrl, shift: shiftKey }, this.size);
    if (next !== undefined) this.select(next, true);
    return next !== undefined;
  }

  private select(selection: Selection, scroll: boolean): void {
    this.selection = selection;
    const { grid } = this;
    if (scroll && grid !== null) {
      const { row, column } = selection.active;
      if (row >= 0) grid.scrollTop = scrollTo(row, this.rows.count, grid.scrollTop, this.view);
      this.scrollToColumn(grid, column);
    }
    this.draw();
  }

  private scrollToColumn(grid: HTMLElement, column: number): void {
    const widths = this.widths.current;
    const left = widths.slice(0, column).reduce((sum, width) => sum + width, 0);
    const right = left + (widths[column] ?? 0);
    if (left < grid.scrollLeft) grid.scrollLeft = left;
    else if (right > grid.scrollLeft + grid.clientWidth) grid.scrollLeft = right - grid.clientWidth;
  }

  private sort(column: number): void {
    const role = this.result.columns[column]?.role ?? 'attribute';
    this.rows.sortBy(nextSort(this.rows.sort, column, role));
    this.grid?.scrollTo({ top: 0, behavior: 'instant' });
    this.events.sort(this.rows.sort);
    this.draw();
  }

  private async copy(): Promise<void> {
    if (isHeading(this.selection)) {
      this.events.copy(this.result.columns[this.selection.active.column]?.name ?? '', 1);
      return;
    }
    const { top, bottom, left, right } = areaOf(this.selection);
    try {
      const all = await this.rows.read(top, bottom + 1);
      const columns = all.slice(left, right + 1);
      const headings = top === 0 && bottom > 0 && bottom === this.rows.count - 1 ? this.result.columns : [];
      const names = headings.slice(left, right + 1).map(({ name }) => name);
      this.events.copy(asTabs(columns, names), columns.length * (bottom + 1 - top));
    } catch (error) {
      this.events.failed(error, () => void this.copy());
    }
  }

  private readonly onPointerDown = (event: PointerEvent): void => {
    const place = placeOf(event.target);
    if (place === undefined || event.button !== 0) return;
    if (place.row < 0) {
      this.selection = { active: place, anchor: place };
      this.sort(place.column);
      return;
    }
    const { anchor } = this.selection;
    this.dragging = true;
    this.select({ active: place, anchor: event.shiftKey && anchor.row >= 0 ? anchor : place }, false);
  };

  private readonly onPointerMove = (event: PointerEvent): void => {
    const place = placeOf(event.target);
    if (!this.dragging || (event.buttons & 1) === 0 || place === undefined || place.row < 0) return;
    this.select({ active: place, anchor: this.selection.anchor }, false);
  };

  private readonly onPointerUp = (): void => {
    this.dragging = false;
  };

  private sample(): string[][] {
    const rows = Math.min(SAMPLE, this.result.page[0]?.length ?? 0);
    return this.columns.map((column, at) =>
      (this.result.page[at] ?? []).slice(0, rows).map((cell) => showCell(cell, column, this.language).text),
    );
  }
}

function idOf({ row, column }: Place): string {
  return `cell-${row}-${column}`;
}

function placeOf(target: EventTarget | null): Place | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
  if (cell === null) return undefined;
  return { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}

/** Widths as the page's font has them. */
function measurer(): (text: string, bold: boolean) => number {
  const context = document.createElement('canvas').getContext('2d');
  const style = getComputedStyle(document.body);
  const family = style.getPropertyValue('--vscode-font-family') || 'sans-serif';
  const size = style.getPropertyValue('--vscode-font-size') || '13px';
  return (text, bold) => {
    if (context === null) return text.length * 8;
    context.font = `${bold ? '600 ' : ''}${size} ${family}`;
    return context.measureText(text).width;
  };
}

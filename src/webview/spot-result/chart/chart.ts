import { html, nothing, render } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { SpotCell, SpotLanguage, SpotResult } from '../../../protocol';
import { fill } from '../format/text';
import { icon } from '../icons';
import type { Rows } from '../table/rows';
import { controls } from './controls';
import { describe } from './describe';
import type { DrawnChart } from './draw';
import { planOf } from './plan';
import type { ChartKind, ChartPlan } from './plan';
import { pointsOf, rowsFor } from './points';
import { specOf } from './spec';
import { onThemeChange, readTheme } from './theme';

const LEAST_WIDTH_PX = 240;
/** A width that changes is waited for until it stands still. */
const RESIZE_MS = 120;

/** A result's chart: loads the library when it is first seen, draws again when theme, size or kind change. */
export class Chart {
  readonly element = document.createElement('div');
  private readonly host = document.createElement('div');
  private kind: ChartKind;
  private drawn: DrawnChart | undefined;
  private pages = new Map<number, Promise<readonly (readonly SpotCell[])[]>>();
  private notes: readonly string[] = [];
  private problem: string | undefined;
  private busy = true;
  /** Counts drawings, so that a late one does not replace a later one. */
  private turn = 0;
  private width = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly endings: (() => void)[] = [];

  constructor(
    private readonly result: SpotResult,
    private plan: ChartPlan,
    private readonly rows: Rows,
    private language: SpotLanguage,
  ) {
    [this.kind] = plan.kinds;
    this.element.className = 'chart';
    this.host.className = 'canvas';
    this.host.setAttribute('role', 'img');
    const observer = new ResizeObserver(() => {
      this.onResize();
    });
    observer.observe(this.element);
    this.endings.push(
      () => {
        observer.disconnect();
      },
      onThemeChange(() => {
        this.draw();
      }),
    );
  }

  /** Other texts, or rows in another order. */
  update(language: SpotLanguage, reordered = false): void {
    const changed = reordered || language !== this.language;
    this.language = language;
    if (reordered) this.pages = new Map();
    if (changed) this.draw();
  }

  svg(): Promise<string> {
    return this.drawn?.svg() ?? Promise.reject(new Error(this.language.strings.drawing));
  }

  png(): Promise<string> {
    return this.drawn?.png() ?? Promise.reject(new Error(this.language.strings.drawing));
  }

  dispose(): void {
    this.turn++;
    clearTimeout(this.timer);
    for (const end of this.endings) end();
    this.drawn?.dispose();
    this.drawn = undefined;
  }

  private onResize(): void {
    const width = Math.floor(this.element.clientWidth);
    if (width === 0 || width === this.width) return;
    const first = this.width === 0;
    this.width = width;
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => {
        this.draw();
      },
      first ? 0 : RESIZE_MS,
    );
  }

  private draw(): void {
    // Out of sight there is no width, and nothing to draw for.
    if (this.width === 0) return;
    const turn = ++this.turn;
    this.busy = true;
    this.show();
    this.drawNow(turn).catch((error: unknown) => {
      if (turn !== this.turn) return;
      this.problem = error instanceof Error ? error.message : String(error);
      this.busy = false;
      this.show();
    });
  }

  private async drawNow(turn: number): Promise<void> {
    const { result, plan, kind, language } = this;
    const [library, page] = await Promise.all([import('./draw'), this.page(rowsFor(kind, plan, result.rowCount))]);
    if (turn !== this.turn) return;
    const data = pointsOf(result, plan, kind, page, language);
    const theme = readTheme(this.element);
    const width = Math.max(LEAST_WIDTH_PX, this.width);
    const fresh = document.createElement('div');
    const spec = specOf({ result, plan, kind, data, theme, width });
    const drawn = await library.drawChart(spec, fresh, theme.background);
    if (turn !== this.turn) {
      drawn.dispose();
      return;
    }
    this.drawn?.dispose();
    this.drawn = drawn;
    this.host.replaceChildren(fresh);
    this.host.setAttribute('aria-label', describe(result, plan, kind, data, language));
    this.notes = data.notes;
    this.problem = undefined;
    this.busy = false;
    this.show();
  }

  private page(rows: number): Promise<readonly (readonly SpotCell[])[]> {
    const known = this.pages.get(rows);
    if (known !== undefined) return known;
    const page = this.rows.read(0, rows);
    this.pages.set(rows, page);
    page.catch(() => this.pages.delete(rows));
    return page;
  }

  private readonly choose = (kind: ChartKind): void => {
    this.kind = kind;
    this.draw();
  };

  private readonly measure = (at: number): void => {
    this.plan = planOf(this.result, at) ?? this.plan;
    if (!this.plan.kinds.includes(this.kind)) [this.kind] = this.plan.kinds;
    this.draw();
  };

  private show(): void {
    render(this.template(), this.element);
  }

  private template(): TemplateResult {
    const { strings } = this.language;
    const { result, plan, kind, language } = this;
    const notes = this.problem === undefined ? this.notes : [];
    return html`${controls({ result, plan, kind, language, choose: this.choose, measure: this.measure })}
    ${
      this.problem === undefined
        ? nothing
        : html`<p class="alert error" role="alert">
            ${icon('error')}<span>${fill(strings.chartFailed, this.problem)}</span>
            <button
              type="button"
              class="secondary"
              @click=${() => {
                this.draw();
              }}
            >
              ${strings.retry}
            </button>
          </p>`
    }
    ${this.busy && this.drawn === undefined ? html`<p class="quiet none">${strings.drawing}</p>` : nothing} ${this.host}
    ${notes.map((note) => html`<p class="quiet left-out">${note}</p>`)}`;
  }
}

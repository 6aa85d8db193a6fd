import { render } from 'lit/html.js';
import type { SpotLanguage } from '../../protocol';
import type { Ask } from './ask';
import { Chart } from './chart/chart';
import { planOf } from './chart/plan';
import { Controller } from './controller';
import { fill } from './format/text';
import { followFocus, keepKeys } from './keys';
import { Menu } from './menu';
import { isNumberOnly } from './state';
import { styles } from './styles';
import { Grid } from './table/grid';
import { Rows } from './table/rows';
import { resultView } from './views/result';
import { keepWheel } from './wheel';

/**
 * `<greenroom-spot-result>`: one result, in a notebook's output or below an answer. Set `request` first, then `language`
 * when it is known, then `result`, as often as it changes.
 */
export class SpotResultElement extends HTMLElement {
  /** How the extension is asked for pages, exports and the rest. */
  request: Ask = () => Promise.reject(new Error(this.controller.state.language.strings.noHost));

  /** Brings a part of the result into sight, where the page does not do so by itself. */
  reveal: ((part: () => Element | null) => void) | undefined;

  private readonly root = this.attachShadow({ mode: 'open' });
  private readonly menu = new Menu(() => this.reveal?.(() => this.menu.element));
  private readonly controller = new Controller(
    (name, params) => this.request(name, params),
    () => {
      this.plan();
    },
  );
  private grid: Grid | undefined;
  private chart: Chart | undefined;
  private rows: Rows | undefined;
  private shown: unknown;
  private planned = false;

  constructor() {
    super();
    this.root.adoptedStyleSheets = styles();
    keepKeys(this.root);
    keepWheel(this.root);
    followFocus(this.root, (part) => this.reveal?.(part));
  }

  set language(language: SpotLanguage) {
    this.controller.speak(language);
  }

  get language(): SpotLanguage {
    return this.controller.state.language;
  }

  /** A `SpotResult`. Anything else is told in plain words. */
  set result(value: unknown) {
    this.shown = value;
    this.forget();
    this.controller.show(value);
    const inside = this.root.activeElement !== null;
    this.draw();
    if (inside) this.controller.announceResult();
  }

  get result(): unknown {
    return this.shown;
  }

  /** Lets go of everything that waits. The element can be given another result afterwards. */
  dispose(): void {
    this.forget();
    this.menu.close();
  }

  private plan(): void {
    if (this.planned) return;
    this.planned = true;
    queueMicrotask(() => {
      this.draw();
    });
  }

  private draw(): void {
    this.planned = false;
    const { controller, menu } = this;
    const { state } = controller;
    const table = this.table();
    const focused = this.root.activeElement;
    render(resultView({ controller, menu, table: table?.element, chart: this.chart }, state), this.root);
    table?.draw(state.language);
    this.chart?.update(state.language);
    if (focused !== null && this.root.activeElement === null) this.focusAgain(focused.getAttribute('role'));
  }

  /** What had the focus is gone, and with it the place of whoever works with the keyboard: another one is found for them. */
  private focusAgain(role: string | null): void {
    const places = [role === 'grid' ? '[role=grid]' : '[role=tab][aria-selected=true]', '[role=tab]', 'button'];
    for (const place of places) {
      const found = this.root.querySelector<HTMLElement>(place);
      found?.focus();
      if (found !== null) return;
    }
  }

  private table(): Grid | undefined {
    const { result } = this.controller;
    if (result?.status !== 'answered' || result.rowCount === 0 || isNumberOnly(result)) return undefined;
    if (this.grid !== undefined) return this.grid;
    const rows = new Rows(
      result,
      (name, params) => this.request(name, params),
      () => this.grid?.plan(),
      (error, again) => {
        this.controller.fail(error, again);
      },
    );
    this.rows = rows;
    this.grid = new Grid(result, rows, this.language, {
      sort: (sort) => {
        const { strings } = this.language;
        this.controller.sort = sort;
        const way = sort?.descending === true ? strings.descending : strings.ascending;
        const name = sort === undefined ? '' : (result.columns[sort.column]?.name ?? '');
        this.chart?.update(this.language, true);
        this.controller.announce(sort === undefined ? strings.unsorted : fill(strings.sorted, name, way));
      },
      copy: (text, cells) => {
        this.controller.copy(text, cells);
      },
      failed: (error, again) => {
        this.controller.fail(error, again);
      },
    });
    const plan = planOf(result);
    if (plan !== undefined) this.chart = new Chart(result, plan, rows, this.language);
    return this.grid;
  }

  private forget(): void {
    this.rows?.dispose();
    this.rows = undefined;
    this.grid = undefined;
    this.chart?.dispose();
    this.chart = undefined;
  }
}

/** The element is the same whoever asks for it first. */
export function defineElement(): void {
  if (customElements.get('greenroom-spot-result') === undefined) {
    customElements.define('greenroom-spot-result', SpotResultElement);
  }
}

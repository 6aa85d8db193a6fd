import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { keyed } from 'lit/directives/keyed.js';
import type { SpotResult } from '../../../protocol';
import type { Chart } from '../chart/chart';
import type { Controller } from '../controller';
import { fill } from '../format/text';
import { icon } from '../icons';
import type { Menu } from '../menu';
import { isNumberOnly, viewsOf } from '../state';
import type { State, View } from '../state';
import { checks } from './checks';
import { chips } from './chips';
import { footer } from './footer';
import { numbers } from './numbers';
import { refusal } from './refusal';
import { sql } from './sql';
import { tabs } from './tabs';
import { toolbar } from './toolbar';
import { trace } from './trace';

const LONGEST_LABEL = 120;

/** What the templates draw with. */
export interface Stage {
  readonly controller: Controller;
  readonly menu: Menu;
  /** The table and the chart draw themselves; absent when there is nothing of that kind. */
  readonly table: HTMLElement | undefined;
  readonly chart: Chart | undefined;
}

/** A whole result, from the whole state. */
export function resultView(stage: Stage, state: State): TemplateResult {
  const { read, language, announcement } = state;
  const { strings } = language;
  return html`<section class="result" role="group" aria-label=${label(state)}>
    ${
      read === undefined
        ? nothing
        : 'result' in read
          ? known(stage, state, read.result)
          : html`<p class="alert info" role="note">
              ${icon('info')}
              <span>${read.problem === 'foreign' ? strings.foreign : fill(strings.broken, read.where)}</span>
            </p>`
    }
    ${stage.menu.element}
    <div class="sr" aria-live="polite">${keyed(announcement.number, html`<p>${announcement.text}</p>`)}</div>
  </section>`;
}

/** Every result of a notebook has a name of its own: its question. */
function label({ read, language }: State): string {
  const text = read !== undefined && 'result' in read ? read.result.text.slice(0, LONGEST_LABEL).trim() : '';
  return text === '' ? language.strings.result : `${language.strings.result}: ${text}`;
}

function known(stage: Stage, state: State, result: SpotResult): TemplateResult {
  const { strings } = state.language;
  const answered = result.status === 'answered';
  const views = viewsOf(result, stage.chart !== undefined);
  const shown = views.includes(state.view) ? state.view : (views[0] ?? 'trace');
  return html`${chips(stage, state, result)} ${answered ? nothing : refusal(stage, state, result)}
  ${
    answered || state.details
      ? html`<div class="bar-of-views">
            ${tabs(stage.controller, state, views, shown)} ${answered ? toolbar(stage, state, result) : nothing}
          </div>
          <div
            class="panel"
            role="tabpanel"
            id="panel"
            aria-labelledby=${`tab-${shown}`}
            tabindex=${shown === 'trace' || shown === 'checks' ? 0 : nothing}
          >
            ${panel(stage, state, result, shown)}
          </div>`
      : nothing
  }
  ${failure(stage.controller, state)} ${answered ? notes(result, strings.notes) : nothing}
  ${footer(stage, state, result)}`;
}

function panel(stage: Stage, state: State, result: SpotResult, view: View): TemplateResult | HTMLElement {
  const { strings } = state.language;
  switch (view) {
    case 'table':
      if (isNumberOnly(result)) return numbers(result, state.language);
      if (result.rowCount === 0) return html`<p class="quiet none">${strings.noRows}</p>`;
      return html`${stage.table}`;
    case 'chart':
      return html`${stage.chart?.element}`;
    case 'sql':
      return sql(stage.controller, state, result);
    case 'trace':
      return trace(state, result);
    case 'checks':
      return checks(state, result);
  }
}

function notes({ notes }: SpotResult, label: string): TemplateResult | typeof nothing {
  if (notes.length === 0) return nothing;
  return html`<ul class="notes" aria-label=${label}>
    ${notes.map((note) => html`<li>${icon('info')}<span dir="auto">${note}</span></li>`)}
  </ul>`;
}

function failure(controller: Controller, { failure, language }: State): TemplateResult | typeof nothing {
  if (failure === undefined) return nothing;
  const { strings } = language;
  return html`<div class="alert error" role="alert">
    ${icon('error')}
    <p dir="auto">${failure.message}</p>
    <button type="button" class="secondary" @click=${failure.retry}>${strings.retry}</button>
    <button
      type="button"
      class="bare"
      aria-label=${strings.close}
      @click=${() => {
        controller.dismiss();
      }}
    >
      ${icon('close')}
    </button>
  </div>`;
}

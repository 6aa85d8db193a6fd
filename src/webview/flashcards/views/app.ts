import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Panel } from '../panel';
import type { State } from '../state';
import { alerts } from './alerts';
import { card } from './card';
import { finished } from './finished';
import { footer } from './footer';
import { header } from './header';
import { help } from './help';

/** The whole panel, from the whole state. */
export function app(panel: Panel, state: State): TemplateResult {
  const { strings, view } = state;
  if (strings === undefined || view === undefined) return starting(state);
  return html`<div class="working" ?hidden=${!state.slow} role="progressbar" aria-label=${strings.working}></div>
    ${header(panel, strings, view.session, view.card, state.local)} ${alerts(panel, strings, state)}
    <div class="scroller" aria-busy=${state.slow ? 'true' : 'false'}>
      ${view.card === undefined ? nothing : keyed(view.card.turn, card(panel, strings, view.card, state))}
      ${view.card === undefined && view.finished !== undefined ? finished(panel, strings, view, view.finished) : nothing}
    </div>
    ${view.card === undefined ? nothing : footer(panel, strings, view, view.card, state.locked)}
    ${help(panel, strings, view)}
    <div class="sr" aria-live="polite" id="announcer">
      ${keyed(state.announcement.number, html`<p>${state.announcement.text}</p>`)}
    </div>`;
}

/** Before the first answer there are no texts: only a message from the extension can be shown, with a sign for "again". */
function starting({ failure }: State): TemplateResult {
  if (failure === undefined) return html`<div class="working" role="progressbar" aria-label="Greenroom"></div>`;
  return html`<div class="alert error" role="alert">
    <span class="codicon codicon-error" aria-hidden="true"></span>
    <p>${failure.message}</p>
    <button type="button" data-do="retry" aria-label="Retry" @click=${failure.retry}>
      <span class="codicon codicon-refresh" aria-hidden="true"></span>
    </button>
  </div>`;
}

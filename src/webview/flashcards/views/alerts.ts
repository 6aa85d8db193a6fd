import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { FlashcardStrings, Notice } from '../../../protocol';
import { fill } from '../format';
import type { Panel } from '../panel';
import { noticeKey } from '../state';
import type { Failure, State } from '../state';
import { icon } from './parts';

/** Faults, above the card. The two regions are always there: screen readers tell only what changes inside them. */
export function alerts(panel: Panel, strings: FlashcardStrings, state: State): TemplateResult {
  const notice = state.view === undefined || noticeKey(state.view) === state.dismissed ? undefined : state.view.notice;
  const error = notice?.severity === 'error' ? notice : undefined;
  const warning = notice?.severity === 'warning' ? notice : undefined;
  return html`<div role="alert">
      ${state.failure === undefined ? nothing : failed(panel, strings, state.failure)}
      ${error === undefined ? nothing : noticed(panel, strings, error)}
    </div>
    <div role="status">${warning === undefined ? nothing : noticed(panel, strings, warning)}</div>`;
}

function failed(panel: Panel, strings: FlashcardStrings, { message, retry }: Failure): TemplateResult {
  return html`<div class="alert error">
    ${icon('error')}
    <p dir="auto">${fill(strings.failed, message)}</p>
    <button type="button" data-do="retry" @click=${retry}>${strings.retry}</button>
    ${closeButton(strings, () => {
      panel.dismissFailure();
    })}
  </div>`;
}

function noticed(panel: Panel, strings: FlashcardStrings, { severity, message, detail }: Notice): TemplateResult {
  return html`<div class="alert ${severity}">
    ${icon(severity)}
    <div dir="auto">
      <p>${message}</p>
      ${detail === undefined ? nothing : html`<p class="quiet">${detail}</p>`}
    </div>
    ${closeButton(strings, () => {
      panel.dismissNotice();
    })}
  </div>`;
}

export function closeButton(strings: FlashcardStrings, close: () => void): TemplateResult {
  return html`<button type="button" class="bare" aria-label=${strings.close} title=${strings.close} @click=${close}>
    ${icon('close')}
  </button>`;
}

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import type { CardView, FlashcardStrings } from '../../../protocol';
import { COMMAND_KEY } from '../keys';
import type { Panel } from '../panel';
import { isCovered } from '../state';
import type { LocalAnswer } from '../state';
import { keyCap, revealText } from './parts';

/** What the user said, typed or dictated. It stays at the same place of the page, so that a reveal keeps the caret. */
export function said(panel: Panel, strings: FlashcardStrings, card: CardView, local: LocalAnswer): TemplateResult {
  const covered = isCovered(card);
  const key = keyCap(`${COMMAND_KEY} ${strings.keyEnter}`);
  const comparison =
    local.said === ''
      ? nothing
      : html`<button
          type="button"
          class="tool"
          @click=${() => {
            panel.compare();
          }}
        >
          ${strings.compare} ${key}
        </button>`;
  return html`<div class="said">
    <label for="said">${strings.saidLabel} ${keyCap('W')}</label>
    <textarea
      id="said"
      dir="auto"
      class=${covered ? 'roomy' : ''}
      rows="1"
      spellcheck="true"
      placeholder=${strings.saidPlaceholder}
      aria-describedby="said-hint"
      aria-keyshortcuts="W"
      .value=${live(local.said)}
      @input=${(event: Event) => {
        if (event.target instanceof HTMLTextAreaElement) panel.setSaid(event.target.value);
      }}
      @change=${() => {
        panel.compare();
      }}
    ></textarea>
    <div class="below">
      <span id="said-hint">${card.tierCount === 0 ? nothing : strings.saidHint}</span>
      ${covered ? html`<span aria-hidden="true">${revealText(strings, card)} ${key}</span>` : comparison}
    </div>
  </div>`;
}

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { CardAction, CardView, FlashcardStrings } from '../../../protocol';
import { ACTION_KEYS } from '../keys';
import type { Panel } from '../panel';

/** An icon beside a text that says the same: screen readers pass over it. */
export function icon(name: string): TemplateResult {
  return html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;
}

/** A key as it is written on its control; screen readers get it from `aria-keyshortcuts`. */
export function keyCap(text: string): TemplateResult {
  return html`<kbd aria-hidden="true">${text}</kbd>`;
}

/** What the first step from the cover is called. */
export function revealText(strings: FlashcardStrings, card: CardView): string {
  return card.tierCount === 0 ? strings.toRating : strings.reveal;
}

/** A quiet button for one of the card's actions. */
export function toolButton(panel: Panel, action: CardAction, label: string, title?: string): TemplateResult {
  return html`<button
    type="button"
    class="tool"
    data-action=${action}
    aria-keyshortcuts=${action === 'skip' ? 'ArrowRight N' : ACTION_KEYS[action]}
    title=${title ?? nothing}
    @click=${() => {
      panel.act(action);
    }}
  >
    ${label} ${keyCap(ACTION_KEYS[action])}
  </button>`;
}

export function helpButton(panel: Panel, strings: FlashcardStrings): TemplateResult {
  return html`<button
    type="button"
    class="tool"
    aria-keyshortcuts="?"
    @click=${() => {
      panel.setHelp(true);
    }}
  >
    ${strings.shortcuts} ${keyCap('?')}
  </button>`;
}

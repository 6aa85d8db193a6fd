import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { FinishedView, FlashcardStrings, StudyView } from '../../../protocol';
import type { Panel } from '../panel';
import { canDo } from '../state';
import { helpButton, icon, keyCap, toolButton } from './parts';

/** Nothing to show now: why, and what to do next. */
export function finished(
  panel: Panel,
  strings: FlashcardStrings,
  view: StudyView,
  { missing, message, detail, actions }: FinishedView,
): TemplateResult {
  return html`<div class=${missing ? 'column finished missing' : 'column finished'}>
    ${icon(missing ? 'inbox' : 'check-all')}
    <h1 id="question" tabindex="-1" dir="auto">${message}</h1>
    <p dir="auto">${detail}</p>
    <div class="choices">
      ${actions.map(
        ({ id, label }, index) =>
          html`<button
            type="button"
            class=${index === 0 ? 'primary' : ''}
            data-finished=${id}
            aria-keyshortcuts=${index === 0 ? 'Enter' : nothing}
            @click=${() => {
              panel.finish(id);
            }}
          >
            ${label} ${index === 0 ? keyCap(strings.keyEnter) : nothing}
          </button>`,
      )}
    </div>
    <div class="tools" role="group" aria-label=${strings.tools}>
      ${canDo(view, 'undo') ? toolButton(panel, 'undo', strings.undo, view.session.undo) : nothing}
      ${helpButton(panel, strings)}
    </div>
  </div>`;
}

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { Controller } from '../controller';
import type { State, View } from '../state';

/** The views as tabs: one tab stop, arrow keys choose. */
export function tabs(controller: Controller, { language }: State, views: readonly View[], shown: View): TemplateResult {
  const { strings } = language;
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = afterKey(views, shown, event.key);
    if (next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    controller.choose(next);
    const list = event.currentTarget;
    if (list instanceof HTMLElement) list.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${strings.views} @keydown=${onKeyDown}>
    ${views.map(
      (view) =>
        html`<button
          type="button"
          role="tab"
          id=${`tab-${view}`}
          aria-selected=${view === shown ? 'true' : 'false'}
          aria-controls=${view === shown ? 'panel' : nothing}
          tabindex=${view === shown ? '0' : '-1'}
          @click=${() => {
            controller.choose(view);
          }}
        >
          ${strings[view]}
        </button>`,
    )}
  </div>`;
}

function afterKey(views: readonly View[], shown: View, key: string): View | undefined {
  const at = views.indexOf(shown);
  switch (key) {
    case 'ArrowRight':
      return views[(at + 1) % views.length];
    case 'ArrowLeft':
      return views[(at - 1 + views.length) % views.length];
    case 'Home':
      return views[0];
    case 'End':
      return views.at(-1);
    default:
      return undefined;
  }
}

import { html } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { SpotLanguage, SpotResult } from '../../../protocol';
import { showCell } from '../format/cell';

/** A result that is nothing but a number or a few. */
export function numbers({ columns, page }: SpotResult, language: SpotLanguage): TemplateResult {
  return html`<dl class="numbers">
    ${columns.map((column, at) => {
      const { text, title, absent } = showCell(page[at]?.[0] ?? null, column, language);
      return html`<div>
        <dt dir="auto">${column.name}</dt>
        <dd class=${absent ? 'absent' : ''} title=${title ?? ''}>${text}</dd>
      </div>`;
    })}
  </dl>`;
}

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { SpotResult } from '../../../protocol';
import type { Controller } from '../controller';
import { icon } from '../icons';
import { sqlTokens } from '../sql-tokens';
import type { State } from '../state';

const LONGEST = 60_000;

/** The SQL that ran, with its parameters. */
export function sql(controller: Controller, { language }: State, result: SpotResult): TemplateResult {
  const { strings } = language;
  const text = result.sql;
  if (text === undefined) return html`<p class="quiet none">${strings.noSql}</p>`;
  const shown = text.slice(0, LONGEST);
  return html`<div class="sql">
    <button
      type="button"
      class="bare copy"
      aria-label=${strings.copySql}
      title=${strings.copySql}
      @click=${() => {
        controller.copy(text);
      }}
    >
      ${icon('copy')}
    </button>
    <pre tabindex="0" role="group" aria-label=${strings.sql}><code>${sqlTokens(shown).map(({ kind, text: token }) =>
      kind === 'plain' ? token : html`<span class=${kind}>${token}</span>`,
    )}${text.length > LONGEST ? '…' : nothing}</code></pre>
    ${
      result.params.length === 0
        ? nothing
        : html`<dl class="params" aria-label=${strings.parameters}>
            ${result.params.map(
              (value, at) =>
                html`<div>
                  <dt>$${at + 1}</dt>
                  <dd dir="auto">${value === null ? 'NULL' : JSON.stringify(value)}</dd>
                </div>`,
            )}
          </dl>`
    }
  </div>`;
}

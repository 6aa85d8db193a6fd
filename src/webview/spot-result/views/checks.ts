import { html } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { SpotResult } from '../../../protocol';
import { icon } from '../icons';
import type { State } from '../state';

/** What was checked after the answer had been computed. */
export function checks({ language }: State, { checks }: SpotResult): TemplateResult {
  const { strings } = language;
  if (checks.length === 0) return html`<p class="quiet none">${strings.noChecks}</p>`;
  return html`<ul class="checks">
    ${checks.map(
      ({ passed, detail }) =>
        html`<li class=${passed ? 'good' : 'bad'}>
          ${icon(passed ? 'check' : 'error')}
          <span class="sr">${passed ? strings.passed : strings.failed}: </span>
          <span class="detail" dir="auto">${detail}</span>
        </li>`,
    )}
  </ul>`;
}

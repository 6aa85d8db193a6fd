import { html } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { SpotResult } from '../../../protocol';
import { fill } from '../format/text';
import type { State } from '../state';
import { styled } from '../styled';
import { milliseconds } from './footer';

/** The runtime's steps: what each did and how long it took. */
export function trace({ language }: State, { trace }: SpotResult): TemplateResult {
  const { strings } = language;
  if (trace.length === 0) return html`<p class="quiet none">${strings.noTrace}</p>`;
  const longest = Math.max(0.001, ...trace.map(({ ms }) => ms));
  return html`<ol class="trace">
    ${trace.map(
      ({ step, ms, detail }) =>
        html`<li>
          <span class="step">${step}</span>
          <span class="time">${fill(strings.milliseconds, milliseconds(ms))}</span>
          <span class="bar" aria-hidden="true"
            ><span ${styled({ width: `${((Math.max(0, ms) / longest) * 100).toFixed(1)}%` })}></span
          ></span>
          <span class="detail" dir="auto">${detail}</span>
        </li>`,
    )}
  </ol>`;
}

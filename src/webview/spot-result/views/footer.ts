import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { SpotResult } from '../../../protocol';
import { count, fill } from '../format/text';
import { icon } from '../icons';
import type { State } from '../state';
import type { Stage } from './result';

/** What vouches for the answer, and what it cost. */
export function footer(stage: Stage, state: State, result: SpotResult): TemplateResult | typeof nothing {
  if (result.status !== 'answered') return nothing;
  const { strings } = state.language;
  const { cost, rowCount } = result;
  const rows = rowCount === 1 ? strings.row : fill(strings.rows, count(rowCount));
  const total = fill(
    strings.cost,
    count(cost.queries),
    count(cost.statements),
    milliseconds(cost.milliseconds),
    count(cost.rows),
  );
  return html`<div class="footer">
    ${verdict(stage, state, result)}
    <span class="cost" title=${total}
      >${rows} ·
      ${fill(strings.milliseconds, milliseconds(cost.milliseconds))}${
        result.cache === 'hit' ? html` · <span title=${strings.cacheHitHint}>${strings.cacheHit}</span>` : nothing
      }</span
    >
    ${state.done === '' ? nothing : html`<span class="done" aria-hidden="true">${icon('check')} ${state.done}</span>`}
  </div>`;
}

function verdict({ controller }: Stage, { language }: State, { checks }: SpotResult): TemplateResult | typeof nothing {
  if (checks.length === 0) return nothing;
  const { strings } = language;
  const failed = checks.filter(({ passed }) => !passed).length;
  const passed = checks.length === 1 ? strings.checkPassed : fill(strings.checksPassed, checks.length);
  return html`<button
    type="button"
    class="verdict ${failed > 0 ? 'bad' : 'good'}"
    title=${checks.map(({ detail }) => detail).join('\n')}
    @click=${() => {
      controller.choose('checks');
    }}
  >
    ${icon(failed > 0 ? 'error' : 'check')} ${failed > 0 ? fill(strings.checksFailed, failed, checks.length) : passed}
  </button>`;
}

/** Whole milliseconds, tenths below ten. */
export function milliseconds(ms: number): string {
  return ms < 9.95 ? String(Math.round(ms * 10) / 10) : count(Math.round(ms));
}

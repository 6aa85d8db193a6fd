import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { SpotLanguage, SpotResult } from '../../../protocol';
import { drawnBy } from './plan';
import type { ChartKind, ChartPlan } from './plan';

interface Choices {
  readonly result: SpotResult;
  readonly plan: ChartPlan;
  readonly kind: ChartKind;
  readonly language: SpotLanguage;
  readonly choose: (kind: ChartKind) => void;
  readonly measure: (at: number) => void;
}

/** How to draw it; and, where a drawing has no room for every measure, which one. */
export function controls(choices: Choices): TemplateResult | typeof nothing {
  const { plan, kind } = choices;
  const all = drawnBy(plan, kind).length === plan.choices.length;
  if (plan.kinds.length < 2 && all) return nothing;
  return html`<div class="controls">
    ${plan.kinds.length < 2 ? nothing : kinds(choices)} ${all ? nothing : measures(choices)}
  </div>`;
}

function kinds({ plan, kind: chosen, language, choose }: Choices): TemplateResult {
  const { strings } = language;
  return html`<div class="kinds" role="group" aria-label=${strings.chartType}>
    ${plan.kinds.map(
      (kind) =>
        html`<button
          type="button"
          aria-pressed=${kind === chosen ? 'true' : 'false'}
          @click=${() => {
            choose(kind);
          }}
        >
          ${strings[kind]}
        </button>`,
    )}
  </div>`;
}

function measures({ result, plan, language, measure }: Choices): TemplateResult {
  const [first] = plan.measures;
  return html`<select
    aria-label=${language.strings.measure}
    title=${language.strings.measure}
    @change=${({ currentTarget }: Event) => {
      if (currentTarget instanceof HTMLSelectElement) measure(Number(currentTarget.value));
    }}
  >
    ${plan.choices.map(
      (at) => html`<option value=${at} ?selected=${at === first}>${result.columns[at]?.name ?? ''}</option>`,
    )}
  </select>`;
}

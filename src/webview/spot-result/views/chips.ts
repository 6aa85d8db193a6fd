import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { SpotPart, SpotResult } from '../../../protocol';
import { fill } from '../format/text';
import { icon } from '../icons';
import type { State } from '../state';
import type { Stage } from './result';

/** What each word of the question was taken for, whose rows were read, and which day was today. */
export function chips(stage: Stage, state: State, result: SpotResult): TemplateResult | typeof nothing {
  const { strings } = state.language;
  const parts = result.parts.filter(({ kind, as }) => kind !== 'filler' && as !== '');
  const about = [
    { label: strings.tenant, value: result.tenant, title: undefined },
    { label: strings.user, value: result.user, title: undefined },
    { label: strings.today, value: result.now, title: strings.todayHint },
  ].filter(({ value }) => value !== undefined);
  if (parts.length + about.length === 0) return nothing;
  return html`<ul class="chips" aria-label=${strings.understoodAs}>
    ${parts.map((part) => html`<li class="chip ${part.kind}">${chip(stage, state, part)}</li>`)}
    ${about.map(
      ({ label, value, title }) =>
        html`<li class="chip about" title=${title ?? nothing}>
          <span class="face"><i>${label}</i> <bdi>${value}</bdi></span>
        </li>`,
    )}
  </ul>`;
}

function chip(stage: Stage, state: State, part: SpotPart): TemplateResult {
  const { strings } = state.language;
  const { controller, menu } = stage;
  // What a keyword does is the same everywhere: it is told on demand.
  const face =
    part.kind === 'keyword'
      ? html`<bdi>${part.text}</bdi>`
      : html`<bdi><b>${part.text}</b></bdi> <i dir="auto">${part.as}</i>`;
  const main =
    part.definition === true
      ? html`<button
          type="button"
          class="face"
          title=${fill(strings.openDefinition, part.as)}
          @click=${() => {
            controller.openDefinition(part);
          }}
        >
          ${face}
        </button>`
      : html`<span class="face" title=${part.as}
          >${face}${part.kind === 'keyword' ? html`<span class="sr">: ${part.as}</span>` : nothing}</span
        >`;
  if (part.alternatives.length === 0) return main;
  const label = fill(strings.otherReadings, part.text);
  const items = part.alternatives.map(({ text, as }) => ({
    text,
    ...(as === '' || as === text ? {} : { detail: as }),
    run: () => {
      controller.replace({ start: part.start, end: part.end, text });
    },
  }));
  return html`${main}<button
      type="button"
      class="more"
      aria-haspopup="menu"
      aria-expanded="false"
      aria-label=${label}
      title=${label}
      @click=${({ currentTarget }: Event) => {
        if (currentTarget instanceof HTMLElement) menu.open(currentTarget, label, items);
      }}
    >
      ${icon('chevron-down')}
    </button>`;
}

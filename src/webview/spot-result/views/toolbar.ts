import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { SpotResult } from '../../../protocol';
import { icon } from '../icons';
import type { MenuItem } from '../menu';
import { takesVotes } from '../state';
import type { State } from '../state';
import type { Stage } from './result';

/** Thumbs on answers to questions, and export. */
export function toolbar(stage: Stage, state: State, result: SpotResult): TemplateResult {
  const { strings } = state.language;
  return html`<div class="toolbar">
    ${takesVotes(result) ? html`${thumb(stage, state, 'up', strings.thumbsUp)} ${thumb(stage, state, 'down', strings.thumbsDown)}` : nothing}
    <button
      type="button"
      class="tool"
      aria-haspopup="menu"
      aria-expanded="false"
      ?disabled=${result.columns.length === 0}
      @click=${({ currentTarget }: Event) => {
        if (currentTarget instanceof HTMLElement) stage.menu.open(currentTarget, strings.export, exports(stage, state));
      }}
    >
      ${icon('export')} ${strings.export}
    </button>
  </div>`;
}

function thumb({ controller }: Stage, { vote }: State, way: 'up' | 'down', label: string): TemplateResult {
  const pressed = vote === way;
  return html`<button
    type="button"
    class="bare thumb ${pressed ? 'pressed' : ''}"
    aria-pressed=${pressed ? 'true' : 'false'}
    aria-label=${label}
    title=${label}
    @click=${() => {
      controller.vote(way);
    }}
  >
    ${icon(pressed ? `thumbs-${way}-filled` : `thumbs-${way}`)}
  </button>`;
}

function exports({ controller, chart }: Stage, state: State): MenuItem[] {
  const { strings } = state.language;
  const item = (text: string, run: () => void): MenuItem => ({ text, run });
  return [
    item(strings.copyCsv, () => {
      controller.exportAs('csv', 'clipboard');
    }),
    item(strings.copyMarkdown, () => {
      controller.exportAs('markdown', 'clipboard');
    }),
    item(strings.copyJson, () => {
      controller.exportAs('json', 'clipboard');
    }),
    item(strings.openCsv, () => {
      controller.exportAs('csv', 'file');
    }),
    item(strings.openParquet, () => {
      controller.exportAs('parquet', 'file');
    }),
    ...(chart === undefined || state.view !== 'chart'
      ? []
      : [
          item(strings.saveSvg, () => {
            controller.saveChart('svg', () => chart.svg());
          }),
          item(strings.savePng, () => {
            controller.saveChart('png', () => chart.png());
          }),
        ]),
  ];
}

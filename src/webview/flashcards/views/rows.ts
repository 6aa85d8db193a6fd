import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { FlashcardStrings, RowView, TierView } from '../../../protocol';
import type { Panel } from '../panel';
import { icon } from './parts';

type Point = Extract<RowView, { type: 'point' }>;
const DEEPEST = 5;

/** Rows of one type: running text, chips, or a list of points. The markup in them comes sanitised from the extension. */
export function rows(
  panel: Panel,
  strings: FlashcardStrings,
  kind: TierView['kind'],
  block: readonly RowView[],
  ticks: ReadonlyMap<string, boolean>,
): TemplateResult {
  const points = block.filter((row) => row.type === 'point');
  if (points.length === 0) {
    return html`${block.map((row) => html`<div class="prose" dir="auto">${unsafeHTML(row.html)}</div>`)}`;
  }
  if (kind === 'concepts' && points.every((point) => point.tick === undefined)) {
    return html`<ul class="chips" role="list">
      ${points.map((point) => chip(strings, point))}
    </ul>`;
  }
  return html`<ul class="points" role="list">
    ${points.map(
      (point) =>
        html`<li class="depth-${Math.min(DEEPEST, point.depth)}" aria-level=${point.depth + 1}>
          ${point.tick === undefined ? plain(point) : ticked(panel, strings, point, point.tick, ticks)}
        </li>`,
    )}
  </ul>`;
}

function chip(strings: FlashcardStrings, point: Point): TemplateResult {
  const mentioned = point.mentioned === true;
  return html`<li
    class=${mentioned ? 'chip mentioned' : 'chip'}
    dir="auto"
    title=${mentioned ? strings.mentioned : nothing}
  >
    ${mentioned ? html`${icon('check')}<span class="sr">${strings.mentioned}: </span>` : nothing}${text(point)}
  </li>`;
}

function plain(point: Point): TemplateResult {
  return html`<div class="point" dir="auto">${text(point)}</div>`;
}

function ticked(
  panel: Panel,
  strings: FlashcardStrings,
  point: Point,
  tick: NonNullable<Point['tick']>,
  ticks: ReadonlyMap<string, boolean>,
): TemplateResult {
  const asked = ticks.get(tick.id);
  const proposed = tick.proposed && asked === undefined;
  return html`<label class=${proposed ? 'point proposed' : 'point'} dir="auto">
    <input
      type="checkbox"
      .checked=${live(asked ?? tick.on)}
      @change=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) panel.tick(tick.id, event.target.checked);
      }}
    />
    <span class="text">${text(point)} ${proposed ? html`<span class="tag">${strings.proposed}</span>` : nothing}</span>
  </label>`;
}

function text(point: Point): TemplateResult {
  return html`${point.label === undefined ? nothing : html`<b>${point.label}:</b> `}${unsafeHTML(point.html)}`;
}

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { CardView, CoverageView, FlashcardStrings } from '../../../protocol';
import { fill } from '../format';
import { RATING_NAMES, STATE_NAMES } from '../names';
import type { Panel } from '../panel';
import { isCovered } from '../state';
import type { State } from '../state';
import { icon, keyCap } from './parts';
import { said } from './said';
import { tiers } from './tiers';

export function card(panel: Panel, strings: FlashcardStrings, view: CardView, state: State): TemplateResult {
  return html`<article class="column">
    ${badges(strings, view)}
    <h1 id="question" tabindex="-1" dir="auto">${unsafeHTML(view.questionHtml)}</h1>
    ${
      isCovered(view)
        ? cover(strings, view, state.tooEarly)
        : html`${view.coverage === undefined ? nothing : coverage(strings, view.coverage)}
          ${tiers(panel, strings, view, state.ticks)}`
    }
    ${said(panel, strings, view, state.local)}
  </article>`;
}

function badges(strings: FlashcardStrings, view: CardView): TemplateResult {
  return html`<div class="badges">
    <span class="badge">${strings[STATE_NAMES[view.state]]}</span>
    ${view.difficulty === undefined ? nothing : html`<span class="badge">${view.difficulty}</span>`}
    ${view.flagged ? html`<span class="badge flagged">${icon('bookmark')} ${strings.flagged}</span>` : nothing}
    ${view.leech ? html`<span class="badge leech">${icon('warning')} ${strings.leech}</span>` : nothing}
  </div>`;
}

function cover(strings: FlashcardStrings, view: CardView, tooEarly: boolean): TemplateResult {
  return html`<div class="cover">
    <p class="lead">${view.kind === 'ask' ? strings.coverHintAsk : strings.coverTitle}</p>
    <p>${keyCap(strings.keySpace)} ${strings.coverHint}</p>
    ${tooEarly ? html`<p class="hint">${icon('info')} ${strings.revealFirst}</p>` : nothing}
  </div>`;
}

function coverage(
  strings: FlashcardStrings,
  { covered, total, suggested }: CoverageView,
): TemplateResult | typeof nothing {
  if (total === 0) return nothing;
  const counted = fill(strings.keyPoints, covered, total);
  return html`<div class="coverage">
    <span>${strings.youCovered}</span>
    <progress max=${total} .value=${covered} aria-label=${counted}></progress>
    <b>${counted}</b>
    ${
      suggested === undefined ? nothing : html`<span>${fill(strings.suggests, strings[RATING_NAMES[suggested]])}</span>`
    }
  </div>`;
}

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { CardView, CoverageView, FlashcardStrings } from '../../../protocol';
import { fill, keyPoints } from '../format';
import { ACTION_KEYS } from '../keys';
import { RATING_NAMES, STATE_NAMES } from '../names';
import type { Panel } from '../panel';
import { canTick, isCovered, proofsOf } from '../state';
import type { State } from '../state';
import { icon, keyCap } from './parts';
import { proofs } from './proofs';
import { said } from './said';
import { tiers } from './tiers';

const LONG_QUESTION = 160;

export function card(panel: Panel, strings: FlashcardStrings, view: CardView, state: State): TemplateResult {
  return html`<article class="column">
    ${badges(panel, strings, view)}
    <h1 id="question" class=${isLong(view.questionHtml) ? 'long' : ''} tabindex="-1" dir="auto">
      ${unsafeHTML(view.questionHtml)}
    </h1>
    ${view.settingHtml === undefined ? nothing : html`<div class="prose setting" dir="auto">${unsafeHTML(view.settingHtml)}</div>`}
    ${
      isCovered(view)
        ? cover(strings, view, state.tooEarly)
        : html`${view.coverage === undefined ? nothing : coverage(strings, view.coverage, canTick(view))}
          ${tiers(panel, strings, view, state.ticks)} ${proofs(panel, strings, view, proofsOf(state))}`
    }
    ${said(panel, strings, view, state.local)}
  </article>`;
}

/** A question of more than about three lines is read, not seen at a glance. */
function isLong(question: string): boolean {
  return question.replace(/<[^>]*>/g, '').length > LONG_QUESTION;
}

function badges(panel: Panel, strings: FlashcardStrings, view: CardView): TemplateResult {
  return html`<div class="badges">
    <span class="badge">${strings[STATE_NAMES[view.state]]}</span>
    ${view.difficulty === undefined ? nothing : html`<span class="badge">${view.difficulty}</span>`}
    ${view.flagged ? html`<span class="badge flagged">${icon('flag')} ${strings.flagged}</span>` : nothing}
    ${view.suspended === true ? html`<span class="badge suspended">${icon('debug-pause')} ${strings.suspended}</span>` : nothing}
    ${view.leech ? html`<span class="badge leech">${icon('warning')} ${strings.leech}</span>` : nothing}
    ${view.changedCode === undefined ? nothing : changedCode(panel, strings, view.changedCode)}
  </div>`;
}

/** While the answer is covered, it is only said that code has changed. */
function changedCode(panel: Panel, strings: FlashcardStrings, names: readonly string[]): TemplateResult {
  if (names.length === 0) {
    return html`<span class="badge changed" title=${strings.codeChangedSince}
      >${icon('git-compare')} <span aria-hidden="true">${strings.codeChanged}</span
      ><span class="sr">${strings.codeChangedSince}</span></span
    >`;
  }
  const detail = fill(strings.codeChangedNames, names.join(', '));
  return html`<button
    type="button"
    class="badge changed"
    title=${detail}
    aria-keyshortcuts=${ACTION_KEYS.changed}
    @click=${() => {
      panel.act('changed');
    }}
  >
    ${icon('git-compare')} <span>${strings.codeChanged}</span><span class="sr">. ${detail}</span>
    ${keyCap(ACTION_KEYS.changed)}
  </button>`;
}

function cover(strings: FlashcardStrings, view: CardView, tooEarly: boolean): TemplateResult {
  return html`<div class="cover">
    <p class="lead">${view.kind === 'ask' ? strings.coverHintAsk : strings.coverTitle}</p>
    ${view.tierCount > 0 ? html`<p>${keyCap(strings.keySpace)} ${strings.coverHint}</p>` : unwritten(strings, view)}
    ${
      tooEarly
        ? html`<p class="hint">${icon('info')} ${view.tierCount > 0 ? strings.revealFirst : strings.rateAfter}</p>`
        : nothing
    }
  </div>`;
}

/** Nothing waits under the cover. A question to be asked needs no answer. */
function unwritten(strings: FlashcardStrings, view: CardView): TemplateResult | typeof nothing {
  if (view.kind === 'ask') return nothing;
  return html`<p>${strings.noAnswerYet} ${keyCap(ACTION_KEYS.edit)} ${strings.writesAnswer}</p>`;
}

function coverage(strings: FlashcardStrings, view: CoverageView, tickable: boolean): TemplateResult | typeof nothing {
  const { covered, total, suggested } = view;
  if (total === 0) return nothing;
  // Nothing was typed or ticked: a figure would say that nothing was covered.
  if (suggested === undefined) return tickable ? html`<p class="coverage">${strings.tickHint}</p>` : nothing;
  const counted = keyPoints(strings, view);
  return html`<div class="coverage">
    <span>${strings.youCovered}</span>
    <progress max=${total} .value=${covered} aria-label=${counted}></progress>
    <b>${counted}</b>
    <span>${fill(strings.suggests, strings[RATING_NAMES[suggested]])}</span>
  </div>`;
}

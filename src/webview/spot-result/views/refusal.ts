import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { SpotResult, SpotSuggestion } from '../../../protocol';
import { icon } from '../icons';
import type { State } from '../state';
import type { Stage } from './result';

/** Why there is no answer: what was said, where in the question, and what to do next. */
export function refusal(stage: Stage, state: State, result: SpotResult): TemplateResult {
  const { strings } = state.language;
  const { controller } = stage;
  const titles = { refused: strings.refused, blocked: strings.blocked, failed: strings.failure, answered: '' };
  const missing = missingName(result);
  return html`<div class="refusal ${result.status}" role="note">
    <p class="message">
      ${icon(result.status === 'failed' ? 'error' : 'warning')}
      <span dir="auto"
        ><b>${result.message ?? titles[result.status]}</b>${
          result.status === 'failed' || result.cost.statements > 0 ? nothing : html` ${strings.nothingRun}`
        }</span
      >
    </p>
    ${question(result)} ${suggestions(stage, state, result)}
    <div class="ways">
      ${
        missing === undefined
          ? nothing
          : html`<button
              type="button"
              class="link"
              @click=${() => {
                controller.define(missing);
              }}
            >
              ${strings.define}
            </button>`
      }
      <button
        type="button"
        class="link"
        aria-expanded=${state.details ? 'true' : 'false'}
        @click=${() => {
          controller.toggleDetails();
        }}
      >
        ${state.details ? strings.hideDetails : strings.details}
      </button>
    </div>
  </div>`;
}

const SPREAD = 160;

/** The question with the characters underlined that the message is about; only their surroundings when it is long. */
function question({ text, start, end, language }: SpotResult): TemplateResult | typeof nothing {
  if (start === undefined || end === undefined || start >= end || start < 0 || end > text.length) return nothing;
  const from = Math.max(0, start - SPREAD);
  const to = Math.min(text.length, end + SPREAD);
  const before = `${from > 0 ? '…' : ''}${text.slice(from, start)}`;
  const after = `${text.slice(end, to)}${to < text.length ? '…' : ''}`;
  // prettier-ignore
  return html`<p class="question ${language}" dir="auto">${before}<u>${text.slice(start, end)}</u>${after}</p>`;
}

function suggestions(stage: Stage, state: State, result: SpotResult): TemplateResult | typeof nothing {
  const { strings } = state.language;
  if (result.suggestions.length === 0) return nothing;
  const isSpelling = result.suggestions.some(({ start }) => start !== undefined);
  const label = isSpelling ? strings.didYouMean : strings.tryInstead;
  return html`<div class="suggestions" role="group" aria-label=${label}>
    <span>${label}</span>
    ${result.suggestions.map((suggestion) => {
      const place = placeOf(suggestion, result);
      return html`<button
        type="button"
        class="secondary"
        @click=${() => {
          stage.controller.replace(place);
        }}
      >
        <bdi>${suggestion.text === '' ? '∅' : suggestion.text}</bdi>
      </button>`;
    })}
  </div>`;
}

/** A suggestion without a place stands for the whole question. */
function placeOf({ text, start, end }: SpotSuggestion, result: SpotResult) {
  return start === undefined || end === undefined ? { text, start: 0, end: result.text.length } : { text, start, end };
}

/** What could be defined in the model so that the question would be answered. */
function missingName({ reason, text, start, end }: SpotResult): string | undefined {
  if (reason !== 'unknown-term' || start === undefined || end === undefined) return undefined;
  const name = text.slice(start, end).trim();
  return name === '' ? undefined : name;
}

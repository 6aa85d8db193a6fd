import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type {
  CardAction,
  CardView,
  FlashcardStringKey,
  FlashcardStrings,
  RatingView,
  StudyView,
} from '../../../protocol';
import { RATING_NAMES } from '../names';
import type { Panel } from '../panel';
import { canDo, isCovered, suggestedRating, tiersLeft } from '../state';
import { helpButton, keyCap, revealText, toolButton } from './parts';

/** What to do next: reveal or rate, and the quiet tools below. */
export function footer(
  panel: Panel,
  strings: FlashcardStrings,
  view: StudyView,
  card: CardView,
  locked: boolean,
): TemplateResult {
  const more = isCovered(card) || tiersLeft(card) > 0;
  return html`<footer>
    <div class="column">
      ${more ? revealing(panel, strings, card, locked) : nothing}
      ${card.ratings === undefined ? nothing : rating(panel, strings, card, card.ratings, more, locked)}
    </div>
    ${tools(panel, strings, view, card)}
  </footer>`;
}

function revealing(panel: Panel, strings: FlashcardStrings, card: CardView, locked: boolean): TemplateResult {
  return html`<div class="reveal">
    <button
      type="button"
      class="primary"
      data-do="reveal"
      aria-keyshortcuts="Space"
      aria-disabled=${locked ? 'true' : nothing}
      @click=${() => {
        panel.reveal(false);
      }}
    >
      ${isCovered(card) ? revealText(strings, card) : strings.revealNext} ${keyCap(strings.keySpace)}
    </button>
    ${
      tiersLeft(card) < 2
        ? nothing
        : html`<button
            type="button"
            data-do="reveal-all"
            aria-keyshortcuts="Enter"
            aria-disabled=${locked ? 'true' : nothing}
            @click=${() => {
              panel.reveal(true);
            }}
          >
            ${strings.revealAll} ${keyCap(strings.keyEnter)}
          </button>`
    }
  </div>`;
}

function rating(
  panel: Panel,
  strings: FlashcardStrings,
  card: CardView,
  ratings: readonly RatingView[],
  more: boolean,
  locked: boolean,
): TemplateResult {
  const suggested = suggestedRating(card);
  return html`<div class="ratings" role="group" aria-label=${strings.rate}>
    ${ratings.map(({ rating: value, interval }) => {
      const primary = value === suggested && !more;
      return html`<button
        type="button"
        class=${primary ? 'primary' : value === suggested ? 'suggested' : ''}
        data-rating=${value}
        aria-keyshortcuts=${primary ? `${value} Space` : String(value)}
        aria-disabled=${locked ? 'true' : nothing}
        @click=${() => {
          panel.rate(value);
        }}
      >
        <span
          ><span class="name">${strings[RATING_NAMES[value]]}</span
          >${interval === '' ? nothing : html` <small>${interval}</small>`}</span
        >
        ${keyCap(String(value))}
      </button>`;
    })}
  </div>`;
}

const SHOWN: readonly CardAction[] = ['undo', 'skip', 'tour', 'run', 'flag', 'bury', 'suspend', 'edit'];

function tools(panel: Panel, strings: FlashcardStrings, view: StudyView, card: CardView): TemplateResult {
  return html`<div class="tools" role="group" aria-label=${strings.tools}>
    ${SHOWN.filter((action) => canDo(view, action)).map((action) =>
      toolButton(panel, action, strings[labelOf(action, card)], action === 'undo' ? view.session.undo : undefined),
    )}
    ${helpButton(panel, strings)}
  </div>`;
}

function labelOf(action: CardAction, card: CardView): FlashcardStringKey {
  if (action === 'flag' && card.flagged) return 'unflag';
  if (action === 'suspend' && card.suspended === true) return 'resumeCard';
  return action;
}

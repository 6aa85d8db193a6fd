import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { CardView, FlashcardStrings, SessionView } from '../../../protocol';
import { clock, fill } from '../format';
import type { Panel } from '../panel';
import { isCovered, isOverTarget, leftOf } from '../state';
import type { LocalAnswer } from '../state';
import { icon, keyCap } from './parts';

export function header(
  panel: Panel,
  strings: FlashcardStrings,
  session: SessionView,
  card: CardView | undefined,
  local: LocalAnswer,
): TemplateResult {
  const all = session.done + leftOf(session);
  return html`<header>
    <div class="top">
      ${crumb(session, card)} ${session.mode === 'cram' ? html`<span class="badge">${strings.cram}</span>` : nothing}
      ${session.mode === 'cram' ? remaining(strings, session) : counts(strings, session, card)}
      ${card === undefined ? nothing : speaking(panel, strings, card, local)}
    </div>
    <progress
      class="session"
      max=${Math.max(1, all)}
      .value=${session.done}
      aria-label=${fill(strings.done, session.done)}
    ></progress>
  </header>`;
}

function crumb(session: SessionView, card: CardView | undefined): TemplateResult {
  if (card === undefined) return html`<div class="crumb" dir="auto"><b>${session.title}</b></div>`;
  const { emoji, short, title } = card.round;
  return html`<div class="crumb" dir="auto" title=${session.title}>
    ${emoji === undefined ? nothing : html`<span class="emoji" aria-hidden="true">${emoji}</span>`}
    <b>${short}</b>${title === '' ? nothing : html`<span> · ${title}</span>`}
  </div>`;
}

/** A cram has one queue. */
function remaining(strings: FlashcardStrings, session: SessionView): TemplateResult {
  const count = leftOf(session);
  return html`<div class="counts" title=${total(strings, count)}>
    <span class="count">${number(strings.countLeft, count)}</span>
  </div>`;
}

/** Three numbers as learners know them; the one that the shown card belongs to is underlined. */
function counts(strings: FlashcardStrings, session: SessionView, card: CardView | undefined): TemplateResult {
  const { left } = session;
  const current = card === undefined ? undefined : QUEUES[card.state];
  const parts = [
    { queue: 'learning', text: strings.countLearning, short: strings.shortLearning, count: left.learning },
    { queue: 'due', text: strings.countDue, short: strings.shortDue, count: left.due },
    { queue: 'new', text: strings.countNew, short: strings.shortNew, count: left.new },
  ];
  return html`<div class="counts" title=${total(strings, leftOf(session))}>
    <span class="sr">${fill(strings.leftDetail, left.learning, left.due, left.new)}</span>
    ${parts.map(({ queue, text, short, count }) => {
      const classes = `count ${queue}${count === 0 ? ' none' : ''}${queue === current ? ' current' : ''}`;
      return html`<span class=${classes} title=${fill(text, count)} aria-hidden="true"
        >${number(text, count)}<span class="letter"> ${short}</span></span
      >`;
    })}
  </div>`;
}

function total(strings: FlashcardStrings, count: number): string {
  return count === 1 ? strings.leftOne : fill(strings.left, count);
}

/** The number stands out of its words, which a narrow panel hides. */
function number(text: string, count: number): TemplateResult {
  const [before = '', after = ''] = text.split('{0}');
  return html`<span class="word">${before}</span><b>${count}</b><span class="word">${after}</span>`;
}

const QUEUES: Readonly<Record<CardView['state'], string>> = {
  new: 'new',
  learning: 'learning',
  relearning: 'learning',
  review: 'due',
};

function speaking(panel: Panel, strings: FlashcardStrings, card: CardView, local: LocalAnswer): TemplateResult {
  const over = isOverTarget(card, local.spokenSeconds);
  const ticking = isCovered(card);
  const time = clock(local.spokenSeconds);
  const target = card.targetSeconds > 0 ? clock(card.targetSeconds) : '–';
  const face = html`${over ? icon('warning') : nothing}
    <span role="timer" aria-live="off" aria-label=${fill(strings.timer, time, target)}
      >${card.targetSeconds > 0 ? `${time} / ${target}` : time}</span
    >`;
  const classes = `timer${over ? ' over' : ''}${ticking && !local.running ? ' paused' : ''}`;
  const title = over ? strings.overTarget : nothing;
  if (!ticking) return html`<div class=${classes} title=${title}>${face}</div>`;
  return html`<div
    class=${classes}
    title=${title}
    @click=${() => {
      panel.pause();
    }}
  >
    ${face}
    <button
      type="button"
      class="bare"
      aria-keyshortcuts="P"
      aria-label=${local.running ? strings.pause : strings.resume}
    >
      ${icon(local.running ? 'debug-pause' : 'play')}${keyCap('P')}
    </button>
  </div>`;
}

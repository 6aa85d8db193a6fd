import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CardView, FlashcardStrings, RowView, TierView } from '../../../protocol';
import { fill } from '../format';
import type { Panel } from '../panel';
import { tiersLeft } from '../state';
import { icon } from './parts';
import { rows } from './rows';

/** The uncovered part of the answer, in the author's order. */
export function tiers(
  panel: Panel,
  strings: FlashcardStrings,
  card: CardView,
  ticks: ReadonlyMap<string, boolean>,
): TemplateResult {
  const left = tiersLeft(card);
  return html`<div class="tiers">
    ${card.tierCount === 0 ? html`<p class="quiet">${strings.noAnswer}</p>` : nothing}
    ${repeat(
      card.tiers,
      (_, index) => `${card.turn}/${index}`,
      (tier, index) => section(panel, strings, tier, index, ticks),
    )}
    ${left === 0 ? nothing : html`<p class="more quiet">${fill(strings.tiersLeft, left)}</p>`}
  </div>`;
}

function section(
  panel: Panel,
  strings: FlashcardStrings,
  tier: TierView,
  index: number,
  ticks: ReadonlyMap<string, boolean>,
): TemplateResult {
  const id = `tier-${index}`;
  return html`<section class="tier ${tier.kind}" aria-labelledby=${id} dir="auto">
    <h2 id=${id} tabindex="-1">${icon(ICONS[tier.kind])} ${tier.label === '' ? strings[tier.kind] : tier.label}</h2>
    ${blocks(tier.rows).map((block) => rows(panel, strings, tier.kind, block, ticks))}
  </section>`;
}

const ICONS: Readonly<Record<TierView['kind'], string>> = {
  avoid: 'circle-slash',
  concepts: 'lightbulb',
  answer: 'comment',
  evidence: 'verified',
  story: 'book',
  'follow-ups': 'comment-discussion',
};

/** Neighbouring rows that belong in one list. */
function blocks(all: readonly RowView[]): readonly (readonly RowView[])[] {
  const found: RowView[][] = [];
  for (const row of all) {
    const last = found.at(-1);
    if (last?.[0]?.type === row.type) last.push(row);
    else found.push([row]);
  }
  return found;
}

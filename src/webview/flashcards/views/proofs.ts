import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type {
  CardView,
  ClaimView,
  FlashcardStringKey,
  FlashcardStrings,
  ProofsView,
  ProofStepView,
} from '../../../protocol';
import { fill } from '../format';
import { ACTION_KEYS } from '../keys';
import type { Panel } from '../panel';
import { icon, keyCap } from './parts';

const WAITING: ClaimView = { state: 'waiting', steps: [] };

const LOOKS: Readonly<Record<ClaimView['state'], readonly [icon: string, name: FlashcardStringKey]>> = {
  waiting: ['circle-large-outline', 'proofWaits'],
  running: ['loading codicon-modifier-spin', 'proofRuns'],
  holds: ['pass', 'proofHolds'],
  fails: ['error', 'proofFails'],
};

/** What the answer claims and can prove, below it: each claim with its source, and with what came once it was run. */
export function proofs(
  panel: Panel,
  strings: FlashcardStrings,
  { proofs: known }: CardView,
  run: ProofsView | undefined,
): TemplateResult | typeof nothing {
  if (known === undefined || (!known.shown && run === undefined)) return nothing;
  return html`<section class="proofs" aria-labelledby="proofs">
    <h2 id="proofs">${icon('beaker')} ${strings.proofs} ${summary(strings, run)}</h2>
    ${run?.message === undefined ? nothing : html`<p class="why">${icon('info')} ${run.message}</p>`}
    <ul role="list">
      ${known.claims.map(({ claim, source }, index) => item(strings, claim, source, run?.claims[index] ?? WAITING))}
    </ul>
    <p class="run">
      ${runButton(panel, strings, run?.state === 'running')} ${run === undefined ? strings.proofsHint : nothing}
    </p>
  </section>`;
}

function summary(strings: FlashcardStrings, run: ProofsView | undefined): TemplateResult | typeof nothing {
  if (run === undefined || run.state === 'failed') return nothing;
  const held = run.claims.filter(({ state }) => state === 'holds').length;
  const stopped = run.state === 'stopped' ? ` ${strings.proofsStopped}` : '';
  return html`<span class="count">${fill(strings.proofsHold, held, run.claims.length)}${stopped}</span>`;
}

function runButton(panel: Panel, strings: FlashcardStrings, running: boolean): TemplateResult {
  return html`<button
    type="button"
    data-do="prove"
    aria-keyshortcuts=${running ? 'Escape' : ACTION_KEYS.run}
    @click=${() => {
      panel.act('run');
    }}
  >
    ${running ? strings.stopProofs : strings.run} ${keyCap(running ? strings.keyEscape : ACTION_KEYS.run)}
  </button>`;
}

function item(strings: FlashcardStrings, text: string, source: string, claim: ClaimView): TemplateResult {
  const [look, name] = LOOKS[claim.state];
  return html`<li class="claim ${claim.state}">
    <details>
      <summary>
        ${icon(look)}<span class="sr">${strings[name]}: </span><span class="text" dir="auto">${text}</span>
        ${claim.progress === undefined ? nothing : html`<small>${claim.progress}</small>`} ${icon('chevron-right')}
      </summary>
      ${claim.steps.length === 0 ? html`<pre><code>${source}</code></pre>` : claim.steps.map((each) => step(strings, each))}
    </details>
    ${claim.state === 'fails' ? html`<p class="verdict">${strings.proofFails}: ${claim.detail ?? ''}</p>` : nothing}
  </li>`;
}

function step(strings: FlashcardStrings, { asked, how, verdicts, result }: ProofStepView): TemplateResult {
  return html`<div class="step">
    <p class="asked">
      ${how.length === 0 ? nothing : html`<span class="how">${how.join(' · ')}</span> `}<code>${asked}</code>
    </p>
    <ul class="verdicts" role="list">
      ${verdicts.map(
        ({ expected, came, held }) =>
          html`<li class=${held ? 'held' : 'missed'}>
            ${icon(held ? 'check' : 'close')}<span class="sr">${held ? strings.proofHolds : strings.proofFails}: </span>
            <span>${fill(strings.proofExpected, expected)}</span> <span aria-hidden="true">·</span>
            <span class="came">${fill(strings.proofCame, came)}</span>
          </li>`,
      )}
    </ul>
    ${result === undefined ? nothing : html`<div class="result" data-result=${result.id}></div>`}
  </div>`;
}

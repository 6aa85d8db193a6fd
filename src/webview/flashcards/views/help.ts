import { html } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { FlashcardStrings, StudyView } from '../../../protocol';
import { ACTION_KEYS, ALT_KEY, COMMAND_KEY } from '../keys';
import type { Panel } from '../panel';
import { canDo } from '../state';
import { closeButton } from './alerts';

/** The overlay with all keys; `effects.ts` opens and closes it. */
export function help(panel: Panel, strings: FlashcardStrings, view: StudyView): TemplateResult {
  return html`<dialog
    id="help"
    aria-labelledby="help-title"
    @close=${() => {
      panel.setHelp(false);
    }}
    @click=${(event: Event) => {
      if (event.target === event.currentTarget) panel.setHelp(false);
    }}
  >
    <div class="help">
      <div class="help-top">
        <h2 id="help-title">${strings.shortcuts}</h2>
        ${closeButton(strings, () => {
          panel.setHelp(false);
        })}
      </div>
      <dl>
        ${shortcuts(strings, view).map(
          ({ keys, text }) =>
            html`<div>
              <dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
              <dd>${text}</dd>
            </div>`,
        )}
      </dl>
    </div>
  </dialog>`;
}

interface Shortcut {
  readonly keys: readonly string[];
  readonly text: string;
}

function shortcuts(strings: FlashcardStrings, view: StudyView): readonly Shortcut[] {
  const { keySpace: space, keyEnter: enter } = strings;
  return [
    { keys: [space], text: strings.revealNext },
    { keys: [enter, `⇧ ${space}`], text: strings.revealAll },
    { keys: [space, enter], text: strings.rateSuggested },
    { keys: ['1'], text: strings.again },
    { keys: ['2'], text: strings.hard },
    { keys: ['3'], text: strings.good },
    { keys: ['4'], text: strings.easy },
    { keys: ['↓', '↑', 'J', 'K'], text: strings.moveKey },
    { keys: ['X', space], text: strings.tickKey },
    { keys: ['W'], text: strings.saidKey },
    { keys: [`${COMMAND_KEY} ${enter}`], text: `${strings.reveal} / ${strings.compare}` },
    { keys: [strings.keyEscape], text: strings.leaveKey },
    { keys: ['P'], text: strings.toggleTimer },
    { keys: [enter], text: strings.openKey },
    { keys: [`${ALT_KEY} ${enter}`], text: strings.openFocusKey },
    { keys: [ACTION_KEYS.undo], text: strings.undo },
    { keys: [ACTION_KEYS.skip, 'N'], text: strings.skip },
    ...(canDo(view, 'tour') ? [{ keys: [ACTION_KEYS.tour], text: strings.tour }] : []),
    ...(canDo(view, 'run') ? [{ keys: [ACTION_KEYS.run], text: strings.run }] : []),
    ...(canDo(view, 'code') ? [{ keys: [ACTION_KEYS.code], text: strings.code }] : []),
    ...(canDo(view, 'changed') ? [{ keys: [ACTION_KEYS.changed], text: strings.changed }] : []),
    { keys: [ACTION_KEYS.flag], text: strings.flag },
    { keys: [ACTION_KEYS.bury], text: strings.bury },
    { keys: [ACTION_KEYS.suspend], text: view.card?.suspended === true ? strings.resumeCard : strings.suspend },
    { keys: [ACTION_KEYS.edit], text: strings.edit },
    { keys: ['?'], text: strings.shortcuts },
  ];
}

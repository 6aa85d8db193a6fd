import { html } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import arrowDown from '@vscode/codicons/src/icons/arrow-down.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import check from '@vscode/codicons/src/icons/check.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import exportIcon from '@vscode/codicons/src/icons/export.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import thumbsDown from '@vscode/codicons/src/icons/thumbsdown.svg';
import thumbsDownFilled from '@vscode/codicons/src/icons/thumbsdown-filled.svg';
import thumbsUp from '@vscode/codicons/src/icons/thumbsup.svg';
import thumbsUpFilled from '@vscode/codicons/src/icons/thumbsup-filled.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';

/** The codicons that are used, as pictures: a notebook's page does not load an extension's font. */
const ICONS = {
  'arrow-down': arrowDown,
  'arrow-up': arrowUp,
  check,
  'chevron-down': chevronDown,
  close,
  copy,
  error,
  export: exportIcon,
  info,
  'thumbs-down': thumbsDown,
  'thumbs-down-filled': thumbsDownFilled,
  'thumbs-up': thumbsUp,
  'thumbs-up-filled': thumbsUpFilled,
  warning,
} as const;

/** An icon beside a text that says the same: screen readers pass over it. The pictures are constants of the bundle. */
export function icon(name: keyof typeof ICONS): TemplateResult {
  return html`<span class="icon" aria-hidden="true">${unsafeHTML(ICONS[name])}</span>`;
}

import { html } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';

/** The codicons that are used, as characters of their font. */
const ICONS = {
  'arrow-down': '\uea9a',
  'arrow-up': '\ueaa1',
  check: '\ueab2',
  'chevron-down': '\ueab4',
  close: '\uea76',
  copy: '\uebcc',
  error: '\uea87',
  export: '\uebac',
  info: '\uea74',
  pass: '\ueba4',
  'thumbs-down': '\ueb6b',
  'thumbs-down-filled': '\uec13',
  'thumbs-up': '\ueb6c',
  'thumbs-up-filled': '\uec14',
  warning: '\uea6c',
} as const;

export type Icon = keyof typeof ICONS;

/** An icon beside a text that says the same: screen readers pass over it. */
export function icon(name: Icon): TemplateResult {
  return html`<span class="icon" aria-hidden="true">${ICONS[name]}</span>`;
}

/** A font cannot be declared inside a shadow tree; the page may have it already. */
export function loadIcons(address: string): void {
  for (const { family } of document.fonts) if (family.replace(/["']/g, '') === 'codicon') return;
  document.fonts.add(new FontFace('codicon', `url(${JSON.stringify(address)})`));
}

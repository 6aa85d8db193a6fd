import * as vscode from 'vscode';
import { SPOT_STRINGS } from '../protocol';
import type { SpotLanguage, SpotStrings } from '../protocol';

/** The result renderer's texts in the user's language. Placeholders go through as they stand: the renderer fills them in. */
export function spotLanguage(): SpotLanguage {
  const strings = Object.entries(SPOT_STRINGS).map(([name, text]) => [name, vscode.l10n.t(text)] as const);
  return { locale: vscode.env.language, strings: Object.fromEntries(strings) as SpotStrings };
}

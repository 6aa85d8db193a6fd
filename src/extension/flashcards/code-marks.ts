import * as vscode from 'vscode';
import type { RenderOptions } from '../../deck';
import { placesText } from '../code/follow';
import type { CardLink } from '../code/links';
import { targetText } from '../code/places';

/** How the card's text shows code: as links where they lead, everything else as it is. */
export function codeMarks(links: readonly CardLink[]): NonNullable<RenderOptions['codeLinks']> {
  const marks = new Map(links.map(({ key, found }) => [key, markOf(found)]));
  return (text) => marks.get(text) ?? false;
}

function markOf({ targets }: CardLink['found']) {
  const [target, other] = targets;
  if (target === undefined) {
    const title = vscode.l10n.t('Neither in the prototype nor in the workspace');
    return { broken: true, title, note: ` (${vscode.l10n.t('code not found')})` };
  }
  return { broken: false, title: other === undefined ? targetText(target) : placesText(targets.length) };
}

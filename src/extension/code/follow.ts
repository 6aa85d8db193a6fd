import * as vscode from 'vscode';
import { plain } from '../rounds/nodes';
import { uniqueLinks, type CardLink, type DeckCard } from './links';
import { iconOf, pickTarget, showTarget, symbolText, targetText, type Showing } from './places';
import type { CodeService } from './service';

/** Opens what a text of a card names; asks where it can mean several places, and says so where it means none. */
export async function followText(code: CodeService, card: DeckCard, text: string, showing: Showing): Promise<void> {
  const links = await code.resolve(card);
  const link = links.find(({ key }) => key === text);
  if (link === undefined) sayMissing(text);
  else await followLink(link, showing);
}

export async function followLink({ key, found }: CardLink, showing: Showing): Promise<void> {
  const [first, second] = found.targets;
  const target = second === undefined ? first : await pickTarget(key, found.targets);
  if (target !== undefined) await showTarget(target, showing);
  else if (first === undefined) sayMissing(key, found.suggestions[0]);
}

/**
 * Lets the user choose among the code that a card names, and opens it.
 * @param changed only these names are meant, for what they name has changed; a single one needs no choice
 */
export async function pickCode(
  code: CodeService,
  card: DeckCard,
  showing: Showing,
  changed?: readonly string[],
): Promise<void> {
  const links = uniqueLinks(await code.resolve(card)).filter(
    ({ key, found }) => found.targets.length > 0 && changed?.includes(key) !== false,
  );
  const [first, second] = links;
  if (changed !== undefined && first !== undefined && second === undefined) {
    await followLink(first, showing);
    return;
  }
  if (links.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Greenroom: this card names no code that can be opened.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick(
    links.map((link) => ({ ...describe(link), link })),
    {
      title: plain(card.card.question),
      placeHolder:
        changed === undefined
          ? vscode.l10n.t('Open which code?')
          : vscode.l10n.t('This has changed since your last review. Open which?'),
      matchOnDescription: true,
    },
  );
  if (chosen !== undefined) await followLink(chosen.link, showing);
}

function describe({ key, found }: CardLink): { label: string; description: string } {
  const [target, other] = found.targets;
  if (target === undefined) return { label: key, description: '' };
  if (other !== undefined) return { label: `$(list-selection) ${key}`, description: placesText(found.targets.length) };
  const same = symbolText(target) === undefined && target.line === 0 && target.file.path === key;
  return { label: `$(${iconOf(target).id}) ${key}`, description: same ? '' : targetText(target) };
}

export const placesText = (count: number): string => vscode.l10n.t('{0} places: choose one', count);

function sayMissing(text: string, similar?: string): void {
  const advice = similar === undefined ? '' : ` ${vscode.l10n.t('Did you mean “{0}”?', similar)}`;
  void vscode.window.showWarningMessage(
    vscode.l10n.t('Greenroom: “{0}” is neither in the deck’s prototype folders nor in the workspace.', text) + advice,
  );
}

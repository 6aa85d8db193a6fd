import * as vscode from 'vscode';
import type { Study } from '../cards/study';
import type { IndexedCard } from '../cards/card-index';
import type { FilterName } from './filter';
import { plain } from './nodes';

const filterNames = (): Record<FilterName, string> => ({
  due: vscode.l10n.t('Due now'),
  new: vscode.l10n.t('New'),
  flagged: vscode.l10n.t('Flagged'),
  suspended: vscode.l10n.t('Suspended'),
  leech: vscode.l10n.t('Leeches'),
});

/** What the tree says above its rows while it does not show everything. */
export function filterMessage(filters: ReadonlySet<FilterName>): string | undefined {
  if (filters.size === 0) return undefined;
  const names = filterNames();
  return vscode.l10n.t('Only cards that are: {0}', [...filters].map((name) => names[name]).join(', '));
}

/** Lets the user choose what the tree shows; undefined when they changed their mind. */
export async function pickFilter(current: ReadonlySet<FilterName>): Promise<Set<FilterName> | undefined> {
  const names = filterNames();
  const items = (Object.keys(names) as FilterName[]).map((name) => ({
    label: names[name],
    name,
    picked: current.has(name),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t('Show only cards that are…'),
  });
  return chosen === undefined ? undefined : new Set(chosen.map(({ name }) => name));
}

interface CardPick extends vscode.QuickPickItem {
  readonly card: IndexedCard;
}

/** Finds a card by its question, round or deck; answers stay covered. `reveal` is for the button that shows it in the tree. */
export async function searchCards(
  study: Study,
  reveal: (card: IndexedCard) => Promise<void>,
): Promise<IndexedCard | undefined> {
  const pick = vscode.window.createQuickPick<CardPick>();
  pick.placeholder = vscode.l10n.t('Search questions, rounds and decks');
  pick.matchOnDescription = true;
  pick.busy = true;
  const chosen = new Promise<IndexedCard | undefined>((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.card);
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item }) => {
      resolve(reveal(item.card).then(() => undefined));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
  });
  pick.show();
  try {
    const { index } = await study.open();
    const inTree = { iconPath: new vscode.ThemeIcon('list-tree'), tooltip: vscode.l10n.t('Show in Rounds') };
    pick.items = index.cards.map((card) => ({
      label: plain(card.card.question),
      description: [card.round.title, card.deck.deck.title].join(' · '),
      buttons: [inTree],
      card,
    }));
    if (index.cards.length === 0) pick.placeholder = vscode.l10n.t('There are no cards yet');
  } catch (error) {
    pick.hide();
    throw error;
  }
  pick.busy = false;
  return chosen;
}

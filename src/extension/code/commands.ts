import * as vscode from 'vscode';
import type { CommandHandler } from '../commands';
import type { IndexedCard } from '../cards/card-index';
import type { Study } from '../cards/study';
import type { CardOpener } from '../flashcards/opener';
import type { FlashcardPanel } from '../flashcards/panel';
import { plain, type CodeNode, type RoundsNode } from '../rounds/nodes';
import type { BackLinks, CodePlace } from './back-links';
import { followLink, pickCode } from './follow';
import { fileUri } from './places';
import type { CodeService } from './service';

interface Parts {
  readonly code: CodeService;
  readonly back: BackLinks;
  readonly study: Study;
  readonly panel: FlashcardPanel;
  readonly opener: CardOpener;
  readonly view: vscode.TreeView<RoundsNode>;
}

/** Commands between cards and code, in both directions. */
export function codeCommands(parts: Parts): Record<string, CommandHandler> {
  const { code, back, panel, view } = parts;
  return {
    /** From the Rounds view: the focus stays there, so that one can walk down the list. */
    'code.openLink': async (node?: CodeNode) => {
      const chosen = node ?? view.selection[0];
      if (chosen?.type === 'code') await followLink(chosen.link, { focus: false, column: panel.codeColumn });
    },
    'code.openOfCard': async (node?: RoundsNode) => {
      const card = cardOf(node) ?? (await currentCard(parts));
      if (card !== undefined) await pickCode(code, card, { focus: true, column: panel.codeColumn });
      else {
        void vscode.window.showInformationMessage(
          vscode.l10n.t(
            'Greenroom: open a flashcard, or put the cursor on a question of a deck, and its code can be opened.',
          ),
        );
      }
    },
    /** @param line of the linked place; @param number of the card, to open it without asking */
    'code.showCards': async (file?: string, line?: number, number?: number) => {
      const place = await findPlace(back, file, line);
      if (place === undefined) return;
      const cards = await back.cardsOf(place);
      const card =
        number === undefined ? await pickCard(cards, vscode.l10n.t('Study which card?'), parts) : cards[number];
      if (card !== undefined) await study(card, panel);
    },
    /** The tour of a card that links to this code, from its step here on. */
    'code.tour': async (file?: string, line?: number) => {
      const place = await findPlace(back, file, line);
      if (place === undefined) return;
      const card = await pickCard(await back.cardsOf(place), vscode.l10n.t('The tour of which card?'), parts);
      if (card === undefined) return;
      const here = new vscode.Location(fileUri(place.file), new vscode.Position(place.line, 0));
      await vscode.commands.executeCommand('greenroom.tour.play', { type: 'card', card } satisfies RoundsNode, here);
    },
  };
}

const cardOf = (node: RoundsNode | undefined): IndexedCard | undefined =>
  node?.type === 'card' || node?.type === 'code' ? node.card : undefined;

/** The card in front of the user: the question at the cursor of a deck, else the panel's, else the one chosen in the tree. */
async function currentCard({ study, panel, view }: Parts): Promise<IndexedCard | undefined> {
  const editor = vscode.window.activeTextEditor;
  const deck = editor === undefined ? undefined : study.library.get(editor.document.uri);
  if (editor !== undefined && deck !== undefined) {
    const { line } = editor.selection.active;
    const { index } = await study.open();
    const here = index.inDeck(deck).find(({ card: { range } }) => range.start.line <= line && line <= range.end.line);
    if (here !== undefined) return here;
  }
  return (await panel.current()) ?? cardOf(view.selection[0]);
}

/** The linked place that is given, else the one at the cursor; where there is none, that is said. */
async function findPlace(back: BackLinks, file?: string, line?: number): Promise<CodePlace | undefined> {
  const place = file === undefined || line === undefined ? await placeAtCursor(back) : await placeOf(back, file, line);
  if (place === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Greenroom: no card links to this code.'));
  }
  return place;
}

async function placeAtCursor(back: BackLinks): Promise<CodePlace | undefined> {
  const editor = vscode.window.activeTextEditor;
  return editor === undefined ? undefined : back.around(editor.document.uri, editor.selection.active.line);
}

async function placeOf(back: BackLinks, file: string, line: number): Promise<CodePlace | undefined> {
  const places = await back.inFile(vscode.Uri.parse(file));
  return places.find((place) => place.line === line);
}

/** One card needs no choice. */
async function pickCard(
  cards: readonly IndexedCard[],
  question: string,
  { opener }: Parts,
): Promise<IndexedCard | undefined> {
  const [first, second] = cards;
  if (second === undefined) return first;
  const source = { iconPath: new vscode.ThemeIcon('go-to-file'), tooltip: vscode.l10n.t('Open Source') };
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly card: IndexedCard }>();
  pick.title = vscode.l10n.t('{0} cards link to this code', cards.length);
  pick.placeholder = question;
  pick.matchOnDescription = true;
  pick.items = cards.map((card) => ({
    label: plain(card.card.question),
    description: [card.round.title, card.deck.deck.title].join(' · '),
    buttons: [source],
    card,
  }));
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.card);
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item }) => {
      pick.hide();
      void opener.openSource(item.card, vscode.ViewColumn.Active);
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

async function study({ card, study: { uid } }: IndexedCard, panel: FlashcardPanel): Promise<void> {
  await panel.open({ title: plain(card.question), scope: { type: 'card', uid }, mode: 'study' });
}

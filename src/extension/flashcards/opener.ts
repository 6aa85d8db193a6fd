import * as vscode from 'vscode';
import type { Range } from '../../deck';
import type { IndexedCard } from '../cards/card-index';

/** Opens what a card points at outside of code: its own source, links. */
export class CardOpener {
  async openSource({ deck, card }: IndexedCard, column = vscode.ViewColumn.Beside): Promise<void> {
    await vscode.window.showTextDocument(deck.source.uri, {
      selection: toRange(card.questionRange),
      viewColumn: column,
    });
  }

  /** Web and mail addresses only: a deck is somebody's text. */
  async openLink(href: string): Promise<void> {
    if (/^(https?|mailto):/i.test(href)) await vscode.env.openExternal(vscode.Uri.parse(href, true));
  }
}

export const toRange = ({ start, end }: Range): vscode.Range =>
  new vscode.Range(start.line, start.column, end.line, end.column);

import path from 'node:path';
import * as vscode from 'vscode';
import type { Range } from '../../deck';
import type { IndexedCard } from '../cards/card-index';

/** Opens what a card points at: its own source, code that it names, links. */
export class CardOpener {
  async openSource({ deck, card }: IndexedCard, column = vscode.ViewColumn.Beside): Promise<void> {
    await vscode.window.showTextDocument(deck.source.uri, {
      selection: toRange(card.questionRange),
      viewColumn: column,
    });
  }

  /** A path that an answer names, opened beside the panel: beside the deck, in its prototype folders, in the workspace. */
  async openCode({ deck }: IndexedCard, text: string, keepFocus: boolean): Promise<void> {
    const target = await this.find(deck.source.uri, deck.deck.meta.prototype, text);
    if (target === undefined) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('Greenroom: “{0}” is neither in the deck’s prototype folders nor in the workspace.', text),
      );
      return;
    }
    await vscode.window.showTextDocument(target, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: keepFocus });
  }

  /** Web and mail addresses only: a deck is somebody's text. */
  async openLink(href: string): Promise<void> {
    if (/^(https?|mailto):/i.test(href)) await vscode.env.openExternal(vscode.Uri.parse(href, true));
  }

  private async find(deck: vscode.Uri, folders: readonly string[], text: string): Promise<vscode.Uri | undefined> {
    const name = text.replace(/#.*$/, '');
    if (!/^[\w./ -]+\.\w+$/.test(name) || name.includes('..')) return undefined;
    for (const folder of ['.', ...folders.filter((each) => !each.startsWith('workspace:'))]) {
      const uri = vscode.Uri.joinPath(deck, '..', folder, name);
      if (await isFile(uri)) return uri;
    }
    const found = await vscode.workspace.findFiles(`**/${name}`, '**/node_modules/**', 2);
    return found.find(({ path: file }) => path.posix.basename(file) === path.posix.basename(name));
  }
}

export const toRange = ({ start, end }: Range): vscode.Range =>
  new vscode.Range(start.line, start.column, end.line, end.column);

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.File;
  } catch {
    return false;
  }
}

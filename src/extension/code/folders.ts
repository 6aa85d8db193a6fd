import path from 'node:path';
import * as vscode from 'vscode';
import type { LoadedDeck } from '../decks/library';
import { fileAt } from '../uris';

const WORKSPACE = 'workspace:';

export interface CodeFolders {
  /** Absolute folders that the deck names as its prototype. */
  readonly prototype: readonly string[];
  /** Absolute folders of the open workspace. */
  readonly workspace: readonly string[];
}

/** The folders that hold the code of a deck. Only folders on this machine's disk are looked into. */
export function codeFolders({ source, deck }: LoadedDeck): CodeFolders {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const workspace = folders.flatMap(({ uri }) => (uri.scheme === 'file' ? [uri.fsPath] : []));
  const home = path.dirname(source.uri.fsPath);
  const prototype = deck.meta.prototype.flatMap((folder) => {
    if (folder.startsWith(WORKSPACE)) {
      const inside = folder.slice(WORKSPACE.length);
      return workspace.map((root) => path.resolve(root, `./${inside}`));
    }
    return source.uri.scheme === 'file' ? [fileAt(path.resolve(home, folder)).fsPath] : [];
  });
  return { prototype, workspace };
}

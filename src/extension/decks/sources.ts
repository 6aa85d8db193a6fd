import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { exists, fileAt, isBelow } from '../uris';
import type { WatchPatterns } from './watcher';

export type DeckOrigin = 'shipped' | 'workspace' | 'folder' | 'studied';

export interface DeckSource {
  readonly uri: vscode.Uri;
  /** Stable name of the deck, the same on another machine where the layout is: what the review log knows it by. */
  readonly key: string;
  readonly origin: DeckOrigin;
}

const DECK_FILE = 'deck.md';
/** What no search for decks or models looks into. */
export const NOT_SEARCHED = '{**/node_modules/**,**/.git/**,**/.vscode-test/**,**/.venv/**}';
const NOT_DECKS = /\/(node_modules|\.git|\.vscode-test|\.venv)\//;
const STUDIED = 'greenroom.studiedFiles';

/** Where decks are: in the extension, in the workspace, in the user's folders, and files that were opened to be studied. */
export class DeckSources {
  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly memory: vscode.Memento,
  ) {}

  /** All decks, each once, in a fixed order: workspace, studied files, the user's folders, shipped. */
  async find(): Promise<DeckSource[]> {
    const found = await Promise.all([this.inWorkspace(), this.studied(), this.inFolders(), this.shipped()]);
    const unique = new Map<string, DeckSource>();
    for (const source of found.flat()) {
      if (!unique.has(source.uri.toString())) unique.set(source.uri.toString(), source);
    }
    return [...unique.values()];
  }

  /** Patterns to watch for decks that come and go. */
  watchPatterns(): WatchPatterns {
    const folders = deckFolders();
    const studied = this.studiedUris().map(
      (uri) => new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), path.posix.basename(uri.path)),
    );
    return {
      decks: [`**/${DECK_FILE}`, ...folders.map((folder) => new vscode.RelativePattern(folder, `**/${DECK_FILE}`)), ...studied],
      folders: ['**/*', ...folders.map((folder) => new vscode.RelativePattern(folder, '**/*'))],
    };
  }

  /** The decks in a folder that just came. */
  async inNewFolder(folder: vscode.Uri): Promise<DeckSource[]> {
    if (NOT_DECKS.test(`${folder.path}/`)) return [];
    const uris = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, `**/${DECK_FILE}`), NOT_SEARCHED);
    return sorted(uris).flatMap((uri) => this.sourceOf(uri) ?? []);
  }

  /** The source that a new file is; undefined for one that is no deck of this window. */
  sourceOf(uri: vscode.Uri): DeckSource | undefined {
    if (NOT_DECKS.test(uri.path)) return undefined;
    const isDeckFile = path.posix.basename(uri.path) === DECK_FILE;
    // In the order in which a search finds it.
    if (isDeckFile && vscode.workspace.getWorkspaceFolder(uri) !== undefined)
      return { uri, key: deckKey(uri), origin: 'workspace' };
    if (this.isStudied(uri)) return { uri, key: deckKey(uri), origin: 'studied' };
    const inFolder = isDeckFile && deckFolders().some((folder) => isBelow(uri, folder));
    return inFolder ? { uri, key: deckKey(uri), origin: 'folder' } : undefined;
  }

  /** Without reading anything: whether this file is, or would be, a deck of this window. */
  mayBeDeck(uri: vscode.Uri): boolean {
    return path.posix.basename(uri.path) === DECK_FILE || this.isStudied(uri);
  }

  async study(uri: vscode.Uri): Promise<void> {
    const files = this.studiedUris().map(String);
    if (!files.includes(uri.toString())) await this.memory.update(STUDIED, [...files, uri.toString()]);
    this.announceStudied();
  }

  /** Menus offer to stop studying only for files that are studied. */
  announceStudied(): void {
    const paths = this.studiedUris().map(({ fsPath }) => fsPath);
    void vscode.commands.executeCommand('setContext', 'greenroom.studiedPaths', paths);
  }

  async forget(uri: vscode.Uri): Promise<void> {
    await this.memory.update(
      STUDIED,
      this.studiedUris()
        .map(String)
        .filter((file) => file !== uri.toString()),
    );
    this.announceStudied();
  }

  private isStudied(uri: vscode.Uri): boolean {
    return this.studiedUris().some((studied) => studied.toString() === uri.toString());
  }

  private studiedUris(): vscode.Uri[] {
    return this.memory.get<string[]>(STUDIED, []).map((file) => vscode.Uri.parse(file));
  }

  private async inWorkspace(): Promise<DeckSource[]> {
    const uris = await vscode.workspace.findFiles(`**/${DECK_FILE}`, NOT_SEARCHED);
    return sorted(uris).map((uri) => ({ uri, key: deckKey(uri), origin: 'workspace' as const }));
  }

  private async studied(): Promise<DeckSource[]> {
    const there = await Promise.all(this.studiedUris().map(async (uri) => ((await exists(uri)) ? [uri] : [])));
    return there.flat().map((uri) => ({ uri, key: deckKey(uri), origin: 'studied' as const }));
  }

  private async inFolders(): Promise<DeckSource[]> {
    const uris = await Promise.all(
      deckFolders().map((folder) => vscode.workspace.findFiles(new vscode.RelativePattern(folder, `**/${DECK_FILE}`), NOT_SEARCHED)),
    );
    return sorted(uris.flat()).map((uri) => ({ uri, key: deckKey(uri), origin: 'folder' as const }));
  }

  private async shipped(): Promise<DeckSource[]> {
    if (!vscode.workspace.getConfiguration('greenroom').get<boolean>('decks.shipped', true)) return [];
    const home = vscode.Uri.joinPath(this.extensionUri, 'decks');
    const folders = await vscode.workspace.fs.readDirectory(home);
    const decks: DeckSource[] = [];
    for (const [name, type] of folders) {
      const uri = vscode.Uri.joinPath(home, name, DECK_FILE);
      if (type === vscode.FileType.Directory && (await exists(uri))) {
        decks.push({ uri, key: `shipped/${name}`, origin: 'shipped' });
      }
    }
    return decks;
  }
}

/** The folders of `greenroom.decks.folders`; in an untrusted workspace VS Code itself leaves out what that workspace set. */
function deckFolders(): vscode.Uri[] {
  const folders = vscode.workspace.getConfiguration('greenroom').get<string[]>('decks.folders', []);
  return folders.filter((folder) => folder.trim() !== '').map((folder) => resolveFolder(folder.trim()));
}

/** `~` is the home folder; a relative path starts at the first workspace folder. */
export function resolveFolder(folder: string): vscode.Uri {
  if (folder === '~' || /^~[\\/]/.test(folder)) return fileAt(path.join(os.homedir(), folder.slice(1)));
  const base = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (path.isAbsolute(folder) || base === undefined) return fileAt(path.resolve(folder));
  return vscode.Uri.joinPath(base, folder.replaceAll('\\', '/'));
}

function deckKey(uri: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder !== undefined) return `${folder.name}/${path.posix.relative(folder.uri.path, uri.path)}`;
  const home = fileAt(os.homedir()).path;
  return uri.path.startsWith(`${home}/`) ? `~${uri.path.slice(home.length)}` : uri.path;
}

/** As people count: `d2` before `d10`. */
export const comparePaths = new Intl.Collator('en', { numeric: true }).compare;

function sorted(uris: readonly vscode.Uri[]): vscode.Uri[] {
  return [...uris].sort((a, b) => comparePaths(a.path, b.path));
}

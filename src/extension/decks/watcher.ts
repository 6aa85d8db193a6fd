import path from 'node:path';
import * as vscode from 'vscode';

export interface DeckEvents {
  appeared(uri: vscode.Uri): void;
  changed(uri: vscode.Uri): void;
  /** A deck, or a folder that may have held some. */
  gone(uri: vscode.Uri): void;
  /** A folder came whole, as after a checkout: the editor does not name the files in it. */
  folderAppeared(uri: vscode.Uri): void;
}

export interface WatchPatterns {
  readonly decks: readonly vscode.GlobPattern[];
  readonly folders: readonly vscode.GlobPattern[];
}

/** Tells of decks that come, change and go on disk. */
export class DeckWatcher implements vscode.Disposable {
  private watchers: vscode.Disposable[] = [];
  private watched = '';

  constructor(private readonly events: DeckEvents) {}

  /** Watchers are made anew only for other patterns: between two of them, an event would be lost. */
  watch(patterns: WatchPatterns): void {
    const key = JSON.stringify(patterns);
    if (key === this.watched) return;
    this.watched = key;
    this.dispose();
    this.watchers = [...patterns.decks.map((pattern) => this.decks(pattern)), ...patterns.folders.map((pattern) => this.folders(pattern))];
  }

  dispose(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = [];
  }

  private decks(pattern: vscode.GlobPattern): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidCreate((uri) => {
      this.events.appeared(uri);
    });
    watcher.onDidChange((uri) => {
      this.events.changed(uri);
    });
    watcher.onDidDelete((uri) => {
      this.events.gone(uri);
    });
    return watcher;
  }

  private folders(pattern: vscode.GlobPattern): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, true, false);
    watcher.onDidCreate((uri) => {
      if (mayBeFolder(uri)) this.events.folderAppeared(uri);
    });
    watcher.onDidDelete((uri) => {
      if (mayBeFolder(uri)) this.events.gone(uri);
    });
    return watcher;
  }
}

/** Files come by the thousand and nearly always have an extension; asking the disk about each would cost too much. */
const mayBeFolder = (uri: vscode.Uri): boolean => path.posix.extname(uri.path) === '';

import path from 'node:path';
import * as vscode from 'vscode';

const SETTLED_MS = 200;
const DATA = /\.(csv|tsv|parquet|json|jsonl|ndjson|sql)(\.gz)?$/i;

/** Tells, once things are quiet, that a file which a model stands on has changed: the model, its policy or its data. */
export class PlaceWatcher implements vscode.Disposable {
  private readonly watchers: vscode.FileSystemWatcher[] = [];
  private readonly watched = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    folder: vscode.Uri,
    private readonly changed: () => void,
  ) {
    this.watch(folder, '**/*', (uri) => isSource(folder, uri));
  }

  /** Files elsewhere that the model names. */
  alsoWatch(files: readonly string[]): void {
    for (const file of files) {
      if (this.watched.has(file)) continue;
      this.watched.add(file);
      this.watch(vscode.Uri.file(path.dirname(file)), path.basename(file), () => true);
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const watcher of this.watchers) watcher.dispose();
  }

  private watch(folder: vscode.Uri, pattern: string, concerns: (uri: vscode.Uri) => boolean): void {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern));
    const tell = (uri: vscode.Uri) => {
      if (!concerns(uri)) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(this.changed, SETTLED_MS);
    };
    watcher.onDidChange(tell);
    watcher.onDidCreate(tell);
    watcher.onDidDelete(tell);
    this.watchers.push(watcher);
  }
}

function isSource(folder: vscode.Uri, uri: vscode.Uri): boolean {
  const name = path.posix.relative(folder.path, uri.path);
  return name === 'model.yaml' || name === 'policy.yaml' || DATA.test(name);
}

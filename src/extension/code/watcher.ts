import path from 'node:path';
import * as vscode from 'vscode';
import type { OpenCodeIndex } from '../../tour';

const TOGETHER_MS = 50;
/** From here on, as after a checkout, looking through the folder once costs less. */
const MANY = 200;
const NOT_CODE = /[\\/](\.git|node_modules|__pycache__|\.venv)([\\/]|$)/;

/** Tells an index what happens to the files of its folder: on disk, and at once when this window does it. */
export class FolderWatcher implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private readonly touched = new Set<string>();
  /** Endings of files that were edited here. */
  private readonly edited = new Set<string>();
  private later: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: string,
    private readonly index: OpenCodeIndex,
    private readonly onError: (error: unknown) => void,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(root), '**/*'));
    const note = ({ fsPath }: vscode.Uri) => {
      this.note(fsPath);
    };
    const inside = (uri: vscode.Uri) => {
      if (this.has(uri)) note(uri);
    };
    this.subscriptions = [
      watcher,
      watcher.onDidCreate(note),
      watcher.onDidChange(note),
      watcher.onDidDelete(note),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.isDirty) this.expect(document.uri);
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        inside(uri);
      }),
      vscode.workspace.onDidCreateFiles(({ files }) => {
        files.forEach(inside);
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        files.forEach(inside);
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        files.flatMap(({ oldUri, newUri }) => [oldUri, newUri]).forEach(inside);
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.later);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private has({ scheme, fsPath }: vscode.Uri): boolean {
    return scheme === 'file' && fsPath.startsWith(`${this.root}${path.sep}`);
  }

  /** What is being edited will be saved: by then its language is loaded. */
  private expect(uri: vscode.Uri): void {
    const ending = path.extname(uri.fsPath);
    if (this.edited.has(ending) || !this.has(uri)) return;
    this.edited.add(ending);
    this.index.prepare(uri.fsPath).catch(this.onError);
  }

  private note(file: string): void {
    if (NOT_CODE.test(file)) return;
    this.touched.add(file);
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      this.bring().catch(this.onError);
    }, TOGETHER_MS);
  }

  /** A file that is gone is taken out by `update` as well. */
  private async bring(): Promise<void> {
    const files = [...this.touched];
    this.touched.clear();
    if (files.length > MANY) await this.index.rescan();
    else await Promise.all(files.map((file) => this.index.update(file)));
  }
}

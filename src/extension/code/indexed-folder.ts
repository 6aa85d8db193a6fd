import path from 'node:path';
import * as vscode from 'vscode';
import type { CodeIndex, IndexProgress, OpenCodeIndex } from '../../tour';
import { FolderWatcher } from './watcher';

const LONG_MS = 2000;

/** The symbol index of one folder in this window: read on first use, then kept in step with the disk. */
export class IndexedFolder implements vscode.Disposable {
  private handle: OpenCodeIndex | undefined;
  private opening: Promise<void> | undefined;
  private watcher: FolderWatcher | undefined;
  private state: 'unread' | 'read' | 'stopped' | 'unreadable' = 'unread';
  private readonly stop = new AbortController();
  private disposed = false;

  /** @param onChange told when the folder was read, and of every change after that */
  constructor(
    private readonly root: string,
    private readonly cache: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly onChange: () => void,
  ) {}

  /** Undefined until the folder was read: a half-read one would give wrong answers. */
  get index(): CodeIndex | undefined {
    return this.state === 'read' || this.state === 'stopped' ? this.handle?.index : undefined;
  }

  /** What is not in the index is not there. */
  get settled(): boolean {
    return this.state === 'read' || this.state === 'unreadable';
  }

  /** Reads the folder on first use; resolves when that has ended, however it did. */
  open(): Promise<void> {
    return (this.opening ??= this.openNow());
  }

  dispose(): void {
    this.disposed = true;
    this.stop.abort(new Error('The folder is no longer needed.'));
    this.watcher?.dispose();
    void this.handle?.close();
  }

  /** A prototype is a few files, a workspace may be many: these are read on another thread. */
  private get isWorkspace(): boolean {
    return vscode.workspace.workspaceFolders?.some(({ uri }) => uri.fsPath === this.root) === true;
  }

  private async openNow(): Promise<void> {
    const { openCodeIndex } = await import('../../tour');
    const progress = new LongProgress(this.root, this.stop);
    const handle = openCodeIndex({
      root: this.root,
      exclude: excluded(),
      cache: this.cache.fsPath,
      threads: this.isWorkspace ? 1 : 0,
      signal: this.stop.signal,
      log: (message) => {
        this.log.info(message);
      },
      onProgress: (now) => {
        progress.show(now);
      },
    });
    this.handle = handle;
    try {
      await handle.ready;
      this.state = 'read';
    } catch (error) {
      this.state = this.stop.signal.aborted ? 'stopped' : 'unreadable';
      if (!this.disposed) this.log.warn(`${this.root}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      progress.end();
    }
    if (this.disposed) {
      // It may have begun after everything else was closed.
      await handle.close();
      return;
    }
    this.watcher = new FolderWatcher(this.root, handle, (error) => {
      this.log.warn(`${this.root}: ${error instanceof Error ? error.message : String(error)}`);
    });
    handle.onDidChange(() => {
      this.onChange();
    });
    this.onChange();
  }
}

/** The globs of `files.exclude` that are switched on. */
function excluded(): string[] {
  const globs = vscode.workspace.getConfiguration('files').get<Record<string, unknown>>('exclude', {});
  return Object.entries(globs).flatMap(([glob, on]) => (on === true ? [glob] : []));
}

/** A notification for what takes long, with a way to stop it. */
class LongProgress {
  private ended = false;
  private finish: () => void = () => undefined;
  private report: (now: IndexProgress) => void = () => undefined;
  private readonly timer: ReturnType<typeof setTimeout>;

  constructor(root: string, stop: AbortController) {
    this.timer = setTimeout(() => {
      this.open(root, stop);
    }, LONG_MS);
  }

  show(now: IndexProgress): void {
    this.report(now);
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.finish();
  }

  private open(root: string, stop: AbortController): void {
    if (this.ended) return;
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Greenroom reads the code in {0}', path.basename(root)),
      cancellable: true,
    };
    void vscode.window.withProgress(options, (progress, token) => {
      token.onCancellationRequested(() => {
        stop.abort(new Error('Stopped by the user: links into code that was not read stay plain text.'));
      });
      this.report = ({ done, found }) => {
        progress.report({ message: vscode.l10n.t('{0} of {1} files', done, found) });
      };
      return new Promise<void>((resolve) => {
        this.finish = resolve;
      });
    });
  }
}

import { createHash } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ProgressApi, StudyProblem } from '../../study';
import { resolveFolder } from '../decks/sources';
import { progressFolder, studySettings } from '../settings';

/** An open log, and what brings in what others write to it. */
interface Opened {
  readonly progress: ProgressApi;
  readonly watcher: vscode.Disposable;
}

/** The review log of this window: opened on first use, reopened when its folder or the study settings change. */
export class ProgressService implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** After a rating here, in another window or on another device, and after a change of settings. */
  readonly onDidChange = this.changed.event;

  private opening: Promise<Opened> | undefined;
  private readonly reported = new Set<string>();

  constructor(
    private readonly storage: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Where the logs are. */
  get folder(): vscode.Uri {
    const chosen = progressFolder();
    const folder = chosen === '' ? undefined : resolveFolder(chosen);
    // Below a workspace that is not on this machine's disk there is nothing to write to.
    return folder?.scheme === 'file' ? folder : vscode.Uri.joinPath(this.storage, 'progress');
  }

  get backupFolder(): vscode.Uri {
    return vscode.Uri.joinPath(this.storage, 'backups', this.folderId);
  }

  async open(): Promise<ProgressApi> {
    const opening = (this.opening ??= this.openNow());
    try {
      return (await opening).progress;
    } catch (error) {
      // Whoever asked is told; the next one tries again.
      if (this.opening === opening) this.opening = undefined;
      throw error;
    }
  }

  /** Takes in what other windows and devices wrote; does nothing before the first use. */
  async refresh(): Promise<void> {
    if (this.opening === undefined) return;
    const progress = await this.open();
    await progress.refresh();
  }

  /** After the settings changed: closes the log and opens it anew, when it was open. */
  async reopen(): Promise<void> {
    if (this.opening === undefined) return;
    await this.close();
    await this.open();
    this.changed.fire();
  }

  /** Resolves when what the disk did not take is kept for the next start. */
  async close(): Promise<void> {
    const opening = this.opening;
    this.opening = undefined;
    // What could not be opened has nothing to close, and was told to whoever asked for it.
    const open = await opening?.catch(() => undefined);
    open?.watcher.dispose();
    await open?.progress.close();
  }

  dispose(): void {
    void this.close();
    this.changed.dispose();
  }

  /** Cache and backups of different progress folders must not mix. */
  private get folderId(): string {
    return createHash('sha256').update(this.folder.toString()).digest('hex').slice(0, 12);
  }

  private async openNow(): Promise<Opened> {
    const { Progress } = await import('../../study');
    const progress = await Progress.open({
      folder: this.folder.fsPath,
      cacheFolder: vscode.Uri.joinPath(this.storage, 'cache', this.folderId).fsPath,
      backupFolder: this.backupFolder.fsPath,
      device: deviceName(),
      settings: studySettings(),
    });
    progress.onChange(() => {
      this.changed.fire();
      this.report(progress.problems);
    });
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(this.folder, '*.jsonl'));
    const look = () => {
      progress.refresh().catch((error: unknown) => {
        this.log.error(error instanceof Error ? error : String(error));
      });
    };
    watcher.onDidCreate(look);
    watcher.onDidChange(look);
    this.report(progress.problems);
    return { progress, watcher };
  }

  /** Each problem once: the log has the lines, the user the worst one and a way there. */
  private report(problems: readonly StudyProblem[]): void {
    const fresh = problems.filter((problem) => !this.reported.has(this.where(problem)));
    for (const problem of fresh) {
      this.reported.add(this.where(problem));
      this.log.warn(this.where(problem));
    }
    const worst =
      fresh.find(({ severity }) => severity === 'error') ?? fresh.find(({ severity }) => severity === 'warning');
    if (worst === undefined) return;
    const openFile = vscode.l10n.t('Open File');
    const showLog = vscode.l10n.t('Show Log');
    const actions = worst.file === undefined ? [showLog] : [openFile, showLog];
    const file = worst.file === undefined ? '' : `${path.basename(worst.file)}: `;
    void vscode.window.showWarningMessage(`Greenroom: ${file}${worst.message}`, ...actions).then((chosen) => {
      if (chosen === showLog) this.log.show();
      if (chosen === openFile && worst.file !== undefined) void openAt(worst.file, worst.line ?? 1);
    });
  }

  private where({ message, file, line }: StudyProblem): string {
    return file === undefined ? message : `${file}:${line ?? 1}: ${message}`;
  }
}

/** Stable on this machine, telling nothing about it or its user: the log may be in a public repository. */
function deviceName(): string {
  return `device-${createHash('sha256').update(vscode.env.machineId).digest('hex').slice(0, 8)}`;
}

async function openAt(file: string, line: number): Promise<void> {
  const position = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(path.resolve(file)), {
    selection: new vscode.Range(position, position),
  });
}

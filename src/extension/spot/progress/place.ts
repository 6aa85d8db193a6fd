import * as vscode from 'vscode';
import type { Study } from '../../cards/study';
import type { SpotPlace } from '../service/place';

/** The name under which notebooks ask here; no file is called so. */
const ID = 'greenroom:progress';

/**
 * The user's own progress as a place of Spot. Its tables are written from the review log when somebody asks and
 * something has changed since; the log is only read, and the files stay on this machine.
 */
export class ProgressPlace implements vscode.Disposable {
  readonly place: SpotPlace;
  private readonly subscription: vscode.Disposable;
  private writing: Promise<void> | undefined;
  private stale = true;
  private version = 0;
  /** The study day of the tables, YYYY-MM-DD. */
  private day: string | undefined;

  /** @param storage where the tables go; a window's own, because windows have different decks. */
  constructor(
    extensionUri: vscode.Uri,
    private readonly storage: vscode.Uri,
    private readonly study: Study,
  ) {
    const folder = vscode.Uri.joinPath(extensionUri, 'media', 'progress');
    this.place = {
      id: ID,
      title: vscode.l10n.t('Your progress'),
      note: vscode.l10n.t('what you rated and where each card stands'),
      model: vscode.Uri.joinPath(folder, 'model.yaml'),
      folder,
      live: {
        refresh: () => this.refresh(),
        today: () => this.day,
        parameters: { folder: this.tables.fsPath },
      },
    };
    this.subscription = study.onDidChange(() => {
      this.stale = true;
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private get tables(): vscode.Uri {
    return vscode.Uri.joinPath(this.storage, 'spot', 'progress');
  }

  /** Those who ask while the tables are being written wait for the same ones. */
  private async refresh(): Promise<number> {
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
    await this.writing;
    return this.version;
  }

  private async write(): Promise<void> {
    const { progress } = await this.study.open();
    // What another window has written since.
    if (await progress.refresh()) this.stale = true;
    const { writeTables, studyDay } = await import('./tables');
    const day = studyDay(progress);
    if (!this.stale && this.day === day) return;
    this.stale = false;
    try {
      const { index } = await this.study.open();
      await writeTables(this.tables.fsPath, index, progress);
      this.day = day;
      this.version += 1;
    } catch (error) {
      this.stale = true;
      throw error;
    }
  }
}

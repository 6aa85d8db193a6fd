import * as vscode from 'vscode';

/** What is over before needs no notice; and a notice that turns takes time from what it tells of. */
const PATIENCE_MS = 1000;

/** Progress in the status bar of work that takes long, and none of work that does not. */
export class LateProgress {
  private message: string | undefined;
  private shown: vscode.Progress<{ message: string }> | undefined;

  constructor(private readonly title: string) {}

  async of<T>(work: Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      const options = { location: vscode.ProgressLocation.Window, title: this.title };
      void vscode.window.withProgress(options, (progress) => {
        this.shown = progress;
        if (this.message !== undefined) progress.report({ message: this.message });
        // Whoever does the work hears how it ends.
        return work.then(
          () => undefined,
          () => undefined,
        );
      });
    }, PATIENCE_MS);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  }

  report(message: string): void {
    this.message = message;
    this.shown?.report({ message });
  }
}

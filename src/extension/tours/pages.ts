import * as vscode from 'vscode';
import type { Tour, TourStep } from '../../tour';

/** A page for steps that stand at no line: an introduction, a directory, a file that is gone. */
export class TourPages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  static readonly scheme = 'greenroom-tour';
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(TourPages.scheme, this);

  page({ title }: Tour, step: TourStep, at: number): vscode.Uri {
    const name = `${title.replace(/[\\/?#]+/g, ' ')} ${String(at + 1)}.txt`;
    const uri = vscode.Uri.from({ scheme: TourPages.scheme, path: `/${name}` });
    this.texts.set(uri.toString(), [step.title ?? title, step.file ?? step.directory ?? ''].join('\n').trim() + '\n');
    this.changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}

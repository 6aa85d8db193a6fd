import path from 'node:path';
import * as vscode from 'vscode';
import type { ModelDiagnostic } from '../../../spot';
import type { SpotPlace } from './place';

/** A place whose files or data cannot be used: every reason, each at its line. */
export class SpotFailure extends Error {
  constructor(
    readonly place: SpotPlace,
    readonly problems: readonly ModelDiagnostic[],
  ) {
    super(problems.map(describeProblem).join('\n'));
    this.name = 'SpotFailure';
  }
}

/** Spot runs nothing that came with a workspace which the user does not trust. */
export class UntrustedError extends Error {
  constructor() {
    super(vscode.l10n.t('Spot runs the SQL of this workspace’s model, so it waits until you trust the workspace.'));
    this.name = 'UntrustedError';
  }
}

/** `model.yaml:12:3: …` */
export function describeProblem({ file, span, message }: ModelDiagnostic): string {
  return `${path.basename(file)}:${span.line}:${span.column}: ${message.replace(/\s+/g, ' ').trim()}`;
}

/** Opens the file at what is wrong with it. */
export async function openProblem({ file, span }: ModelDiagnostic): Promise<void> {
  const start = new vscode.Position(Math.max(0, span.line - 1), Math.max(0, span.column - 1));
  const end = new vscode.Position(Math.max(0, span.endLine - 1), Math.max(0, span.endColumn - 1));
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(start, end) });
}

/** Shows why Spot cannot be asked, with the next step as a button; false for another kind of error. */
export async function showFailure(error: unknown): Promise<boolean> {
  if (error instanceof UntrustedError) {
    const manage = vscode.l10n.t('Manage Workspace Trust');
    const chosen = await vscode.window.showWarningMessage(error.message, manage);
    if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return true;
  }
  if (!(error instanceof SpotFailure)) return false;
  const [first] = error.problems;
  if (first === undefined) return false;
  const open = vscode.l10n.t('Open {0}', path.basename(first.file));
  const more = error.problems.length - 1;
  const rest = more === 0 ? '' : ` ${vscode.l10n.t('({0} more)', more)}`;
  if ((await vscode.window.showErrorMessage(`Spot: ${describeProblem(first)}${rest}`, open)) === open) {
    await openProblem(first);
  }
  return true;
}

import * as vscode from 'vscode';

/** A command's work. It may throw: the message is shown with a way to the log. */
export type CommandHandler = (...args: never[]) => unknown;

/** Registers a table of commands (ids without `greenroom.`); a failing one tells the user what happened. */
export function registerCommands(
  table: Readonly<Record<string, CommandHandler>>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const registered = Object.entries(table).map(([id, handler]) =>
    vscode.commands.registerCommand(`greenroom.${id}`, async (...args: unknown[]) => {
      try {
        return await (handler as (...args: unknown[]) => unknown)(...args);
      } catch (error) {
        reportError(error, log);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

/** Shows an error with a way to the log, and writes it there whole. */
export function reportError(error: unknown, log: vscode.LogOutputChannel): void {
  log.error(error instanceof Error ? error : String(error));
  const message = error instanceof Error ? error.message : String(error);
  const showLog = vscode.l10n.t('Show Log');
  void vscode.window.showErrorMessage(`Greenroom: ${message}`, showLog).then((chosen) => {
    if (chosen === showLog) log.show();
  });
}

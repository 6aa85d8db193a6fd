import * as vscode from 'vscode';
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const { parse } = await import('./probe');
  context.subscriptions.push(vscode.window.setStatusBarMessage('probe ' + parse()));
  console.log('PROBE ACTIVATED ' + parse());
}

import * as vscode from 'vscode';
import type { TestHandles } from '../../src/extension/extension';

export async function greenroom(): Promise<TestHandles> {
  const extension = vscode.extensions.getExtension<TestHandles>('greenroom.greenroom');
  if (extension === undefined) throw new Error('The extension is not installed in this VS Code.');
  return extension.activate();
}

export function workspaceUri(...segments: string[]): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) throw new Error('The tests need a workspace folder.');
  return vscode.Uri.joinPath(folder, ...segments);
}

export async function write(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

/** Asks until the answer is there: what a user sees "at once" takes a moment in another process. */
export async function eventually<T>(ask: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited in vain for: ${what}`);
}

/** Ten seconds of patience for something that must become true. */
export const eventuallyTrue = (ask: () => boolean | Promise<boolean>, what: string): Promise<true> =>
  eventually(async () => ((await ask()) ? true : undefined), what);

import * as vscode from 'vscode';

/** A file on this machine's disk. A Windows drive has the letter that the editor itself writes, however it was given. */
export const fileAt = (file: string): vscode.Uri => vscode.Uri.file(vscode.Uri.file(file).fsPath);

/** Whether something lies below a folder. Drive letters are the same in either case, and an address has only one. */
export function isBelow(uri: vscode.Uri, folder: vscode.Uri): boolean {
  const home = folder.toString();
  return uri.toString().startsWith(home.endsWith('/') ? home : `${home}/`);
}

/** Whether there is a file or folder of this address. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

const LONGEST_NAME = 60;
/** What Windows takes for a device, whatever ending follows. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A title as a name that every file system takes: letters and digits of any script, joined by hyphens.
 * @param kind stands for a title without any, and goes before one that is no name
 */
export function fileName(title: string, kind: string): string {
  const words =
    title
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const name = Array.from(words.join('-')).slice(0, LONGEST_NAME).join('').replace(/-$/, '');
  if (name === '') return kind;
  return DEVICE.test(name) ? `${kind}-${name}` : name;
}

import path from 'node:path';
import * as vscode from 'vscode';
import type { CodeIndex, TourFolder } from '../../tour';

/** A folder of code as it is in the editor: unsaved text counts before the disk's. */
export async function tourFolder(root: string, index?: CodeIndex): Promise<TourFolder> {
  const { folderWorld } = await import('../../tour');
  const disk = folderWorld(root);
  return {
    root,
    world: {
      ...disk,
      read: async (file) => openText(path.resolve(root, file)) ?? disk.read(file),
      // An index knows what is saved; where that is not what is shown, definitions are told from the text.
      symbolsIn: (file) => (openText(path.resolve(root, file)) === undefined ? index?.symbolsIn(file) : undefined),
    },
  };
}

function openText(file: string): string | undefined {
  const uri = vscode.Uri.file(file);
  return vscode.workspace.textDocuments
    .find((each) => !each.isClosed && each.uri.toString() === uri.toString())
    ?.getText();
}

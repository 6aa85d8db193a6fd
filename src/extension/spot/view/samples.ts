import path from 'node:path';
import * as vscode from 'vscode';
import { NOT_SEARCHED } from '../../decks/sources';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import type { PlaceContents } from './contents';

/** A question that somebody has written down already. */
export interface Sample {
  readonly text: string;
  /** The notebook's cell that holds it; else it is one of the golden suite's. */
  readonly cell?: { readonly notebook: vscode.Uri; readonly index: number };
  readonly sql: boolean;
  /** Where it comes from, for people. */
  readonly from: string;
}

/** Notebooks of the workspace that are looked into, at most. */
const MOST_NOTEBOOKS = 100;
const CORE = 'core';

/** The questions of the notebooks that ask at a place, then the golden suite's that are tagged `core`. */
export async function samplesOf(spot: SpotService, contents: PlaceContents, place: SpotPlace): Promise<Sample[]> {
  const notebooks = await Promise.all((await notebooksOf(spot, place)).map(readNotebook));
  const cases = (await contents.suiteOf(place))?.cases ?? [];
  const known = new Set(notebooks.flat().map(({ text }) => text));
  const golden = cases.filter(
    ({ ask, tags, follow, expect }) =>
      tags.includes(CORE) && follow.length === 0 && expect.kind !== 'refused' && !known.has(ask),
  );
  const asks = [...new Set(golden.map(({ ask }) => ask))];
  return [...notebooks.flat(), ...asks.map((text) => ({ text, sql: false, from: 'golden.yaml' }))];
}

/** Those beside the model, and those of the workspace that name it or lie around it. */
async function notebooksOf({ finder }: SpotService, place: SpotPlace): Promise<vscode.Uri[]> {
  const names = await vscode.workspace.fs.readDirectory(place.folder);
  const beside = names
    .map(([name]) => name)
    .filter((name) => name.endsWith('.spot'))
    .sort()
    .map((name) => vscode.Uri.joinPath(place.folder, name));
  const found = await vscode.workspace.findFiles('**/*.spot', NOT_SEARCHED, MOST_NOTEBOOKS);
  const others = found.filter(({ path: one }) => !beside.some((uri) => uri.path === one));
  const { parseNotebook } = await import('../../../spot');
  const asking = await Promise.all(
    others.map(async (uri) => {
      const { model } = parseNotebook(await textOf(uri)).settings;
      const folder = vscode.Uri.joinPath(uri, '..');
      const at = await (model === undefined ? finder.around(uri) : finder.named(model, folder));
      return at?.id === place.id ? [uri] : [];
    }),
  );
  // A notebook beside this model may ask at another one; whoever runs it sees that.
  return [...beside, ...asking.flat().sort((a, b) => (a.path < b.path ? -1 : 1))];
}

async function readNotebook(uri: vscode.Uri): Promise<Sample[]> {
  const { parseNotebook } = await import('../../../spot');
  const { cells } = parseNotebook(await textOf(uri));
  return cells.flatMap(({ kind, text }, index) => {
    if ((kind !== 'spot' && kind !== 'sql') || text.trim() === '') return [];
    const from = path.posix.basename(uri.path);
    return [{ text: text.trim(), sql: kind === 'sql', from, cell: { notebook: uri, index } }];
  });
}

/** A file that cannot be read has no questions. */
async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return '';
  }
}

import * as vscode from 'vscode';
import type { SpotNotebookCell, SpotText } from '../../../spot';
import { NOT_SEARCHED } from '../../decks/sources';
import { isSpotNotebook, QUESTION_LANGUAGE } from '../notebook/serializer';
import type { SpotService } from '../service/service';
import { textOf } from './place-files';

const MOST_FILES = 500;

/** A file of a place, and where in the editor a part of its text is. */
export interface PlacedText extends SpotText {
  readonly locate: (start: number, end: number) => vscode.Location;
}

/** All files of a place that name things of its model: itself, policy, suite, notebooks, files of questions. */
export async function textsAround(model: vscode.Uri, spot: SpotService): Promise<PlacedText[]> {
  const folder = vscode.Uri.joinPath(model, '..');
  const pattern = new vscode.RelativePattern(folder, '**/*.{spot,spotql}');
  const [asking, nested] = await Promise.all([
    vscode.workspace.findFiles(pattern, NOT_SEARCHED, MOST_FILES),
    vscode.workspace.findFiles(new vscode.RelativePattern(folder, '*/**/model.yaml'), NOT_SEARCHED),
  ]);
  // What lies beside another model asks that one.
  const others = nested.map(({ path }) => path.slice(0, -'model.yaml'.length));
  const own = asking.filter(({ path }) => !others.some((other) => path.startsWith(other)));
  const beside = (name: string) => vscode.Uri.joinPath(folder, name);
  const texts = await Promise.all([
    read(model, 'model'),
    read(beside('policy.yaml'), 'policy'),
    read(beside('golden.yaml'), 'suite'),
    ...own.map((uri) => (uri.path.endsWith('.spot') ? notebookAt(uri, model, spot) : read(uri, 'questions'))),
  ]);
  return texts.flatMap((text) => text ?? []);
}

async function read(uri: vscode.Uri, kind: SpotText['kind']): Promise<PlacedText | undefined> {
  const text = await textOf(uri);
  return text === undefined ? undefined : { file: uri.toString(), kind, text, locate: locator(uri, text) };
}

/** A notebook as its editor has it, else its file; undefined where it asks at another model. */
async function notebookAt(uri: vscode.Uri, model: vscode.Uri, spot: SpotService): Promise<PlacedText | undefined> {
  const { parseNotebook } = await import('../../../spot');
  const file = await read(uri, 'notebook');
  const name = file && parseNotebook(file.text).settings.model;
  if (name !== undefined) {
    const place = await spot.finder.named(name, vscode.Uri.joinPath(uri, '..'));
    if (place?.model.toString() !== model.toString()) return undefined;
  }
  const open = vscode.workspace.notebookDocuments.find((each) => each.uri.toString() === uri.toString());
  return open && isSpotNotebook(open) ? openNotebook(open) : file;
}

/** Cells are documents of their own: that is where an open notebook is changed. */
async function openNotebook(notebook: vscode.NotebookDocument): Promise<PlacedText> {
  const { cellPlaces, printNotebook } = await import('../../../spot');
  const cells = notebook.getCells();
  const text = printNotebook({ cells: cells.map(asCell), head: '', eol: '\n' });
  const places = cellPlaces(text);
  const locate = (start: number, end: number): vscode.Location => {
    const index = places.findIndex((place) => start >= place.start && start <= place.end);
    const document = cells[index]?.document;
    const place = places[index];
    if (!document || !place) return locator(notebook.uri, text)(start, end);
    return locator(document.uri, text.slice(place.start, place.end))(start - place.start, end - place.start);
  };
  return { file: notebook.uri.toString(), kind: 'notebook', text, locate };
}

function asCell({ document }: vscode.NotebookCell): SpotNotebookCell {
  const { languageId } = document;
  const kind = languageId === QUESTION_LANGUAGE ? 'spot' : languageId === 'sql' ? 'sql' : 'markdown';
  return { kind, text: document.getText().replace(/\r\n?/g, '\n'), options: '' };
}

/** Positions in a text that need not be open. */
function locator(uri: vscode.Uri, text: string): PlacedText['locate'] {
  const lines = [0];
  for (const { 0: end, index } of text.matchAll(/\r\n|\r|\n/g)) lines.push(index + end.length);
  const position = (offset: number): vscode.Position => {
    const line = lines.findLastIndex((start) => start <= offset);
    return new vscode.Position(Math.max(0, line), offset - (lines[line] ?? 0));
  };
  return (start, end) => new vscode.Location(uri, new vscode.Range(position(start), position(end)));
}

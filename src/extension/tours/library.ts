import path from 'node:path';
import * as vscode from 'vscode';
import type { CardStops, StepPlace, Tour, TourFolder, TourStop } from '../../tour';
import type { IndexedCard } from '../cards/card-index';
import type { CodeService } from '../code/service';
import type { DeckLibrary, LoadedDeck } from '../decks/library';
import { plain } from '../rounds/nodes';
import { exists, fileName } from '../uris';
import type { PlayableTour } from './played';
import { tourFolder } from './world';

/** Where CodeTour keeps tours. */
const TOUR_FOLDERS = ['.tours', '.vscode/tours', '.github/tours'];

/** A `.tour` file, read. */
export interface SavedTour {
  readonly uri: vscode.Uri;
  readonly tour: Tour;
  /** The deck that it lies beside; a repository's own tour has none. */
  readonly deck?: LoadedDeck;
}

/** The tours of this window: generated from cards, and read from files. */
export class TourLibrary {
  constructor(
    private readonly decks: DeckLibrary,
    private readonly code: CodeService,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The tour of one card; undefined for a card whose links lead nowhere. */
  async ofCard(card: IndexedCard): Promise<PlayableTour | undefined> {
    const { cardTour } = await import('../../tour');
    const generated = cardTour(await this.stopsOf(card));
    return this.playable(generated.tour, generated.roots, card.deck, card);
  }

  /** The tour of a round: the tours of its cards, one after the other. */
  async ofRound(title: string, cards: readonly IndexedCard[]): Promise<PlayableTour | undefined> {
    const [first] = cards;
    if (first === undefined) return undefined;
    const { roundTour } = await import('../../tour');
    const stops: CardStops[] = [];
    for (const card of cards) stops.push(await this.stopsOf(card));
    const generated = roundTour(title, stops);
    return this.playable(generated.tour, generated.roots, first.deck);
  }

  /** All tours that are saved: beside the decks, then in the workspace. */
  async saved(): Promise<readonly SavedTour[]> {
    const found: SavedTour[] = [];
    for (const deck of await this.decks.decks()) {
      for (const uri of await toursIn(besideDeck(deck))) found.push(...(await this.readQuietly(uri, deck)));
    }
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      for (const place of TOUR_FOLDERS) {
        for (const uri of await toursIn(vscode.Uri.joinPath(folder.uri, place)))
          found.push(...(await this.readQuietly(uri)));
      }
    }
    return found.filter(({ uri }, at) => found.findIndex((each) => each.uri.toString() === uri.toString()) === at);
  }

  /** Reads a tour and looks for its steps. @throws where the file is no tour */
  async open(uri: vscode.Uri, deck?: LoadedDeck): Promise<PlayableTour> {
    const { stepPlaces } = await import('../../tour');
    const tour = await this.read(uri);
    const owner = deck ?? this.decks.loadedNow().find((each) => uri.path.startsWith(`${besideDeck(each).path}/`));
    const folders = await this.foldersFor(uri, owner);
    const places = await stepPlaces(tour, folders);
    return { tour, file: uri, folders, places, ...(owner === undefined ? {} : { deck: owner }) };
  }

  async read(uri: vscode.Uri): Promise<Tour> {
    const { parseTour } = await import('../../tour');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const { tour, problems } = parseTour(text, path.posix.basename(uri.path, '.tour'));
    for (const { severity, message, line } of problems) {
      const place = `${uri.fsPath}:${String(line + 1)}`;
      if (severity === 'error') throw new Error(vscode.l10n.t('{0} cannot be read as a tour. {1}', place, message));
      this.log.warn(`${place}: ${message}`);
    }
    if (tour === undefined) throw new Error(vscode.l10n.t('{0} cannot be read as a tour.', uri.fsPath));
    return tour;
  }

  /** Writes a tour; what was not changed in the file stays as it is. */
  async write(uri: vscode.Uri, tour: Tour): Promise<void> {
    const { printTour } = await import('../../tour');
    const before = await vscode.workspace.fs.readFile(uri).then(
      (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
      () => '',
    );
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(printTour(tour, before)));
  }

  /** A free name for a new tour: beside its deck; what comes with the extension is not written to. */
  async placeFor(title: string, deck: LoadedDeck | undefined): Promise<vscode.Uri> {
    const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
    const own = deck === undefined || deck.source.origin === 'shipped' ? undefined : besideDeck(deck);
    const folder = own ?? (workspace === undefined ? undefined : vscode.Uri.joinPath(workspace, '.tours'));
    if (folder === undefined) throw new Error(vscode.l10n.t('Open a folder first: the tour is saved in it.'));
    const name = fileName(title, 'tour');
    for (let number = 1; ; number += 1) {
      const uri = vscode.Uri.joinPath(folder, `${name}${number === 1 ? '' : `-${String(number)}`}.tour`);
      if (!(await exists(uri))) return uri;
    }
  }

  /** The folder that a file of code is in, and its path there. */
  async placeOf(uri: vscode.Uri): Promise<{ root: string; file: string } | undefined> {
    const roots = (await this.allFolders()).map(({ root }) => root);
    const inside = roots.filter((root) => uri.path.startsWith(`${vscode.Uri.file(root).path}/`));
    const root = inside.sort((a, b) => b.length - a.length)[0];
    return root === undefined ? undefined : { root, file: path.posix.relative(vscode.Uri.file(root).path, uri.path) };
  }

  private async stopsOf({ deck, card }: IndexedCard): Promise<CardStops> {
    const { noteOf } = await import('../../deck');
    const links = await this.code.resolve({ deck, card });
    const stops = links.flatMap(({ link, found }): TourStop[] => {
      const [target] = found.targets;
      return found.state === 'resolved' && target !== undefined ? [{ target, note: noteOf(card, link) }] : [];
    });
    return { question: plain(card.question), stops };
  }

  private async playable(
    tour: Tour,
    roots: readonly string[],
    deck: LoadedDeck,
    card?: IndexedCard,
  ): Promise<PlayableTour | undefined> {
    if (tour.steps.length === 0) return undefined;
    const places = tour.steps.map(({ file, line }, at): StepPlace => {
      const root = roots[at];
      return {
        ...{ state: line === undefined ? 'file' : 'exact', score: 1 },
        ...(root === undefined ? {} : { root }),
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { line: line - 1 }),
      };
    });
    const folders = await this.foldersOf(deck);
    return { tour, folders, places, deck, ...(card === undefined ? {} : { card }) };
  }

  private async foldersFor(uri: vscode.Uri, deck: LoadedDeck | undefined): Promise<readonly TourFolder[]> {
    if (deck !== undefined) return this.foldersOf(deck);
    const own = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
    const all = await this.allFolders();
    return [...all.filter(({ root }) => root === own), ...all.filter(({ root }) => root !== own)];
  }

  private async foldersOf(deck: LoadedDeck): Promise<readonly TourFolder[]> {
    await this.code.open(deck);
    const indexes = this.code.scopeOf(deck)?.indexes ?? [];
    return Promise.all(indexes.map((index) => tourFolder(index.root, index)));
  }

  private async allFolders(): Promise<readonly TourFolder[]> {
    const folders = new Map<string, TourFolder>();
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      if (uri.scheme === 'file') folders.set(uri.fsPath, await tourFolder(uri.fsPath));
    }
    for (const deck of this.decks.loadedNow()) {
      for (const folder of await this.foldersOf(deck)) folders.set(folder.root, folder);
    }
    return [...folders.values()];
  }

  /** One broken file does not hide the others. */
  private async readQuietly(uri: vscode.Uri, deck?: LoadedDeck): Promise<SavedTour[]> {
    try {
      return [{ uri, tour: await this.read(uri), ...(deck === undefined ? {} : { deck }) }];
    } catch (error) {
      this.log.warn(error instanceof Error ? error.message : String(error));
      return [];
    }
  }
}

const besideDeck = ({ source }: LoadedDeck): vscode.Uri => vscode.Uri.joinPath(source.uri, '..', 'tours');

async function toursIn(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (found) => found,
    () => [],
  );
  return entries
    .filter(([name, type]) => type !== vscode.FileType.Directory && name.endsWith('.tour'))
    .map(([name]) => vscode.Uri.joinPath(folder, name))
    .sort((a, b) => a.path.localeCompare(b.path, 'en'));
}

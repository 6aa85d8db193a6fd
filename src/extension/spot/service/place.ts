import path from 'node:path';
import * as vscode from 'vscode';
import type { DeckLibrary, LoadedDeck } from '../../decks/library';
import { comparePaths, NOT_SEARCHED } from '../../decks/sources';
import { fileAt } from '../../uris';

/** Where Spot can be asked: a model with what lies beside it. */
export interface SpotPlace {
  /** The same in another window and after an update: what is remembered about the place goes by it. */
  readonly id: string;
  /** What the user calls it: the deck's title, or the model's folder. */
  readonly title: string;
  readonly model: vscode.Uri;
  readonly folder: vscode.Uri;
  /** Where it is a deck's sandbox. */
  readonly deck?: { readonly key: string; readonly title: string; readonly uri: vscode.Uri };
  /** What it holds, where its files do not say it. */
  readonly note?: string;
  /** Where the data goes on while it is asked about. */
  readonly live?: LiveData;
}

interface LiveData {
  /** Brings the data up to date. Resolves to a number that grows with every change. */
  refresh(): Promise<number>;
  /** The day that questions mean by "today", YYYY-MM-DD; undefined before the first refresh. */
  today(): string | undefined;
  /** Of the model: where its data is. */
  readonly parameters: Readonly<Record<string, string>>;
}

const MODEL = 'model.yaml';
/** What a place that comes with the extension is called by. */
const SHIPPED = 'shipped/';
/** How far up from a file its deck may lie. */
const LEVELS = 8;

/** Finds the places of this window: the decks' sandboxes, and models anywhere in the workspace. */
export class PlaceFinder {
  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly library: DeckLibrary,
    private readonly own: readonly SpotPlace[],
  ) {}

  /** Decks came, went or changed. */
  get onDidChange(): DeckLibrary['onDidChange'] {
    return this.library.onDidChange;
  }

  /** Each once; decks first, Greenroom's own last. */
  async all(): Promise<readonly SpotPlace[]> {
    const decks = await this.library.decks();
    const ofDecks = await Promise.all(decks.map((deck) => this.ofDeck(deck)));
    const found = new Map<string, SpotPlace>();
    for (const place of [...ofDecks.flatMap((place) => place ?? []), ...(await this.inWorkspace()), ...this.own]) {
      if (!found.has(place.id)) found.set(place.id, place);
    }
    return [...found.values()];
  }

  /** The place that a file belongs to: the model beside it, or the sandbox of the deck that it lies in. */
  async around(uri: vscode.Uri): Promise<SpotPlace | undefined> {
    if (uri.scheme !== 'file') return undefined;
    const folder = vscode.Uri.joinPath(uri, '..');
    const beside = vscode.Uri.joinPath(folder, MODEL);
    if (await isModel(beside)) return this.place(beside);
    for (let at = folder, level = 0; level < LEVELS; level += 1) {
      const deck = this.library.get(vscode.Uri.joinPath(at, 'deck.md'));
      const place = deck && (await this.ofDeck(deck));
      if (place) return place;
      const sandbox = vscode.Uri.joinPath(at, 'sandbox', MODEL);
      if (await isModel(sandbox)) return this.place(sandbox);
      const above = vscode.Uri.joinPath(at, '..');
      if (above.path === at.path) break;
      at = above;
    }
    return undefined;
  }

  /** The place of a model as a notebook names it: from the notebook's folder, the workspace, or what ships with Greenroom. */
  async named(name: string, folder: vscode.Uri | undefined): Promise<SpotPlace | undefined> {
    const own = this.own.find(({ id }) => id === name);
    if (own) return own;
    const text = name.replaceAll('\\', '/');
    const workspace = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
    const relative = [...(folder ? [folder] : []), ...workspace].map((base) => vscode.Uri.joinPath(base, text));
    const shipped = text.startsWith(SHIPPED)
      ? [vscode.Uri.joinPath(this.extensionUri, text.slice(SHIPPED.length))]
      : [];
    const candidates = path.isAbsolute(name) ? [fileAt(name)] : [...relative, ...shipped];
    for (const model of candidates) {
      if (await isModel(model)) return this.place(model);
    }
    return undefined;
  }

  /** How a notebook names a place, so that it holds on another machine too where it can. */
  nameOf({ id, model }: SpotPlace): string {
    if (id.startsWith(SHIPPED) || this.own.some((place) => place.id === id)) return id;
    return vscode.workspace.asRelativePath(model, false);
  }

  private async ofDeck({ source, deck }: LoadedDeck): Promise<SpotPlace | undefined> {
    if (source.uri.scheme !== 'file') return undefined;
    const folder = vscode.Uri.joinPath(source.uri, '..', deck.meta.sandbox ?? 'sandbox');
    const model = vscode.Uri.joinPath(folder, MODEL);
    if (!(await isModel(model))) return undefined;
    return { ...this.place(model), title: deck.title, deck: { key: source.key, title: deck.title, uri: source.uri } };
  }

  private async inWorkspace(): Promise<SpotPlace[]> {
    const uris = await vscode.workspace.findFiles(`**/${MODEL}`, NOT_SEARCHED);
    const models = await Promise.all(uris.map(async (uri) => ((await isModel(uri)) ? [uri] : [])));
    return models
      .flat()
      .sort((a, b) => comparePaths(a.path, b.path))
      .map((uri) => this.place(uri));
  }

  private place(model: vscode.Uri): SpotPlace {
    const own = this.own.find((place) => place.model.path === model.path);
    if (own) return own;
    const folder = vscode.Uri.joinPath(model, '..');
    const deck = this.deckOf(folder);
    return {
      id: this.idOf(model),
      title: deck?.title ?? vscode.workspace.asRelativePath(folder),
      model,
      folder,
      ...(deck ? { deck } : {}),
    };
  }

  /** Of the decks that are read already: finding a model's place must not read them all. */
  private deckOf(folder: vscode.Uri): SpotPlace['deck'] {
    const found = this.library.loadedNow().find(({ source, deck }) => {
      const sandbox = vscode.Uri.joinPath(source.uri, '..', deck.meta.sandbox ?? 'sandbox');
      return sandbox.path === folder.path && sandbox.scheme === folder.scheme;
    });
    return found && { key: found.source.key, title: found.deck.title, uri: found.source.uri };
  }

  /** What ships with the extension lies elsewhere after every update. */
  private idOf(model: vscode.Uri): string {
    const home = `${this.extensionUri.path}/`;
    return model.path.startsWith(home) ? `${SHIPPED}${model.path.slice(home.length)}` : path.normalize(model.fsPath);
  }
}

/** A file of this name may be anything; Spot's has tables. */
export function looksLikeModel(uri: vscode.Uri, text: string): boolean {
  return /^["']?tables["']?\s*:/m.test(text) || path.posix.basename(path.posix.dirname(uri.path)) === 'sandbox';
}

async function isModel(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme !== 'file') return false;
  try {
    return looksLikeModel(uri, new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    return false;
  }
}

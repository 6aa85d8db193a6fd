import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Deck, DeckGlance, DeckParser, Problem } from '../../deck';
import { DeckWatcher } from './watcher';
import { comparePaths, type DeckOrigin, type DeckSource, type DeckSources } from './sources';

export interface LoadedDeck {
  readonly source: DeckSource;
  readonly deck: Deck;
  /** Made from an editor's unsaved text. */
  readonly unsaved: boolean;
  /** Names of a large deck, shown until its cards are read: its rounds seem to have none. */
  readonly glance?: true;
}

/** A deck's file as it was found. */
interface Found {
  readonly source: DeckSource;
  readonly content: string | Uint8Array;
  readonly unsaved: boolean;
}

interface Entry {
  readonly source: DeckSource;
  readonly parser: DeckParser;
  readonly loaded: LoadedDeck;
  /** Hash of the content that was parsed: a watcher and an editor often report the same change. */
  readonly fingerprint: string;
}

const TYPING_MS = 150;
/** Reading a file of more characters takes long enough to be waited for. */
const LARGE = 1_000_000;
/** What was asked for is drawn first. */
const UNTIL_DRAWN_MS = 300;

/**
 * The decks that are there now, parsed. Nothing is read before the first call of `decks()`; from then on files are
 * watched, and an open editor's text counts before the disk's.
 */
export class DeckLibrary implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** After decks came, went or changed. */
  readonly onDidChange = this.changed.event;

  private entries = new Map<string, Entry>();
  private readonly settled = new vscode.EventEmitter<LoadedDeck>();
  /** When the problems of a deck are known, some time after it came or changed. */
  readonly onDidSettle = this.settled.event;

  private readonly problems = new WeakMap<Deck, readonly Problem[]>();
  private readonly settling = new Map<string, AbortController>();
  private looking: Promise<readonly Found[]> | undefined;
  private loading: Promise<void> | undefined;
  private reading: Promise<void> = Promise.resolve();
  private disposed = false;
  private readonly watcher: DeckWatcher;
  private readonly documents: vscode.Disposable[];
  private readonly typing = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly sources: DeckSources,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.watcher = new DeckWatcher({
      appeared: (uri) => {
        this.appeared(sources.sourceOf(uri));
      },
      changed: (uri) => {
        this.reread(uri);
      },
      gone: (uri) => {
        this.gone(uri);
      },
      folderAppeared: (uri) => {
        this.folderAppeared(uri);
      },
    });
    this.documents = [
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.typed(document.uri);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => {
        this.reread(document.uri);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.reread(document.uri);
      }),
    ];
  }

  /** Reads on first use. */
  async decks(): Promise<readonly LoadedDeck[]> {
    await (this.loading ??= this.load());
    return this.loadedNow();
  }

  /**
   * Like `decks()`, but soon: of a large deck only the names, unless it was read before. Reading goes on when somebody
   * asks for `decks()`.
   */
  async firstLook(): Promise<readonly LoadedDeck[]> {
    if (this.loading !== undefined) return this.decks();
    const { glanceAtDeck, parseDeck } = await import('../../deck');
    const found = await this.look();
    if (!found.some(({ content }) => content.length > LARGE)) return this.decks();
    const shown: LoadedDeck[] = [];
    for (const { source, content, unsaved } of found) {
      const names = glanceAtDeck(content, source.uri.path);
      if (names === undefined && content.length > LARGE) return this.decks();
      const deck = names === undefined ? parseDeck(content, { path: source.uri.path }) : unread(names);
      shown.push({ source, unsaved, deck, glance: true });
    }
    return shown;
  }

  /** What is loaded already, without reading anything. */
  loadedNow(): readonly LoadedDeck[] {
    return [...this.entries.values()].map((entry) => entry.loaded);
  }

  /** The problems of a deck; undefined while they are being looked for. */
  problemsOf({ deck }: LoadedDeck): readonly Problem[] | undefined {
    return this.problems.get(deck);
  }

  get(uri: vscode.Uri): LoadedDeck | undefined {
    return this.entries.get(uri.toString())?.loaded;
  }

  /** Looks for decks again and reads them all. */
  async refresh(): Promise<void> {
    this.looking = undefined;
    this.loading = this.load();
    await this.loading;
    this.changed.fire();
  }

  /** Only when somebody has asked for decks: settings may change before that. */
  async refreshIfLoaded(): Promise<void> {
    if (this.loading !== undefined) await this.refresh();
  }

  async studyFile(uri: vscode.Uri): Promise<LoadedDeck | undefined> {
    await this.decks();
    if (!this.entries.has(uri.toString())) {
      await this.sources.study(uri);
      await this.refresh();
      // A file without questions is not kept among the decks.
      const found = this.get(uri);
      if (found?.deck.counts.cards === 0) await this.forgetFile(uri);
      return found;
    }
    return this.get(uri);
  }

  async forgetFile(uri: vscode.Uri): Promise<void> {
    await this.sources.forget(uri);
    await this.refresh();
  }

  dispose(): void {
    this.disposed = true;
    for (const timer of this.typing.values()) clearTimeout(timer);
    this.watcher.dispose();
    for (const subscription of this.documents) subscription.dispose();
    this.changed.dispose();
    this.settled.dispose();
    for (const settling of this.settling.values()) settling.abort();
  }

  /** Reads every deck's file while the parser is being loaded. */
  private async find(): Promise<readonly Found[]> {
    const parser = import('../../deck');
    const sources = await this.sources.find();
    const found = await Promise.all(sources.map((source) => this.read(source)));
    await parser;
    return found.filter((file) => file !== undefined);
  }

  /** What was found last, until it is read; a search that failed is begun anew. */
  private async look(): Promise<readonly Found[]> {
    try {
      return await (this.looking ??= this.find());
    } catch (error) {
      this.looking = undefined;
      throw error;
    }
  }

  private load(): Promise<void> {
    const loading = this.inTurn(() => this.loadNow());
    loading.catch(() => {
      // Whoever asked is told; the next one tries again.
      if (this.loading === loading) this.loading = undefined;
    });
    return loading;
  }

  private async loadNow(): Promise<void> {
    const found = await this.look();
    this.looking = undefined;
    const entries = new Map<string, Entry>();
    for (const file of found) {
      const key = file.source.uri.toString();
      entries.set(key, await this.parse(file, this.entries.get(key)));
    }
    if (this.disposed) return;
    this.entries = entries;
    this.watcher.watch(this.sources.watchPatterns());
    for (const entry of entries.values()) this.settleLater(entry.loaded);
  }

  /** An open editor's text counts before the disk's; undefined where the file cannot be read. */
  private async read(source: DeckSource): Promise<Found | undefined> {
    try {
      const open = openDocument(source.uri);
      const content = open?.getText() ?? (await vscode.workspace.fs.readFile(source.uri));
      return { source, content, unsaved: open?.isDirty ?? false };
    } catch (error) {
      this.log.error(`Cannot read ${source.uri.fsPath}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  /** The entry as it is now: the known one where nothing changed. */
  private async parse({ source, content, unsaved }: Found, known: Entry | undefined): Promise<Entry> {
    const { DeckParser } = await import('../../deck');
    const fingerprint = createHash('sha1').update(content).digest('base64');
    if (known?.fingerprint === fingerprint && known.loaded.unsaved === unsaved) return known;
    const parser = known?.parser ?? new DeckParser(source.uri.path);
    return { source, parser, fingerprint, loaded: { source, deck: parser.update(content), unsaved } };
  }

  /** Reads all answers for their problems, a little at a time: nobody who wants to study waits for it. */
  private settleLater(loaded: LoadedDeck): void {
    if (this.problems.has(loaded.deck)) return;
    const key = loaded.source.uri.toString();
    this.settling.get(key)?.abort();
    const abort = new AbortController();
    this.settling.set(key, abort);
    const settle = async () => {
      const deck = await import('../../deck');
      await new Promise((resolve) => setTimeout(resolve, UNTIL_DRAWN_MS));
      await deck.settle(loaded.deck, { signal: abort.signal });
      if (abort.signal.aborted) return;
      this.problems.set(loaded.deck, loaded.deck.problems);
      this.settled.fire(loaded);
    };
    settle().catch((error: unknown) => {
      this.log.error(`Cannot check ${loaded.source.uri.fsPath}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  private appeared(source: DeckSource | undefined): void {
    if (source === undefined) return;
    this.soon(source.uri, async () => {
      if (this.entries.has(source.uri.toString())) await this.rereadNow(source.uri);
      else await this.add(source);
    });
  }

  private folderAppeared(folder: vscode.Uri): void {
    this.soon(folder, async () => {
      for (const source of await this.sources.inNewFolder(folder)) this.appeared(source);
    });
  }

  private gone(uri: vscode.Uri): void {
    const lost = [...this.entries.keys()].filter((key) => key === uri.toString() || key.startsWith(`${uri.toString()}/`));
    for (const key of lost) {
      this.entries.delete(key);
      this.settling.get(key)?.abort();
      this.settling.delete(key);
    }
    if (lost.length > 0) this.changed.fire();
  }

  private async add(source: DeckSource): Promise<void> {
    const file = await this.read(source);
    if (file === undefined) return;
    const entry = await this.parse(file, undefined);
    // In the order in which a search would have found it.
    const found = [...this.entries.values(), entry].sort((a, b) => order(a.source) - order(b.source) || comparePaths(a.source.uri.path, b.source.uri.path));
    this.entries = new Map(found.map((each) => [each.source.uri.toString(), each]));
    this.changed.fire();
    this.settleLater(entry.loaded);
  }

  private typed(uri: vscode.Uri): void {
    const key = uri.toString();
    if (!this.entries.has(key)) return;
    clearTimeout(this.typing.get(key));
    this.typing.set(
      key,
      setTimeout(() => {
        this.typing.delete(key);
        this.reread(uri);
      }, TYPING_MS),
    );
  }

  private reread(uri: vscode.Uri): void {
    this.soon(uri, () => this.rereadNow(uri));
  }

  private soon(uri: vscode.Uri, work: () => Promise<void>): void {
    this.inTurn(work).catch((error: unknown) => {
      this.log.error(`Cannot read ${uri.fsPath}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  /** One after the other, so that the last read is the one that counts. One that fails does not hold up the next. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.reading.then(work);
    this.reading = done.catch(() => undefined);
    return done;
  }

  private async rereadNow(uri: vscode.Uri): Promise<void> {
    const known = this.entries.get(uri.toString());
    if (known === undefined) return;
    const file = await this.read(known.source);
    if (file === undefined) return;
    const entry = await this.parse(file, known);
    if (entry === known || !this.entries.has(uri.toString())) return;
    this.entries.set(uri.toString(), entry);
    this.changed.fire();
    this.settleLater(entry.loaded);
  }
}

const ORIGINS: readonly DeckOrigin[] = ['workspace', 'studied', 'folder', 'shipped'];
const order = ({ origin }: DeckSource): number => ORIGINS.indexOf(origin);

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => !document.isClosed && document.uri.toString() === uri.toString());
}

/** A deck of which only the names are known. */
function unread({ title, rounds }: DeckGlance): Deck {
  const nowhere = { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
  return {
    title,
    dialect: 'native',
    meta: { prototype: [], targets: {} },
    rounds: rounds.map((round) => ({ ...round, range: nowhere, headingRange: nowhere, cards: [] })),
    problems: [],
    counts: { rounds: rounds.length, cards: 0, asks: 0, emptyAnswers: 0, duplicates: 0, dropped: 0 },
  };
}

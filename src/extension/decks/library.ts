import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Deck, DeckParser } from '../../deck';
import type { DeckSource, DeckSources } from './sources';

export interface LoadedDeck {
  readonly source: DeckSource;
  readonly deck: Deck;
  /** Made from an editor's unsaved text. */
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

/**
 * The decks that are there now, parsed. Nothing is read before the first call of `decks()`; from then on files are
 * watched, and an open editor's text counts before the disk's.
 */
export class DeckLibrary implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** After decks came, went or changed. */
  readonly onDidChange = this.changed.event;

  private entries = new Map<string, Entry>();
  private readonly loaded = new vscode.EventEmitter<void>();
  /** After the first read. */
  readonly onDidLoad = this.loaded.event;

  private loading: Promise<void> | undefined;
  private reading: Promise<void> = Promise.resolve();
  private watchers: vscode.Disposable[] = [];
  private readonly typing = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly sources: DeckSources,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Reads on first use. */
  async decks(): Promise<readonly LoadedDeck[]> {
    await (this.loading ??= this.load());
    return this.loadedNow();
  }

  /** What is loaded already, without reading anything. */
  loadedNow(): readonly LoadedDeck[] {
    return [...this.entries.values()].map((entry) => entry.loaded);
  }

  get(uri: vscode.Uri): LoadedDeck | undefined {
    return this.entries.get(uri.toString())?.loaded;
  }

  /** Looks for decks again and reads them all. */
  async refresh(): Promise<void> {
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
    }
    return this.get(uri);
  }

  async forgetFile(uri: vscode.Uri): Promise<void> {
    await this.sources.forget(uri);
    await this.refresh();
  }

  dispose(): void {
    for (const timer of this.typing.values()) clearTimeout(timer);
    for (const watcher of this.watchers) watcher.dispose();
    this.changed.dispose();
    this.loaded.dispose();
  }

  private async load(): Promise<void> {
    const found = await this.sources.find();
    const entries = new Map<string, Entry>();
    for (const source of found) {
      const known = this.entries.get(source.uri.toString());
      const entry = await this.read(source, known);
      if (entry !== undefined) entries.set(source.uri.toString(), entry);
    }
    this.entries = entries;
    this.watch();
    this.loaded.fire();
  }

  /** The entry as it is now: the known one where nothing changed; undefined where the file cannot be read. */
  private async read(source: DeckSource, known: Entry | undefined): Promise<Entry | undefined> {
    try {
      const { DeckParser } = await import('../../deck');
      const open = openDocument(source.uri);
      const content = open?.getText() ?? (await vscode.workspace.fs.readFile(source.uri));
      const unsaved = open?.isDirty ?? false;
      const fingerprint = createHash('sha1').update(content).digest('base64');
      if (known?.fingerprint === fingerprint && known.loaded.unsaved === unsaved) return known;
      const parser = known?.parser ?? new DeckParser(source.uri.path);
      return { source, parser, fingerprint, loaded: { source, deck: parser.update(content), unsaved } };
    } catch (error) {
      this.log.error(`Cannot read ${source.uri.fsPath}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  private watch(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = this.sources.watchPatterns().flatMap((pattern) => {
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      watcher.onDidCreate((uri) => void this.appeared(uri));
      watcher.onDidChange((uri) => void this.reread(uri));
      watcher.onDidDelete((uri) => {
        if (this.entries.delete(uri.toString())) this.changed.fire();
      });
      return [watcher];
    });
    this.watchers.push(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.typed(document.uri);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => void this.reread(document.uri)),
      vscode.workspace.onDidCloseTextDocument((document) => void this.reread(document.uri)),
    );
  }

  private async appeared(uri: vscode.Uri): Promise<void> {
    if (this.entries.has(uri.toString())) await this.reread(uri);
    else await this.refresh();
  }

  private typed(uri: vscode.Uri): void {
    const key = uri.toString();
    if (!this.entries.has(key)) return;
    clearTimeout(this.typing.get(key));
    this.typing.set(
      key,
      setTimeout(() => {
        this.typing.delete(key);
        void this.reread(uri);
      }, TYPING_MS),
    );
  }

  /** One after the other, so that the last read is the one that counts. */
  private reread(uri: vscode.Uri): Promise<void> {
    this.reading = this.reading.then(() => this.rereadNow(uri));
    return this.reading;
  }

  private async rereadNow(uri: vscode.Uri): Promise<void> {
    const known = this.entries.get(uri.toString());
    if (known === undefined) return;
    const entry = await this.read(known.source, known);
    if (entry === undefined || entry === known || !this.entries.has(uri.toString())) return;
    this.entries.set(uri.toString(), entry);
    this.changed.fire();
  }
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => !document.isClosed && document.uri.toString() === uri.toString());
}

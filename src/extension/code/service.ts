import { statSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Card, CodeLink } from '../../deck';
import type * as DeckFolder from '../../deck';
import type * as TourFolder from '../../tour';
import type { CodeMap, LinkScope, ResolvedLink } from '../../tour';
import type { LoadedDeck } from '../decks/library';
import { codeFolders } from './folders';
import { IndexedFolder } from './indexed-folder';
import { linkKey, LinkTable, type CardLink, type DeckCard } from './links';

/** Functions that are loaded on first use. */
interface Core {
  readonly tour: typeof TourFolder;
  readonly deck: Pick<typeof DeckFolder, 'mustResolve'>;
}

/** What is known of the code that a deck's links name. */
export interface DeckScope extends LinkScope {
  /** Every folder was read: what is not found is not there. */
  readonly complete: boolean;
  /** The deck names a prototype. Without one, a path that is not found may simply be somewhere else. */
  readonly prototype: boolean;
}

/**
 * The code behind the decks of this window. Nothing is read before the first question; from then on the folders are
 * watched, and whoever shows code links is told of every change.
 */
export class CodeService implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** After code was read or changed: links may lead elsewhere now. */
  readonly onDidChange = this.changed.event;

  private readonly folders = new Map<string, IndexedFolder>();
  private readonly table = new LinkTable();
  private core: Core | undefined;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    /** Where the extension keeps what can be made again. */
    private readonly storage: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('files.exclude')) this.forget();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        if (this.isOpen) this.tell();
      }),
    ];
  }

  /** Counts the changes: what was made of the code before is out of date when it differs. */
  get version(): number {
    return this.versions;
  }
  private versions = 0;

  /** Whether anybody has asked for code yet. */
  get isOpen(): boolean {
    return this.folders.size > 0;
  }

  /** Reads the code of a deck on first use; resolves when all of it is known. */
  async open(deck: LoadedDeck): Promise<void> {
    await this.load();
    const folders = this.rootsOf(deck).map((root) => this.folder(root));
    await Promise.all(folders.map((folder) => folder.open()));
  }

  /** Begins to read the code of a deck; `onDidChange` tells when it is known. */
  openSoon(deck: LoadedDeck): void {
    this.open(deck).catch((error: unknown) => {
      this.log.error(error instanceof Error ? error : String(error));
    });
  }

  /** What is known at the moment, without reading anything; undefined before anything is. */
  scopeOf(deck: LoadedDeck): DeckScope | undefined {
    if (this.core === undefined) return undefined;
    const folders = this.rootsOf(deck).map((root) => this.folders.get(root));
    const indexes = folders.flatMap((folder) => folder?.index ?? []);
    const complete = folders.every((folder) => folder?.settled === true);
    if (indexes.length === 0 && !complete) return undefined;
    const prototype = deck.deck.meta.prototype.length > 0;
    return { indexes, complete, prototype, deck: path.dirname(deck.source.uri.fsPath), exists: isFile };
  }

  /** The links of a card as far as its code is known, without those that name no code; undefined before anything is. */
  linksOf({ deck, card }: DeckCard): readonly CardLink[] | undefined {
    const scope = this.scopeOf(deck);
    if (scope === undefined || this.core === undefined) return undefined;
    const codeLinks = this.table.linksOf(card);
    const found = resolveAll(codeLinks, scope, this.core);
    return codeLinks.flatMap((link, at) => {
      const resolved = found[at] ?? NOT_CODE;
      return resolved.state === 'none' ? [] : [{ link, key: linkKey(link), found: resolved }];
    });
  }

  /**
   * Whether a card names code, for somebody who asks about many cards at once: before the code was read, all that looks
   * like code counts. Undefined where the answer has still to be parsed; see `readAnswers`.
   */
  namesCode(card: DeckCard): boolean | undefined {
    const links = this.table.atOnce(card.card);
    if (links === undefined || links.length === 0) return links && false;
    const known = this.linksOf(card);
    return known === undefined || known.length > 0;
  }

  /** Looks for code links in all answers of a deck, a little at a time. */
  async readAnswers(deck: LoadedDeck): Promise<void> {
    const cards = this.table.cards(deck);
    while ((await cards.next()).done !== true);
  }

  /** The links of a card once all code is known. */
  async resolve(card: DeckCard): Promise<readonly CardLink[]> {
    await this.open(card.deck);
    return this.linksOf(card) ?? [];
  }

  /** All cards of a deck that have code links, as far as its code is known; a little at a time. */
  async *resolveAll(deck: LoadedDeck): AsyncGenerator<ResolvedCard> {
    const { core } = this;
    const scope = this.scopeOf(deck);
    if (core === undefined || scope === undefined) return;
    for await (const { card, links } of this.table.cards(deck)) {
      yield { card, links, found: resolveAll(links, scope, core) };
    }
  }

  /** From code back to the cards of these decks, as far as their code is known. */
  async mapOf(decks: readonly LoadedDeck[]): Promise<CodeMap<DeckCard> | undefined> {
    if (this.core === undefined) return undefined;
    const { CodeMap } = this.core.tour;
    const cards: { card: DeckCard; links: readonly ResolvedLink[] }[] = [];
    for (const deck of decks) {
      for await (const { card, found } of this.resolveAll(deck)) cards.push({ card: { deck, card }, links: found });
    }
    return new CodeMap(cards);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const folder of this.folders.values()) folder.dispose();
    this.folders.clear();
    this.changed.dispose();
  }

  /** The folders of a deck's code, in the order in which they are looked into. */
  private rootsOf(deck: LoadedDeck): readonly string[] {
    if (this.core === undefined) return [];
    const { prototype, workspace } = codeFolders(deck);
    return this.core.tour.orderRoots(prototype, workspace, { workspaceFirst: deck.source.origin === 'shipped' });
  }

  private async load(): Promise<void> {
    if (this.core !== undefined) return;
    const [tour, deck] = await Promise.all([import('../../tour'), import('../../deck')]);
    this.core ??= { tour, deck };
  }

  private folder(root: string): IndexedFolder {
    const known = this.folders.get(root);
    if (known !== undefined) return known;
    const folder = new IndexedFolder(root, vscode.Uri.joinPath(this.storage, 'cache', 'code'), this.log, () => {
      this.tell();
    });
    this.folders.set(root, folder);
    return folder;
  }

  /** Other settings make other indexes; they are read when they are asked for again. */
  private forget(): void {
    if (!this.isOpen) return;
    for (const folder of this.folders.values()) folder.dispose();
    this.folders.clear();
    this.tell();
  }

  private tell(): void {
    this.versions += 1;
    this.changed.fire();
  }
}

/** A card with all its links, and in the same order what they mean. */
export interface ResolvedCard {
  readonly card: Card;
  readonly links: readonly CodeLink[];
  readonly found: readonly ResolvedLink[];
}

const NOT_CODE: ResolvedLink = { state: 'none', targets: [], suggestions: [] };

/** Nothing is called broken before all is known, and a path only where the deck names a prototype that it should be in. */
function resolveAll(links: readonly CodeLink[], scope: DeckScope, { tour, deck }: Core): readonly ResolvedLink[] {
  const { complete, prototype } = scope;
  const named = links.map((link) => {
    const meant = prototype || link.required || link.form === 'explicit';
    return { ...link, mustResolve: complete && meant && deck.mustResolve(link) };
  });
  return tour.resolveLinks(named, scope);
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

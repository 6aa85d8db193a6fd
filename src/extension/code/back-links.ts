import * as vscode from 'vscode';
import type { CodeMap, LinkedPlace } from '../../tour';
import type { IndexedCard } from '../cards/card-index';
import type { Study } from '../cards/study';
import type { LoadedDeck } from '../decks/library';
import { fileAt, isBelow } from '../uris';
import { codeFolders } from './folders';
import type { DeckCard } from './links';
import type { CodeService } from './service';

const LINKED_FILES = 'greenroom.linkedFiles';
const REMEMBERED_FILES = 500;
const TOGETHER_MS = 200;

/** The decks and the code that something was made of. */
interface Basis {
  readonly decks: readonly LoadedDeck[];
  readonly version: number;
}

/** A place in code and the cards that link to it. */
export type CodePlace = LinkedPlace<DeckCard>;

/**
 * From code to the cards that link to it. A file is looked at only when decks are in use already, or when cards linked
 * to it the last time: nobody's code editor pays for decks that they do not use.
 */
export class BackLinks implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  private map: CodeMap<DeckCard> | undefined;
  private building: Promise<void> | undefined;
  /** What the map was made of. */
  private made: Basis | undefined;
  /** What there was when everybody was told last: whoever asks first makes the map, and the others do not know of it. */
  private told: Basis | undefined;
  private later: ReturnType<typeof setTimeout> | undefined;
  /** What a window shows from the last time is not looked at before the user does something in it. */
  private awake = false;

  constructor(
    private readonly study: Study,
    private readonly code: CodeService,
    private readonly memory: vscode.Memento,
  ) {
    const soon = () => {
      clearTimeout(this.later);
      this.later = setTimeout(() => {
        if (!this.isCurrent(this.told)) this.tell();
      }, TOGETHER_MS);
    };
    this.subscriptions = [
      study.library.onDidChange(soon),
      code.onDidChange(soon),
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.wake();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ kind }) => {
        if (kind !== undefined) this.wake();
      }),
    ];
  }

  /** The places of a file that cards link to, by line. Reads decks and code where it has to. */
  async inFile(uri: vscode.Uri): Promise<readonly CodePlace[]> {
    if (uri.scheme !== 'file' || !(await this.isRelevant(uri))) return [];
    while (!this.isCurrent(this.made)) await (this.building ??= this.build());
    return this.map?.inFile(uri.fsPath) ?? [];
  }

  /** The innermost linked place around a line; else what links to the file as a whole. */
  async around(uri: vscode.Uri, line: number): Promise<CodePlace | undefined> {
    const places = await this.inFile(uri);
    const around = places.filter((place) => !place.wholeFile && firstLine(place) <= line && line <= place.endLine);
    return around.at(-1) ?? places.find(({ wholeFile }) => wholeFile);
  }

  /** The cards of a place as they are studied. */
  async cardsOf({ cards }: CodePlace): Promise<readonly IndexedCard[]> {
    const { index } = await this.study.open();
    const wanted = new Set(cards.map(cardKey));
    return index.cards.filter((card) => wanted.has(cardKey(card)));
  }

  dispose(): void {
    clearTimeout(this.later);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  private wake(): void {
    if (this.awake) return;
    this.awake = true;
    this.tell();
  }

  private tell(): void {
    this.told = this.basis;
    this.changed.fire();
  }

  private get basis(): Basis {
    return { decks: this.study.library.loadedNow(), version: this.code.version };
  }

  private isCurrent(basis: Basis | undefined): boolean {
    const { decks, version } = this.basis;
    return (
      basis?.version === version &&
      decks.length === basis.decks.length &&
      decks.every(({ deck }, at) => deck === basis.decks[at]?.deck)
    );
  }

  private async isRelevant(uri: vscode.Uri): Promise<boolean> {
    const remembered = this.awake && this.memory.get<string[]>(LINKED_FILES, []).includes(uri.toString());
    const loaded = this.study.library.loadedNow();
    if (loaded.length === 0 && !remembered) return false;
    const decks = loaded.length > 0 ? loaded : await this.study.library.decks();
    const near = decks.filter((deck) => remembered || isNear(deck, uri));
    await Promise.all(near.map((deck) => this.code.open(deck)));
    return this.code.isOpen;
  }

  private async build(): Promise<void> {
    try {
      const { basis } = this;
      const map = await this.code.mapOf(basis.decks);
      this.map = map;
      this.made = basis;
      const files = (map?.files ?? []).slice(0, REMEMBERED_FILES).map((file) => vscode.Uri.file(file).toString());
      await this.memory.update(LINKED_FILES, files);
    } finally {
      this.building = undefined;
    }
  }
}

export const firstLine = ({ line, symbol }: CodePlace): number => Math.min(line, symbol?.startLine ?? line);

/** A deck that was just edited may have other objects for the same cards. */
const cardKey = ({ deck, card }: DeckCard): string => `${deck.source.uri.toString()}#${card.id}`;

/** The shipped deck is an example: somebody's whole workspace is not read for it alone. */
function isNear(deck: LoadedDeck, uri: vscode.Uri): boolean {
  const { prototype, workspace } = codeFolders(deck);
  const folders = deck.source.origin === 'shipped' ? prototype : [...prototype, ...workspace];
  return folders.some((folder) => isBelow(uri, fileAt(folder)));
}

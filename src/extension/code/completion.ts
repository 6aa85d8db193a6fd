import path from 'node:path';
import * as vscode from 'vscode';
import type { CodeIndex, CodeSymbol, SourceFile } from '../../tour';
import type { DeckLibrary } from '../decks/library';
import type { DeckSources } from '../decks/sources';
import { lookOf } from './places';
import type { CodeService } from './service';

const DECKS: vscode.DocumentSelector = [{ language: 'markdown' }, { language: 'plaintext' }];
const MOST_ITEMS = 200;
const PATIENCE_MS = 1500;
/** What has been typed of a code link, up to the cursor: everything since the backtick that is still open. */
const OPEN_CODE = /^(?:[^`]|`[^`]*`)*`(!?)([\p{L}\p{N}_$./@()~+-]*)$/u;

/** Completes names of definitions and files inside backticks. */
export class CodeCompletion implements vscode.CompletionItemProvider, vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly library: DeckLibrary,
    private readonly sources: DeckSources,
    private readonly code: CodeService,
  ) {
    this.registration = vscode.languages.registerCompletionItemProvider(DECKS, this, '`', '.', '/', '!', '_');
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionList | undefined> {
    if (!this.sources.mayBeDeck(document.uri)) return undefined;
    const typed = OPEN_CODE.exec(document.lineAt(position.line).text.slice(0, position.character))?.[2];
    if (typed === undefined || inFence(document, position.line)) return undefined;
    await this.library.decks();
    const deck = this.library.get(document.uri);
    if (deck === undefined) return undefined;
    // What is known by then is offered; more comes with the next letter.
    await Promise.race([this.code.open(deck), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
    const indexes = this.code.scopeOf(deck)?.indexes ?? [];
    const range = rangeOf(document, position, typed);
    const seen = new Set<string>();
    const items = indexes.flatMap((index, order) =>
      namesFor(index, typed).flatMap((found) => {
        const name = nameOf(found, typed);
        const key = placeKey(found);
        if (seen.has(key)) return [];
        seen.add(key);
        return [itemFor(found, { name, typed, range, order, index })];
      }),
    );
    // Names beyond the limit come when more was typed.
    return new vscode.CompletionList(items, true);
  }

  dispose(): void {
    this.registration.dispose();
  }
}

type Found = CodeSymbol | SourceFile;

/** Definitions and files whose name goes on from what was typed; after `Class.`, what is inside of the class. */
function namesFor(index: CodeIndex, typed: string): readonly Found[] {
  const dot = typed.lastIndexOf('.');
  const members = dot > 0 && !typed.includes('/') ? membersOf(index, typed.slice(0, dot), typed.slice(dot + 1)) : [];
  return [...members, ...index.startingWith(typed, MOST_ITEMS)];
}

function membersOf(index: CodeIndex, qualified: string, started: string): readonly CodeSymbol[] {
  const owner = qualified.split('.');
  const start = started.toLowerCase();
  return index
    .definitions(owner.at(-1) ?? '')
    .flatMap(({ file, name, container, startLine, endLine }) =>
      index
        .symbolsIn(file.path)
        .filter(
          (symbol) =>
            symbol.container.length === container.length + 1 &&
            symbol.container.at(-1) === name &&
            startLine <= symbol.line &&
            symbol.line <= endLine &&
            symbol.name.toLowerCase().startsWith(start),
        ),
    );
}

interface ItemContext {
  readonly name: string;
  readonly typed: string;
  readonly range: vscode.Range | { readonly inserting: vscode.Range; readonly replacing: vscode.Range };
  /** Which folder it is in, the first one first. */
  readonly order: number;
  readonly index: CodeIndex;
}

function itemFor(found: Found, { name, typed, range, order, index }: ItemContext): vscode.CompletionItem {
  const symbol = 'line' in found ? found : undefined;
  const look = symbol === undefined ? undefined : lookOf(symbol.kind);
  const item = new vscode.CompletionItem(
    {
      label: name,
      description: symbol === undefined ? folderOf(found) : `${symbol.file.path}:${String(symbol.line + 1)}`,
    },
    look?.completion ?? vscode.CompletionItemKind.File,
  );
  item.detail = look?.text() ?? vscode.l10n.t('file');
  item.range = range;
  item.insertText = name;
  const begun = name.toLowerCase().startsWith(typed.toLowerCase());
  item.filterText = begun ? name : 'line' in found ? found.name : path.posix.basename(found.path);
  // Same case first, then what is public, then what is used most.
  const exact = name.startsWith(typed) ? 0 : 1;
  const hidden = symbol?.name.startsWith('_') === true ? 1 : 0;
  const rare = 9_999_999 - Math.min(9_999_999, symbol === undefined ? 0 : index.references(symbol.name));
  item.sortText = [order, exact, hidden, String(rare).padStart(7, '0'), name].join(' ');
  return item;
}

/** As it is written in an answer: a method with its class, a file with as much of its path as was begun. */
function nameOf(found: Found, typed: string): string {
  if ('line' in found) {
    const owner = found.container.at(-1);
    const isMember = found.kind === 'method' || found.kind === 'property' || typed.includes('.');
    return owner !== undefined && isMember ? `${owner}.${found.name}` : found.name;
  }
  return found.path;
}

/** One file may be in two folders that are read, when one is inside the other. */
function placeKey(found: Found): string {
  const { root, path: relative } = 'line' in found ? found.file : found;
  return [path.resolve(root, relative), ...('line' in found ? [found.line, found.name] : [])].join(' ');
}

const folderOf = (found: Found): string => ('path' in found ? path.basename(found.root) : '');

/** What was typed is kept or replaced together with the rest of the word. */
function rangeOf(document: vscode.TextDocument, position: vscode.Position, typed: string) {
  const start = position.translate(0, -typed.length);
  const rest = /^[\p{L}\p{N}_$./]*/u.exec(document.lineAt(position.line).text.slice(position.character))?.[0] ?? '';
  return {
    inserting: new vscode.Range(start, position),
    replacing: new vscode.Range(start, position.translate(0, rest.length)),
  };
}

function inFence(document: vscode.TextDocument, line: number): boolean {
  let open: string | undefined;
  for (let at = 0; at < line; at += 1) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(document.lineAt(at).text)?.[1];
    if (mark === undefined) continue;
    if (open === undefined) open = mark;
    else if (mark.startsWith(open)) open = undefined;
  }
  return open !== undefined;
}

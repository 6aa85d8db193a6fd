import * as vscode from 'vscode';
import type { CodeLink, CodeLinkResolver, Deck, Problem } from '../../deck';
import type { ResolvedLink } from '../../tour';
import type { DeckLibrary, LoadedDeck } from '../decks/library';
import type { CodeService } from './service';

const TOGETHER_MS = 100;
const MOST_NAMES = 4;

/**
 * Code links of decks that lead nowhere, or to several places. They are looked for in decks that are open in an editor,
 * and in all decks whose code has been read for another reason.
 */
export class CodeProblems implements vscode.Disposable {
  private readonly found = new vscode.EventEmitter<LoadedDeck>();
  /** When the problems of a deck's code links are known anew. */
  readonly onDidFind = this.found.event;
  private readonly problems = new WeakMap<Deck, readonly Problem[]>();
  private readonly subscriptions: vscode.Disposable[];
  private later: ReturnType<typeof setTimeout> | undefined;
  private looking = 0;

  constructor(
    private readonly library: DeckLibrary,
    private readonly code: CodeService,
    onError: (error: unknown) => void,
  ) {
    const soon = () => {
      clearTimeout(this.later);
      this.later = setTimeout(() => {
        this.look().catch(onError);
      }, TOGETHER_MS);
    };
    this.subscriptions = [
      library.onDidSettle(soon),
      code.onDidChange(soon),
      vscode.window.onDidChangeVisibleTextEditors(soon),
    ];
  }

  /** The problems of a deck's code links as far as they are known. */
  of({ deck }: LoadedDeck): readonly Problem[] {
    return this.problems.get(deck) ?? [];
  }

  /** They will be told of soon: until then, what was known of the deck's last version still stands. */
  isPending(deck: LoadedDeck): boolean {
    return this.code.scopeOf(deck)?.complete === true && !this.problems.has(deck.deck);
  }

  dispose(): void {
    clearTimeout(this.later);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.found.dispose();
  }

  private async look(): Promise<void> {
    this.looking += 1;
    const number = this.looking;
    for (const deck of this.library.loadedNow()) {
      if (isShown(deck.source.uri) && this.code.scopeOf(deck)?.complete !== true) {
        // Other decks do not wait for this one's code; when it was read, all are looked at again.
        this.code.openSoon(deck);
      }
      const problems = await this.problemsOf(deck);
      if (number !== this.looking) return;
      if (problems === undefined || isSame(problems, this.problems.get(deck.deck))) continue;
      this.problems.set(deck.deck, problems);
      this.found.fire(deck);
    }
  }

  /** Undefined while not all of the deck's code is known. */
  private async problemsOf(deck: LoadedDeck): Promise<readonly Problem[] | undefined> {
    if (this.code.scopeOf(deck)?.complete !== true) return undefined;
    const { codeLinkProblems } = await import('../../deck');
    const problems: Problem[] = [];
    for await (const { card, links, found } of this.code.resolveAll(deck)) {
      problems.push(...codeLinkProblems(card, resolver(links, found), links));
    }
    return problems;
  }
}

function resolver(links: readonly CodeLink[], found: readonly ResolvedLink[]): CodeLinkResolver {
  const known = (link: CodeLink) => found[links.indexOf(link)];
  return {
    resolve: (link) => {
      const state = known(link)?.state ?? 'none';
      return state === 'none' ? 'unknown' : state;
    },
    instead: (link) => {
      const resolved = known(link);
      if (resolved === undefined) return [];
      return resolved.state === 'broken' ? resolved.suggestions : distinctNames(resolved);
    },
  };
}

/** `Class.name`, `module.name`, `folder.module.name` or a longer path: the least that tells the places of one name apart. */
function distinctNames({ targets }: ResolvedLink): readonly string[] {
  const chains = targets.map(({ file, symbol }) => {
    const folders = file.path.split('/');
    if (symbol === undefined) return { parts: folders, joint: '/' };
    const module = (folders.pop() ?? '').replace(/\.[^.]*$/, '');
    return { parts: [...folders, module, ...symbol.container, symbol.name], joint: '.' };
  });
  const endings = chains.map(({ parts, joint }) => parts.map((_, at) => parts.slice(-at - 1).join(joint)));
  const names = endings.flatMap((own) => {
    const shortest = own.slice(1).find((name) => endings.every((other) => other === own || !other.includes(name)));
    return shortest ?? [];
  });
  return names.slice(0, MOST_NAMES);
}

const isShown = (uri: vscode.Uri): boolean =>
  vscode.window.visibleTextEditors.some(({ document }) => document.uri.toString() === uri.toString());

const isSame = (one: readonly Problem[], other: readonly Problem[] | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

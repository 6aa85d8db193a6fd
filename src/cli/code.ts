import { readFileSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { mustResolve, type Card, type CodeLink, type CodeLinkResolver, type Deck } from '../deck';
import type { CodeIndex, CodeName, LinkScope, OpenCodeIndex, ResolvedLink } from '../tour';

/** The code that a deck's links name: every folder is read once, however many decks lead there. */
export class Code {
  private readonly open = new Map<string, OpenCodeIndex>();

  /**
   * Reads the code of a deck. Prototype folders that are not there are left out.
   * @param workspace a folder that goes before the deck's prototype
   */
  async scopeOf(deckFile: string, deck: Deck, workspace?: string): Promise<LinkScope> {
    const { orderRoots } = await import('../tour');
    const home = path.dirname(path.resolve(deckFile));
    const prototype = prototypeFolders(home, deck, workspace).filter(isFolder);
    const around = workspace === undefined ? [] : [path.resolve(workspace)];
    const roots = orderRoots(prototype, around, { workspaceFirst: true });
    const indexes: CodeIndex[] = [];
    for (const root of roots) indexes.push(await this.index(root));
    return { indexes, deck: home, exists: isFile, lineCount };
  }

  async close(): Promise<void> {
    for (const index of this.open.values()) await index.close();
  }

  private async index(root: string): Promise<CodeIndex> {
    const { openCodeIndex } = await import('../tour');
    const opened = this.open.get(root) ?? openCodeIndex({ root });
    this.open.set(root, opened);
    await opened.ready;
    return opened.index;
  }
}

/** A card's links and what they mean, in their order. */
export async function resolveCard(card: Card, scope: LinkScope): Promise<readonly ResolvedLink[]> {
  const { resolveLinks } = await import('../tour');
  return resolveLinks(card.codeLinks.map(codeName), scope);
}

/** What `greenroom lint` asks; links that need code are left alone where a deck has none. */
export async function codeLinkResolver(deck: Deck, scope: LinkScope): Promise<CodeLinkResolver> {
  const all = new Map<CodeLink, ResolvedLink>();
  for (const card of deck.rounds.flatMap(({ cards }) => cards)) {
    const found = await resolveCard(card, scope);
    for (const [at, link] of card.codeLinks.entries()) {
      const resolved = found[at];
      if (resolved !== undefined) all.set(link, resolved);
    }
  }
  return {
    resolve(link) {
      const state = all.get(link)?.state ?? 'none';
      const isUnknown =
        state === 'none' || (state === 'broken' && link.form !== 'explicit' && scope.indexes.length === 0);
      return isUnknown ? 'unknown' : state;
    },
    instead: (link) => all.get(link)?.suggestions ?? [],
  };
}

function codeName(link: CodeLink): CodeName {
  const { text, form, target } = link;
  return { text, form, mustResolve: mustResolve(link), ...(target === undefined ? {} : { target }) };
}

const WORKSPACE = 'workspace:';

export function prototypeFolders(home: string, { meta }: Deck, workspace: string | undefined): string[] {
  return meta.prototype.flatMap((folder) => {
    if (!folder.startsWith(WORKSPACE)) return [path.resolve(home, folder)];
    return workspace === undefined ? [] : [path.resolve(workspace, `./${folder.slice(WORKSPACE.length)}`)];
  });
}

export const isFolder = (folder: string): boolean => infoOf(folder)?.isDirectory() ?? false;

const isFile = (file: string): boolean => infoOf(file)?.isFile() ?? false;

/** Undefined for what is not there, and for what no file can be called: a deck may name anything. */
function infoOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

function lineCount({ root, path: relative }: { readonly root: string; readonly path: string }): number | undefined {
  try {
    return readFileSync(path.resolve(root, relative), 'utf8').split('\n').length;
  } catch {
    // A file that cannot be read now has no line that is known to be missing.
    return undefined;
  }
}

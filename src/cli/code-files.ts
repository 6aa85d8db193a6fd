import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CodeLink, CodeLinkResolver, Deck } from '../deck';

/**
 * Looks code links up in the files beside a deck: explicit ones relative to it, paths in its prototype folders. Without
 * a prototype folder there is nothing to look in, and only explicit links are judged.
 */
export async function codeLinkResolver(deckFile: string, deck: Deck): Promise<CodeLinkResolver> {
  const home = path.dirname(path.resolve(deckFile));
  const folders = deck.meta.prototype.filter((folder) => !folder.startsWith('workspace:'));
  const files = (await Promise.all(folders.map((folder) => filesBelow(path.join(home, folder))))).flat();
  const explicit = await existing(home, deck);
  return {
    resolve(link) {
      if (link.form === 'explicit') return explicit.has(link.target?.path ?? '') ? 'resolved' : 'broken';
      if (link.form === 'symbol' || files.length === 0) return 'unknown';
      return resolvePath(link, files);
    },
  };
}

function resolvePath({ text }: CodeLink, files: readonly string[]): 'resolved' | 'ambiguous' | 'broken' {
  if (files.includes(text)) return 'resolved';
  const matches = files.filter((file) => file.endsWith(`/${text}`)).length;
  return matches === 0 ? 'broken' : matches === 1 ? 'resolved' : 'ambiguous';
}

async function existing(home: string, deck: Deck): Promise<ReadonlySet<string>> {
  const links = deck.rounds.flatMap(({ cards }) => cards.flatMap(({ codeLinks }) => codeLinks));
  const paths = [...new Set(links.flatMap(({ target }) => (target === undefined ? [] : [target.path])))];
  const there = await Promise.all(
    paths.map(async (file) =>
      stat(path.join(home, file)).then(
        () => [file],
        () => [],
      ),
    ),
  );
  return new Set(there.flat());
}

/** Relative paths with forward slashes; empty for a folder that is not there. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !/(^|\/)(node_modules|\.git|\.venv|__pycache__)\//.test(file));
}

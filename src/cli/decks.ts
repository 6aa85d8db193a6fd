import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from './usage';

/** A file is taken as it is; a folder stands for the decks below it. */
export async function deckFiles(input: string): Promise<string[]> {
  const info = await stat(input).catch(() => {
    throw new UsageError(`${input} is not there`);
  });
  if (!info.isDirectory()) return [input];
  const entries = await readdir(input, { recursive: true, withFileTypes: true });
  const decks = entries
    .filter((entry) => entry.isFile() && entry.name === 'deck.md')
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/](node_modules|\.git)[\\/]/.test(file))
    .sort();
  if (decks.length === 0) throw new UsageError(`there is no deck.md in ${input}; name the file instead`);
  return decks;
}

/** One deck: a file, or the only deck in a folder. */
export async function deckFile(input: string): Promise<string> {
  const [first = input, ...others] = await deckFiles(input);
  if (others.length > 0 && path.dirname(first) !== path.normalize(input).replace(/[\\/]$/, ''))
    throw new UsageError(`there are ${others.length + 1} decks in ${input}; name one of them`);
  return first;
}

export async function readInput(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

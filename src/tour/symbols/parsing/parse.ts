import { languageOf } from '../languages';
import { emptyRecord, packRecord, type FileRecord, type FileStamp } from '../record';
import { rowsOf } from './definitions';
import type { Grammars } from './grammars';
import { countIdentifiers, hashOf } from './hash';
import { textOf } from './text';

/** Bytes; a larger file is known by its path alone. */
export const LARGEST = 2 * 1024 * 1024;
/** Milliseconds that a file may take. A parser that recovers from error after error can take minutes. */
const PATIENCE = 3000;

/** Whether the file's text has to be read. */
export function hasDefinitions({ path, size }: FileStamp): boolean {
  return size > 0 && size <= LARGEST && languageOf(path) !== undefined;
}

/** The record of a file's bytes. Never throws for what they are. */
export async function parseFile(stamp: FileStamp, bytes: Uint8Array, grammars: Grammars): Promise<FileRecord> {
  const language = languageOf(stamp.path);
  const text = language === undefined || bytes.length > LARGEST ? undefined : textOf(bytes);
  if (language === undefined || text === undefined) return emptyRecord(stamp);
  const identifiers = countIdentifiers(text);
  const { parser, query } = await grammars.get(language);
  const until = performance.now() + PATIENCE;
  const progressCallback = (): boolean => performance.now() > until;
  const tree = parser.parse(text, null, { progressCallback });
  if (tree === null) {
    parser.reset();
    return packRecord(stamp, [], identifiers, hashOf);
  }
  try {
    const rows = rowsOf(query.matches(tree.rootNode, { progressCallback }), text, language);
    return packRecord(stamp, rows, identifiers, hashOf);
  } finally {
    tree.delete();
  }
}

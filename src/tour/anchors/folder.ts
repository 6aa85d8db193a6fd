import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { gitHistory } from './git';
import type { AnchorWorld } from './types';

/** Not read: larger files are data. */
const MAX_BYTES = 2 * 1024 * 1024;
const MAX_FILES = 50_000;
/** Dependencies and what tools make are nobody's source. */
const SKIPPED = new Set(
  'node_modules bower_components __pycache__ site-packages venv env dist out build target vendor coverage'.split(' '),
);

/** The files of a folder on disk, with the history of the repository around it. Links that lead out are not followed. */
export function folderWorld(root: string): AnchorWorld {
  return {
    read: (file) => readInside(root, file),
    files: () => sourceFiles(root),
    history: gitHistory(root),
  };
}

async function readInside(root: string, file: string): Promise<string | undefined> {
  try {
    const [home, full] = await Promise.all([realpath(root), realpath(path.join(root, file))]);
    const relative = path.relative(home, full);
    if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) return undefined;
    const info = await stat(full);
    if (!info.isFile() || info.size > MAX_BYTES) return undefined;
    const bytes = await readFile(full);
    return bytes.subarray(0, 8000).includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}

async function sourceFiles(root: string): Promise<string[]> {
  const found: string[] = [];
  const folders = [''];
  for (let folder = folders.shift(); folder !== undefined && found.length < MAX_FILES; folder = folders.shift()) {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) found.push(relative);
      else if (entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name)) folders.push(relative);
    }
  }
  return found;
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Spot } from './tracking';

const run = promisify(execFile);

/**
 * Where git's reverse blame (white space ignored, moves and copies followed) sees each line of an old file at the head;
 * undefined for lines that were changed or removed on the way.
 */
export async function blamed(
  folder: string,
  commit: string,
  head: string,
  file: string,
): Promise<(Spot | undefined)[]> {
  const { stdout } = await run(
    'git',
    [
      '-C',
      folder,
      'blame',
      '--reverse',
      '--first-parent',
      '-w',
      '-M',
      '-C',
      '--line-porcelain',
      `${commit}..${head}`,
      '--',
      file,
    ],
    { maxBuffer: 1024 * 1024 * 1024 },
  );
  const spots: (Spot | undefined)[] = [];
  let hash = '';
  let line = 0;
  let final = 0;
  let name = '';
  for (const text of stdout.split('\n')) {
    const header = /^([0-9a-f]{40}) (\d+) (\d+)/.exec(text);
    if (text.startsWith('\t')) spots[final - 1] = hash === head ? { file: name, line: line - 1 } : undefined;
    else if (header !== null) [hash, line, final] = [header[1] ?? '', Number(header[2]), Number(header[3])];
    else if (text.startsWith('filename ')) name = text.slice(9);
  }
  return spots;
}

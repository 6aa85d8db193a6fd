import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { measureCommit } from './history';
import { git } from './repository';
import { random } from './sample';

const FILES = 24;
const COMMITS = 60;

type Tree = Map<string, string[][]>;

/** Measures on a history that is made for it: edits, moves, renames, reformatting, deletions, the same line many times. */
export async function measureMadeHistory(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'greenroom-anchors-made-'));
  try {
    git(folder, 'init', '--quiet');
    const next = random(7);
    let made = 0;
    const pick = <T>(of: readonly T[]): T => {
      const found = of[Math.floor(next() * of.length)];
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    };
    const block = (): string[] => functionOf(++made, pick);
    const tree: Tree = new Map();
    for (let at = 0; at < FILES; at++) tree.set(`src/part${String(at)}.py`, Array.from({ length: 12 }, block));
    save(folder, tree);
    const first = git(folder, 'rev-parse', 'HEAD').trim();
    for (let at = 0; at < COMMITS; at++) {
      change(tree, at, pick, block);
      save(folder, tree);
    }
    await measureCommit(folder, { hash: first, when: `a history that is made here, ${String(COMMITS)} commits ago` });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function change(tree: Tree, at: number, pick: <T>(of: readonly T[]) => T, block: () => string[]): void {
  const names = [...tree.keys()];
  const name = pick(names);
  const blocks = tree.get(name) ?? [];
  const body = pick(blocks);
  const place = blocks.indexOf(body);
  switch (at % 8) {
    case 0: // Comes in.
      blocks.splice(place, 0, block());
      break;
    case 1: // Goes.
      blocks.splice(place, 1);
      break;
    case 2: // Goes to another file.
      blocks.splice(place, 1);
      tree.get(pick(names))?.push(body);
      break;
    case 3: // The file is renamed.
      tree.delete(name);
      tree.set(name.replace(/^\w+\//, `lib${String(at)}/`), blocks);
      break;
    case 4: // Lines come in.
      body.splice(2, 0, `    check(${String(at)})`, '    audit.write("checked")');
      break;
    case 5: // The file is formatted anew.
      tree.set(
        name,
        blocks.map((lines) => lines.map((line) => line.replaceAll('    ', '  ').replaceAll("'", '"'))),
      );
      break;
    case 6: // Changes its place in the file.
      blocks.splice(place, 1);
      blocks.push(body);
      break;
    default: // A line goes.
      body.splice(3, 1);
  }
}

const NOUNS = 'order cart ledger token session quota tenant invoice shipment channel rule account'.split(' ');

function functionOf(number: number, pick: <T>(of: readonly T[]) => T): string[] {
  const [what, other] = [pick(NOUNS), pick(NOUNS)];
  return [
    `def handle_${what}_${String(number)}(${what}, ${other}=None):`,
    `    if ${what} is None:`,
    '        return None',
    `    log.info('${what}', ${what}.id)`,
    `    for each in ${what}.${other}s:`,
    '        if not each.valid:',
    '            continue',
    `        each.apply(${other}, limit=${String(number % 9)})`,
    '    try:',
    `        ${what}.save()`,
    '    except StorageError:',
    '        return None',
    `    return ${what}.${other}`,
    '',
    '',
  ];
}

function save(folder: string, tree: Tree): void {
  for (const entry of ['src', ...Array.from({ length: COMMITS }, (_, at) => `lib${String(at)}`)]) {
    rmSync(path.join(folder, entry), { recursive: true, force: true });
  }
  for (const [file, blocks] of tree) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), blocks.flat().join('\n'));
  }
  git(folder, 'add', '-A');
  const who = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', '-c', 'commit.gpgsign=false'];
  execFileSync('git', ['-C', folder, ...who, 'commit', '--quiet', '--allow-empty', '-m', 'change']);
}

import { spawn } from 'node:child_process';
import type { AnchorHistory } from './types';

/**
 * Only what reads objects is called: nothing that runs filters, hooks, drivers or pagers that a repository may name,
 * nothing that writes, and no network (a partial clone does not fetch what it lacks).
 */
const GUARDS = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'protocol.allow=never'];
const TIMEOUT_MS = 20_000;
const MAX_OUTPUT = 256 * 1024 * 1024;
/** Larger blobs are not source text. */
const MAX_BLOB = 4 * 1024 * 1024;
const COMMIT = /^[0-9a-f]{7,64}$/;

/** The history of the repository that a folder is in; one that knows nothing when it is in none, or git is missing. */
export function gitHistory(folder: string): AnchorHistory {
  return {
    async textsAt(commit, files) {
      const named = files.filter((file) => !/[\n\r\0]/.test(file));
      if (!COMMIT.test(commit) || named.length === 0) return new Map();
      const input = named.map((file) => `${commit}:./${file}\n`).join('');
      return blobs(named, await git(folder, ['cat-file', '--batch'], input));
    },
    async renamedSince(commit) {
      if (!COMMIT.test(commit)) return new Map();
      const options = ['-r', '-M', '-l4000', '--relative', '--name-status', '-z', '--diff-filter=R'];
      const plain = ['--no-ext-diff', '--no-textconv', '--ignore-submodules'];
      return renames(await git(folder, ['diff-tree', ...options, ...plain, commit, 'HEAD', '--']));
    },
  };
}

/** The commit that is checked out in the repository around a folder; undefined without one. */
export async function headCommit(folder: string): Promise<string | undefined> {
  const out = (await git(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'])).toString('latin1').trim();
  return COMMIT.test(out) ? out : undefined;
}

/** Standard output; empty when git fails, is missing, or takes too long. */
function git(folder: string, args: readonly string[], input = ''): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const child = spawn('git', [...GUARDS, ...args], {
      cwd: folder,
      env: environment(),
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: TIMEOUT_MS,
      windowsHide: true,
    });
    const nothing = (): void => {
      resolve(Buffer.alloc(0));
    };
    child.on('error', nothing);
    // A command that reads no input may be over before its end arrives.
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT) child.kill();
      else chunks.push(chunk);
    });
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks));
      else nothing();
    });
    child.stdin.end(input);
  });
}

/** Variables that say which repository this is would speak of another one, inside a hook for example. */
function environment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  return {
    ...Object.fromEntries(others),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
  };
}

/** `cat-file --batch` answers in the order of the questions: a header line, the bytes, a line break. */
function blobs(files: readonly string[], output: Buffer): Map<string, string> {
  const texts = new Map<string, string>();
  let at = 0;
  for (const file of files) {
    const end = output.indexOf(10, at);
    if (end < 0) break;
    const header = /^[0-9a-f]+ ([a-z]+) (\d+)$/.exec(output.toString('latin1', at, end));
    at = end + 1;
    if (header === null) continue;
    const size = Number(header[2]);
    if (header[1] === 'blob' && size <= MAX_BLOB) texts.set(file, output.toString('utf8', at, at + size));
    at += size + 1;
  }
  return texts;
}

/** Records of three: `R087`, the old name, the new one. */
function renames(output: Buffer): Map<string, string> {
  const fields = output.toString('utf8').split('\0');
  const found = new Map<string, string>();
  for (let at = 0; at + 2 < fields.length; at += 3) found.set(fields[at + 1] ?? '', fields[at + 2] ?? '');
  return found;
}

import { spawn } from 'node:child_process';
import path from 'node:path';
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
      const options = ['-M', '-l4000', '--relative', '--name-status', '-z', '--ignore-submodules'];
      const plain = ['--no-ext-diff', '--no-textconv', '--no-color'];
      const events = ['--first-parent', '-m', '--reverse', '--format=', '--diff-filter=RD'];
      const [log, difference] = await Promise.all([
        git(folder, ['log', ...events, ...options, ...plain, `${commit}..HEAD`, '--']),
        git(folder, ['diff-tree', '-r', '--diff-filter=R', ...options, ...plain, commit, 'HEAD', '--']),
      ]);
      return allRenames(renamesThrough(changesIn(log)), changesIn(difference));
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
    const child = spawn('git', ['-C', path.resolve(folder), ...GUARDS, ...args], {
      // Windows looks for a program in the current folder first: a repository is not to bring a git of its own.
      cwd: path.dirname(process.execPath),
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

interface NameChange {
  readonly from: string;
  /** Undefined for a file that was deleted. */
  readonly to: string | undefined;
}

/** Records of `--name-status -z`: `R087`, the old name and the new one, or `D` and the name. */
function changesIn(output: Buffer): NameChange[] {
  const fields = output.toString('utf8').split('\0');
  const changes: NameChange[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const [status = '', from = '', to = ''] = fields.slice(at, at + 3);
    const renamed = status.startsWith('R');
    changes.push({ from, to: renamed ? to : undefined });
    at += renamed ? 3 : 2;
  }
  return changes;
}

/** What became of each old name, change after change. */
function renamesThrough(changes: readonly NameChange[]): Map<string, string> {
  const oldNames = new Map<string, string>();
  for (const { from, to } of changes) {
    const old = oldNames.get(from) ?? from;
    oldNames.delete(from);
    if (to !== undefined) oldNames.set(to, old);
  }
  return new Map([...oldNames].map(([now, old]) => [old, now]));
}

/**
 * Commit by commit a file stays recognisable however much it has changed in all. The two ends compared tell of one that
 * was written anew elsewhere before it was deleted, unless that place is known to be another file's.
 */
function allRenames(followed: Map<string, string>, compared: readonly NameChange[]): Map<string, string> {
  const taken = new Set(followed.values());
  for (const { from, to } of compared) {
    if (to !== undefined && !followed.has(from) && !taken.has(to)) followed.set(from, to);
  }
  return followed;
}

import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { SpotPlace } from '../service/place';
import type { SelectedPrototype } from './select';

const SUITE = ['tests', 'run_suite.py'] as const;
const ENOUGH = [3, 9] as const;
const PROBE_MS = 20_000;

/** The folder of the prototype that runs the same suite, beside a sandbox. */
export async function prototypeOf({ folder, deck }: SpotPlace): Promise<vscode.Uri | undefined> {
  const homes = [vscode.Uri.joinPath(folder, '..'), ...(deck ? [vscode.Uri.joinPath(deck.uri, '..')] : [])];
  for (const home of homes) {
    const prototype = vscode.Uri.joinPath(home, 'prototype');
    try {
      await vscode.workspace.fs.stat(vscode.Uri.joinPath(prototype, ...SUITE));
      return prototype;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

/** Runs the prototype's own golden suite with the Python that is found; its output goes to the test run. */
export async function runPrototype(
  run: vscode.TestRun,
  { item, folder, alone }: SelectedPrototype,
  signal: AbortSignal,
): Promise<void> {
  const say = (text: string) => {
    run.appendOutput(text.replace(/\r?\n/g, '\r\n'), undefined, item);
  };
  const cannot = (why: string) => {
    say(`${why}\n`);
    // As a part of everything it is left out where it cannot run; asked for by itself, that is the answer.
    if (alone) run.errored(item, new vscode.TestMessage(why));
    else run.skipped(item);
  };
  if (!vscode.workspace.isTrusted) {
    cannot(vscode.l10n.t('The prototype’s Python runs only in a workspace that you trust.'));
    return;
  }
  run.started(item);
  const found = await findPython(folder.fsPath);
  if (!('python' in found)) {
    cannot(found.why);
    return;
  }
  const start = performance.now();
  const { code, tail } = await stream(found.python, folder.fsPath, say, signal);
  const took = performance.now() - start;
  if (signal.aborted) run.skipped(item);
  else if (code === 0) run.passed(item, took);
  else run.failed(item, new vscode.TestMessage(tail), took);
}

/** One with what the prototype needs: its own environment, the workspace's, then what is on the path. */
async function findPython(folder: string): Promise<{ readonly python: string } | { readonly why: string }> {
  const environments = [folder, ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath)];
  const inside = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const candidates = [...environments.map((home) => path.join(home, '.venv', ...inside)), 'python3', 'python'];
  let first: string | undefined;
  for (const python of candidates) {
    const missing = await missingIn(python, folder);
    if (missing === undefined) continue;
    if (missing.length === 0) return { python };
    first ??= vscode.l10n.t('{0} has no module {1}.', python, missing.join(', '));
  }
  const why = first ?? vscode.l10n.t('No Python {0} or newer is found.', ENOUGH.join('.'));
  const [python, environment] =
    process.platform === 'win32' ? ['py', '.venv\\Scripts\\pip'] : ['python3', '.venv/bin/pip'];
  const how = `${python} -m venv .venv\n${environment} install -r requirements.txt`;
  return { why: vscode.l10n.t('{0} Install what the prototype needs, in {1}:\n{2}', why, folder, how) };
}

/** The modules that a Python lacks; undefined where there is no such Python, or too old a one. */
async function missingIn(python: string, folder: string): Promise<string[] | undefined> {
  const script =
    'import sys, importlib.util as u; ' +
    `print("old" if sys.version_info < (${ENOUGH.join(', ')}) else ` +
    '",".join(m for m in ("duckdb", "yaml") if u.find_spec(m) is None))';
  try {
    const options = { cwd: folder, timeout: PROBE_MS, windowsHide: true };
    const { stdout } = await promisify(execFile)(python, ['-c', script], options);
    const text = stdout.trim();
    return text === 'old' ? undefined : text.split(',').filter((name) => name !== '');
  } catch {
    return undefined;
  }
}

/** The last lines of an output say how it ended. */
const TAIL = 4000;

function stream(
  python: string,
  folder: string,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<{ readonly code: number | null; readonly tail: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' };
    const child = spawn(python, ['-u', path.join(...SUITE)], { cwd: folder, env, windowsHide: true });
    let tail = '';
    const take = (text: string) => {
      say(text);
      tail = (tail + text).slice(-TAIL);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const stop = () => {
      child.kill('SIGKILL');
    };
    signal.addEventListener('abort', stop, { once: true });
    const end = (code: number | null) => {
      signal.removeEventListener('abort', stop);
      resolve({ code, tail: tail.trim() });
    };
    child.once('error', (error) => {
      take(`${error.message}\n`);
      end(null);
    });
    child.once('close', end);
  });
}

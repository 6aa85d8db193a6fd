// Small helpers around child processes that the other scripts share.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const CACHE = path.join(ROOT, '.vscode-test');

/** A command that ended with another exit code than 0, with the end of what it printed. */
export class CommandError extends Error {
  constructor(command, code, output) {
    super(`"${command}" ended with ${code}${output ? `:\n${output.trim().split('\n').slice(-30).join('\n')}` : ''}`);
    this.code = code;
    this.output = output;
  }
}

/**
 * Runs a command to its end. Resolves to what it printed; `show: true` also prints it as it comes.
 * On Windows npm is a .cmd file, which only a shell can start, and a shell takes one line.
 */
export function run(command, args, { cwd = ROOT, env = process.env, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const shell = process.platform === 'win32' && !/[\\/]/.test(command);
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = shell
      ? spawn([command, ...args.map(quoted)].join(' '), { cwd, env, shell, stdio })
      : spawn(command, args, { cwd, env, stdio });
    let output = '';
    const take = (stream) => (chunk) => {
      output += chunk;
      if (show) stream.write(chunk);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      code === 0 ? resolve(output) : reject(new CommandError([command, ...args].join(' '), code ?? signal, output)),
    );
  });
}

/** For the shell of Windows: the paths among the arguments may hold spaces. */
const quoted = (arg) => (/^[\w@./:=-]+$/.test(arg) ? arg : `"${arg}"`);

/** Installs the project's own packages when they are missing or older than the lock file. */
export async function ensureDependencies() {
  const installed = path.join(ROOT, 'node_modules/.package-lock.json');
  if (existsSync(installed) && !lockChanged(installed)) return;
  console.log('Installing packages (npm ci) …');
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** npm leaves a copy of the lock beside the packages; another set of versions means another install. */
function lockChanged(installed) {
  const versions = (file) =>
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages)
      .filter(([name, { optional }]) => name !== '' && !optional)
      .map(([name, { version }]) => `${name}@${version}`)
      .sort()
      .join();
  return versions(installed) !== versions(path.join(ROOT, 'package-lock.json'));
}

/** First line of a command's answer, or undefined where the command is not there. */
export async function probe(command, args) {
  try {
    return (await run(command, args)).split('\n')[0].trim();
  } catch {
    return undefined;
  }
}

/** Removes a folder that a process on its way out may still write to. */
export async function removeFolder(folder) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await rm(folder, { recursive: true, force: true });
    } catch (error) {
      if (tries === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

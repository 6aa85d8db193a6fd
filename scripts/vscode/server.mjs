// Starts and stops a VS Code server, and writes the address of a workbench on it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CACHE, ROOT, removeFolder, run } from '../run.mjs';

/** User settings of every run: nothing that greets, updates, counts or asks the network. */
const QUIET = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
};

/**
 * @param {{main: string, node: string}} install what installServer gave
 * @param {{dataDir?: string, settings?: object, env?: object, installed?: boolean, port?: number}} options `dataDir` is
 *   kept; without it a temporary one is made and removed at the end. `installed`: the extension comes from the data
 *   folder, not from the address.
 */
export async function startServer(install, { dataDir, settings = {}, env = {}, installed = false, port = 0 } = {}) {
  const folder = dataDir ?? mkdtempSync(path.join(os.tmpdir(), 'greenroom-vscode-'));
  mkdirSync(path.join(folder, 'data/User'), { recursive: true });
  writeFileSync(path.join(folder, 'data/User/settings.json'), JSON.stringify({ ...QUIET, ...settings }, null, 2));
  const args = [
    ...[install.main, '--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    ...['--accept-server-license-terms', '--server-data-dir', folder, '--telemetry-level', 'off', '--log', 'info'],
    ...(!installed && needsDriver(install.main) ? ['--enable-smoke-test-driver'] : []),
  ];
  const child = spawn(install.node, args, {
    // An empty gallery description stops every request to a marketplace.
    env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const listening = await new Promise((resolve, reject) => {
    const take = (chunk) => {
      log = (log + chunk).slice(-100_000);
      const match = /Extension host agent listening on (\d+)/.exec(log);
      if (match) resolve(Number(match[1]));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`The VS Code server ended with ${code}.\n${log}`)));
  });
  return {
    port: listening,
    pid: child.pid,
    dataDir: folder,
    get log() {
      return log;
    },
    async stop() {
      await end(child);
      if (dataDir === undefined) await removeFolder(folder);
    },
  };
}

/** Newer servers take an extension from the address only under their test driver, which hides toasts: not wanted where not needed. */
function needsDriver(main) {
  const { version } = JSON.parse(readFileSync(path.join(path.dirname(main), '../package.json'), 'utf8'));
  return Number(version.split('.')[1]) > 100;
}

/** Asks a child to end and waits; after five seconds it is killed. */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}

/** Installs a packaged extension into a server's data folder. */
export async function installVsix(install, dataDir, vsix) {
  const args = ['--server-data-dir', dataDir, '--accept-server-license-terms', '--install-extension', vsix];
  await run(install.node, [install.main, ...args], { env: { ...process.env, EXTENSIONS_GALLERY: '{}' } });
}

/**
 * This checkout under a second path. VS Code takes themes found below the folder of an extension under development for
 * that extension's own and switches to them, and the server's themes are below this checkout.
 */
export function extensionUnderDevelopment() {
  const link = path.join(CACHE, 'extension');
  mkdirSync(CACHE, { recursive: true });
  // A checkout that was moved or copied still has the link of the old one.
  if (targetOf(link) !== realpathSync(ROOT)) {
    rmSync(link, { force: true });
    symlinkSync(ROOT, link, 'junction');
  }
  return link;
}

function targetOf(link) {
  try {
    return realpathSync(link);
  } catch {
    return undefined;
  }
}

/** The workbench's address; `extension` and `tests` are folders or files on this machine. */
export function workbenchUrl(server, { folder, extension, tests } = {}) {
  const authority = `127.0.0.1:${server.port}`;
  const remote = (file) => `vscode-remote://${authority}${slashes(file)}`;
  const payload = [['skipWelcome', 'true']];
  if (extension) payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  const url = new URL(`http://${authority}/`);
  if (folder) url.searchParams.set('folder', slashes(folder));
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** Windows paths as they stand in a URI: /c:/folder. */
function slashes(file) {
  const forward = file.replaceAll('\\', '/');
  return forward.startsWith('/') ? forward : `/${forward}`;
}

// npm start: installs what is missing, builds, and opens VS Code with the extension and the shipped deck's prototype.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CACHE, ROOT, ensureDependencies, run } from './run.mjs';

const DECK = path.join(ROOT, 'decks/spot-director');
const prototype = path.join(DECK, 'prototype');
const folder = existsSync(prototype) ? prototype : DECK;

try {
  await ensureDependencies();
  console.log('Building …');
  await run(process.execPath, ['esbuild.mjs', '--dev']);
  const { findVsCode } = await import('./vscode/find.mjs');
  const code = await findVsCode();
  console.log(`Using ${code.label}.`);
  await (code.kind === 'desktop' ? openDesktop(code) : openServer(code));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function openDesktop({ executable }) {
  const data = path.join(CACHE, 'user-data');
  const child = spawn(
    executable,
    [
      folder,
      `--extensionDevelopmentPath=${ROOT}`,
      `--user-data-dir=${data}`,
      '--disable-workspace-trust',
      '--wait',
      '--new-window',
    ],
    { stdio: 'inherit' },
  );
  onInterrupt(() => child.kill());
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
}

async function openServer(install) {
  const { extensionUnderDevelopment, startServer, workbenchUrl } = await import('./vscode/server.mjs');
  const port = Number(process.env.GREENROOM_PORT ?? 0);
  const server = await startServer(install, { dataDir: path.join(CACHE, 'start-data'), port });
  const url = workbenchUrl(server, { folder, extension: extensionUnderDevelopment() });
  console.log(`\nGreenroom runs at\n\n  ${url}\n\nCtrl+C stops it.`);
  openInBrowser(url);
  await new Promise((resolve) => onInterrupt(resolve));
  await server.stop();
}

/** Opens the address where there is a screen; the printed line serves where there is none. */
function openInBrowser(url) {
  const opener = { darwin: 'open', win32: 'explorer.exe', linux: 'xdg-open' }[process.platform];
  if (process.env.CI || (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)) return;
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

function onInterrupt(stop) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
}

// Runs out/host/index.cjs inside a real extension host and counts its tests.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { CACHE, ROOT, removeFolder } from '../run.mjs';
import { findVsCode } from './find.mjs';
import { launchBrowser } from './browser.mjs';
import { extensionUnderDevelopment, startServer, workbenchUrl } from './server.mjs';

const TESTS = path.join(ROOT, 'out/host/index.cjs');
const LIMIT_MS = 10 * 60_000;

/** @returns {Promise<{passed: number, failed: number, skipped: number}>} */
export async function runHostTests() {
  const code = await findVsCode();
  console.log(`Using ${code.label}.`);
  const workspace = mkdtempSync(path.join(os.tmpdir(), 'greenroom-host-'));
  try {
    const output = await (code.kind === 'desktop' ? onDesktop(code, workspace) : onServer(code, workspace));
    const counts = /greenroom-counts (\{.*\})/.exec(output);
    if (!counts) throw new Error('The extension host ended without counting its tests.');
    return JSON.parse(counts[1]);
  } finally {
    await removeFolder(workspace);
  }
}

async function onDesktop({ executable }, workspace) {
  const { run } = await import('../run.mjs');
  const args = [
    workspace,
    `--extensionDevelopmentPath=${ROOT}`,
    `--extensionTestsPath=${TESTS}`,
    `--user-data-dir=${path.join(CACHE, 'host-data')}`,
    ...['--disable-workspace-trust', '--disable-updates', '--disable-telemetry', '--skip-welcome', '--no-sandbox'],
  ];
  try {
    return await run(executable, args, { show: true });
  } catch (error) {
    // A failing suite ends the editor with a code of its own; the counts in its output say more.
    return error.output ?? Promise.reject(error);
  }
}

/** Lines of the workbench itself that say nothing about the tests. */
const NOISE =
  /connection token|Creating a socket|reconnection-grace-time|AgentHost|AccountPolicyGate|additional builtin extensions|Service Worker\] registration|authentication provider 'github'|ChatSessionStore|MaxListenersExceeded|No tree view with id|extensionHostProcess\.js:\d/;

async function onServer(install, workspace) {
  const server = await startServer(install);
  const browser = await launchBrowser();
  let output = '';
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.exposeFunction('codeAutomationLog', (type, args) => {
      const text = format(...args);
      output += `${text}\n`;
      if (!NOISE.test(text) && !text.startsWith('greenroom-counts')) console[type === 'error' ? 'error' : 'log'](text);
    });
    let finish;
    const finished = new Promise((resolve) => (finish = resolve));
    await page.exposeFunction('codeAutomationExit', () => finish());
    await page.goto(workbenchUrl(server, { folder: workspace, extension: extensionUnderDevelopment(), tests: TESTS }));
    const limit = setTimeout(() => finish(new Error('The host tests did not end in ten minutes.')), LIMIT_MS);
    const error = await finished;
    clearTimeout(limit);
    if (error) throw error;
    return output;
  } finally {
    await browser.close();
    await server.stop();
  }
}

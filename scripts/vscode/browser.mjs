// A Chromium to show the workbench in: found, or on Debian as root installed, or asked for in one line.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { probe, run } from '../run.mjs';

const CANDIDATES = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/microsoft-edge'],
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData']
    .map((key) => process.env[key])
    .filter(Boolean)
    .flatMap((base) => [
      path.join(base, 'Google/Chrome/Application/chrome.exe'),
      path.join(base, 'Microsoft/Edge/Application/msedge.exe'),
    ]),
};

/** @returns {string | undefined} the browser's path */
export function findBrowser() {
  const asked = process.env.GREENROOM_BROWSER;
  if (asked) {
    if (!existsSync(asked)) throw new Error(`GREENROOM_BROWSER names ${asked}, which is not there.`);
    return asked;
  }
  return (CANDIDATES[process.platform] ?? []).find((file) => existsSync(file));
}

/** Like findBrowser, but installs Debian's Chromium where that is possible; throws one line that says what to do. */
export async function ensureBrowser() {
  const found = findBrowser();
  const apt =
    process.platform === 'linux' && process.getuid() === 0 && (await probe('apt-get', ['--version'])) !== undefined;
  const emoji = '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf';
  if (apt && (!found || (process.env.CI && !existsSync(emoji)))) {
    console.log('Installing Chromium and an emoji font (apt-get) …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-color-emoji'], { env });
  }
  const browser = findBrowser();
  if (!browser) {
    throw new Error('No Chromium, Chrome or Edge found: install one, or set GREENROOM_BROWSER to its path.');
  }
  return browser;
}

export async function launchBrowser({ headless = true } = {}) {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: await ensureBrowser(),
    headless,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

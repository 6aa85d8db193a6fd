// The one door to a VS Code: says which one was taken.
//   1. GREENROOM_VSCODE: a desktop `code` executable, or an unpacked VS Code server (its folder)
//   2. a desktop VS Code by @vscode/test-electron (its cache, else a download), where there is a display
//   3. the server from npm
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { CACHE } from '../run.mjs';
import { installServer } from './install-server.mjs';

/**
 * @param {{which?: 'minimum' | 'newest', desktop?: boolean}} options `desktop: false` leaves out step 2
 * @returns {Promise<{kind: 'desktop', executable: string, label: string} |
 *   {kind: 'server', main: string, node: string, label: string}>}
 */
export async function findVsCode({ which = 'minimum', desktop = true } = {}) {
  const asked = process.env.GREENROOM_VSCODE;
  if (asked) return fromPath(asked);
  if (desktop && hasDisplay()) {
    const executable = await download();
    if (executable) return { kind: 'desktop', executable, label: `desktop VS Code (${executable})` };
  }
  const server = await installServer(which);
  return { kind: 'server', ...server, label: `VS Code server ${server.vscode} from npm` };
}

function fromPath(asked) {
  if (!existsSync(asked)) throw new Error(`GREENROOM_VSCODE names ${asked}, which is not there.`);
  if (!statSync(asked).isDirectory())
    return { kind: 'desktop', executable: asked, label: `desktop VS Code (${asked})` };
  const main = path.join(asked, 'out/server-main.js');
  if (!existsSync(main)) throw new Error(`GREENROOM_VSCODE names ${asked}, which holds no out/server-main.js.`);
  const own = path.join(asked, process.platform === 'win32' ? 'node.exe' : 'node');
  return { kind: 'server', main, node: existsSync(own) ? own : process.execPath, label: `VS Code server in ${asked}` };
}

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

async function download() {
  const { downloadAndUnzipVSCode, SilentReporter } = await import('@vscode/test-electron');
  try {
    return await downloadAndUnzipVSCode({
      version: 'stable',
      cachePath: CACHE,
      reporter: new SilentReporter(),
      timeout: 20_000,
    });
  } catch (error) {
    console.log(`No desktop VS Code (${error.message}); using the server from npm.`);
    return undefined;
  }
}

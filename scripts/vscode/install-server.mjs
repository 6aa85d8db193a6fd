// Puts a VS Code server into .vscode-test/server/<version>: the same VS Code, with the same Node extension host, from
// npm packages alone. `code-server` is only the carrier of its lib/vscode; its own wrapper is not used.
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CACHE, ROOT, run } from '../run.mjs';

/** The versions that the tests run on. `node` is the runtime that this server needs, where the machine's may be older. */
export const SERVERS = {
  minimum: { vscode: '1.100.3', packages: { 'code-server': '4.100.3' } },
  newest: { vscode: '1.139.1', packages: { 'code-server': '4.139.1' }, node: '24.21.0' },
};

/** Native modules that a headless server does without, and what only weighs. */
const UNUSED = ['@github', '@microsoft/mxc-sdk', '@vscode/sqlite3', '@devcontainers'];

/** @returns {Promise<{main: string, node: string, vscode: string}>} the server's entry, its Node and its version */
export async function installServer(which) {
  const { vscode, packages, node } = SERVERS[which];
  const home = path.join(CACHE, 'server', vscode);
  if (!existsSync(path.join(home, 'complete'))) await install(home, { ...packages, ...nodePackage(node) }, vscode);
  const own = path.join(home, 'node_modules', Object.keys(nodePackage(node))[0] ?? '-', 'bin', nodeBinary);
  return {
    vscode,
    main: path.join(home, 'node_modules/code-server/lib/vscode/out/server-main.js'),
    node: existsSync(own) ? own : process.execPath,
  };
}

const nodeBinary = process.platform === 'win32' ? 'node.exe' : 'node';

/** npm carries Node itself, a package for each platform. */
function nodePackage(version) {
  if (version === undefined) return {};
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'win' }[process.platform] ?? process.platform;
  return { [`node-${platform}-${process.arch}`]: version };
}

async function install(home, dependencies, vscode) {
  const seconds = (since) => ((Date.now() - since) / 1000).toFixed(0);
  const start = Date.now();
  console.log(`Installing VS Code server ${vscode} from npm …`);
  // Built beside its final place and renamed at the end, so that an interrupted install is never taken for a whole one.
  const work = `${home}.partial-${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  writeFileSync(path.join(work, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await run('npm', npm, { cwd: work });
  const server = path.join(work, 'node_modules/code-server/lib/vscode');
  await run('npm', [...npm, '--omit=dev'], { cwd: server });
  standIn(server);
  writeFileSync(path.join(work, 'complete'), vscode);
  rmSync(home, { recursive: true, force: true });
  renameSync(work, home);
  console.log(`Installed in ${seconds(start)} s.`);
}

/** Two native modules are not built by an install without scripts; plain JavaScript does their work here. */
function standIn(server) {
  const modules = path.join(server, 'node_modules');
  cpSync(path.join(ROOT, 'scripts/vscode/spdlog.cjs'), path.join(modules, '@vscode/spdlog/index.js'));
  for (const name of ['native-watchdog', '@vscode/native-watchdog']) {
    const folder = path.join(modules, name);
    if (existsSync(folder)) writeFileSync(path.join(folder, 'index.js'), 'exports.start = () => {};\n');
  }
  for (const name of UNUSED) rmSync(path.join(modules, name), { recursive: true, force: true });
  rmSync(path.join(server, 'extensions/copilot'), { recursive: true, force: true });
}

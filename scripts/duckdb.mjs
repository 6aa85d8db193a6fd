// DuckDB's native library for a platform, from its npm package: installed for this machine, packed for the others.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CACHE, ROOT, run } from './run.mjs';

export const thisPlatform = () => `${process.platform}-${process.arch}`;

/** The library itself, and the binding that loads it from its own folder. */
const LIBRARY = /^(duckdb\.node|libduckdb\.(so|dylib)|duckdb\.dll)$/;

/** Puts the library of a platform (`linux-x64`, `darwin-arm64` …) into a folder. */
export async function placeDuckDb(platform, folder) {
  const source = await libraryFolder(platform);
  const files = readdirSync(source).filter((name) => LIBRARY.test(name));
  if (files.length < 2) throw new Error(`${source} does not hold DuckDB's library.`);
  mkdirSync(folder, { recursive: true });
  for (const name of files) copyFileSync(path.join(source, name), path.join(folder, name));
}

async function libraryFolder(platform) {
  const installed = path.join(ROOT, `node_modules/@duckdb/node-bindings-${platform}`);
  if (existsSync(installed)) return installed;
  const { version } = JSON.parse(
    readFileSync(path.join(ROOT, 'node_modules/@duckdb/node-bindings/package.json'), 'utf8'),
  );
  const home = path.join(CACHE, 'duckdb', `${platform}-${version}`);
  const folder = path.join(home, 'node_modules/@duckdb', `node-bindings-${platform}`);
  if (!existsSync(folder)) await fetchPackage(home, `@duckdb/node-bindings-${platform}@${version}`);
  return folder;
}

/** Installs one package by itself, whatever platform it is for. */
async function fetchPackage(home, spec) {
  const work = `${home}.partial-${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  await run('npm', [
    'install',
    '--prefix',
    work,
    '--force',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    spec,
  ]);
  rmSync(home, { recursive: true, force: true });
  renameSync(work, home);
}

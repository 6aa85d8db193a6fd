// npm run package: an installable .vsix for each platform, in out/.
//   node scripts/package.mjs [--this-platform]
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { thisPlatform } from './duckdb.mjs';
import { ROOT, ensureDependencies, run } from './run.mjs';

const TARGETS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'];
const OUT = path.join(ROOT, 'out');

export const vsixFile = (target) => {
  const { name, version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  return path.join(OUT, `${name}-${target}-${version}.vsix`);
};

// Its path may be written in several ways: by a link, or by a drive's letter.
if (realpathSync(process.argv[1] ?? '') === realpathSync(fileURLToPath(import.meta.url))) {
  await ensureDependencies();
  const only = process.argv.includes('--this-platform');
  mkdirSync(OUT, { recursive: true });
  for (const target of only ? [thisPlatform()] : TARGETS) await pack(target);
}

async function pack(target) {
  const file = vsixFile(target);
  rmSync(file, { force: true });
  const vsce = path.join(ROOT, 'node_modules/@vscode/vsce/vsce');
  // Everything is bundled, so no node_modules travel; .vscodeignore is an allow-list.
  // vsce builds by itself; the build reads which platform it is for.
  await run(
    process.execPath,
    [
      vsce,
      'package',
      '--no-dependencies',
      '--target',
      target,
      '--out',
      file,
      '--no-rewrite-relative-links',
      '--allow-missing-repository',
    ],
    { env: { ...process.env, GREENROOM_TARGET: target } },
  );
  if (!existsSync(file)) throw new Error(`vsce made no ${file}.`);
  console.log(path.relative(ROOT, file));
}

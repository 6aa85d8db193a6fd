// npm run bench [-- name … path …]: runs bench/*.bench.ts, each in a fresh process, which gets the paths.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT, ensureDependencies, run } from '../scripts/run.mjs';

await ensureDependencies();
const names = readdirSync(path.join(ROOT, 'bench'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));
const paths = process.argv.slice(2).filter((arg) => !names.includes(arg) && existsSync(arg));
const asked = process.argv.slice(2).filter((arg) => !paths.includes(arg));
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  process.exit(2);
}
// What is measured is what users get.
await run(process.execPath, [path.join(ROOT, 'esbuild.mjs')]);
for (const name of asked.length > 0 ? asked : names) {
  console.log(`\n── ${name}`);
  await run(
    process.execPath,
    [
      '--expose-gc',
      '--import=tsx',
      path.join(ROOT, 'bench', `${name}.bench.ts`),
      ...paths.map((each) => path.resolve(each)),
    ],
    {
      show: true,
    },
  );
}

import { build } from 'esbuild';
import path from 'node:path';

let built: Promise<string> | undefined;

/** The index's worker thread, built of the sources as they are. */
export function symbolWorker(): Promise<string> {
  built ??= bundle();
  return built;
}

async function bundle(): Promise<string> {
  // In the project's folder, so that the grammars are found in its packages.
  const outfile = path.resolve('out', 'unit', `symbol-worker-${process.pid}.mjs`);
  await build({
    entryPoints: ['src/tour/symbols/work/worker.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  return outfile;
}

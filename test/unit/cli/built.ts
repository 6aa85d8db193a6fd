import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildSync } from 'esbuild';

/** The command as it is shipped, with its worker beside it. */
const OUT = path.resolve('out/cli');
const NODE = { bundle: true, platform: 'node', target: 'node20', outdir: OUT, logLevel: 'warning' } as const;
buildSync({
  ...NODE,
  entryPoints: { cli: 'src/cli/main.ts' },
  splitting: true,
  format: 'esm',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
buildSync({
  ...NODE,
  entryPoints: { 'engine-worker': 'src/engine/duckdb/worker.ts' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  external: ['@duckdb/node-api'],
});
export const MAIN = path.join(OUT, 'cli.js');

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export function greenroom(...args: string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

// Builds dist/: the extension (split, so that heavy parts load on first use), the webviews and the command line.
//   node esbuild.mjs [--watch] [--dev] [--tests]
import { build, context } from 'esbuild';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { placeDuckDb, thisPlatform } from './scripts/duckdb.mjs';

/** What src/tour/symbols/languages has a language for. */
const GRAMMARS = 'c-sharp cpp go java javascript php python ruby rust tsx typescript'.split(' ');

const watch = process.argv.includes('--watch');
const dev = watch || process.argv.includes('--dev');

const shared = {
  bundle: true,
  sourcemap: dev,
  minify: !dev,
  logLevel: 'warning',
  metafile: true,
  legalComments: 'none',
};

/** Node side: ESM with shared chunks; an `import()` in the sources becomes a file of its own. */
const node = {
  ...shared,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  splitting: true,
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  external: ['vscode'],
  // CommonJS dependencies call require() for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  entryPoints: {
    extension: 'src/extension/extension.ts',
    cli: 'src/cli/main.ts',
    'symbol-worker': 'src/tour/symbols/work/worker.ts',
  },
};

/** DuckDB's own process: one CommonJS file, because its binding is required from the folder that it lies in. */
const worker = {
  ...shared,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  external: ['./duckdb.node'],
  plugins: [duckdbBesideTheBundle()],
  entryPoints: { 'engine-worker': 'src/engine/duckdb/worker.ts' },
};

/** Browser side: one classic script and one style sheet per webview. */
const webview = {
  ...shared,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  outdir: 'dist/webview',
  tsconfig: 'src/webview/tsconfig.json',
  entryPoints: { flashcards: 'src/webview/flashcards/main.ts' },
  loader: { '.ttf': 'file' },
};

/** Parts of the chart library that no chart here uses: force layouts, trees, word clouds and the like. */
const UNUSED_CHARTS = /^vega-(crossfilter|force|hierarchy|label|regression|voronoi|wordcloud)$/;

/** The notebook renderer: a module, so that charts are a file of their own. Its style sheets and icons go into shadow trees, as text. */
const renderer = {
  ...shared,
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  splitting: true,
  outdir: 'dist/webview',
  chunkNames: 'chunks/[name]-[hash]',
  tsconfig: 'src/webview/tsconfig.json',
  entryPoints: { 'spot-result': 'src/webview/spot-result/index.ts' },
  loader: { '.css': 'text', '.svg': 'text' },
  plugins: [leftOut(UNUSED_CHARTS)],
};

/** Tests that run inside the extension host: CommonJS, because the host requires its test runner. */
const hostTests = {
  ...shared,
  minify: false,
  sourcemap: 'inline',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outdir: 'out/host',
  outExtension: { '.js': '.cjs' },
  external: ['vscode', 'mocha'],
  entryPoints: ['test/host/index.ts', ...hostTestFiles()],
};

function hostTestFiles() {
  return readdirSync('test/host')
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join('test/host', name));
}

/** The binding is not looked for in node_modules: it and DuckDB's library lie beside the bundle. */
function duckdbBesideTheBundle() {
  return {
    name: 'duckdb-beside-the-bundle',
    setup(bundler) {
      bundler.onResolve({ filter: /^@duckdb\/node-bindings$/ }, () => ({ path: 'duckdb', namespace: 'native' }));
      bundler.onLoad({ filter: /.*/, namespace: 'native' }, () => ({
        contents: "module.exports = require('./duckdb.node');",
        loader: 'js',
      }));
    },
  };
}

/** Packages that are imported as a whole and registered by name: empty ones stand in for them. */
function leftOut(filter) {
  return {
    name: 'left-out',
    setup(bundler) {
      bundler.onResolve({ filter }, ({ path: name }) => ({ path: name, namespace: 'left-out' }));
      bundler.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'export {};' }));
    },
  };
}

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/webview', { recursive: true });
for (const file of ['codicon.css', 'codicon.ttf'])
  cpSync(`node_modules/@vscode/codicons/dist/${file}`, `dist/webview/${file}`);

// The symbol index's parsers: the runtime is CommonJS, and each grammar is read when a file needs it.
const parsers = 'node_modules/@vscode/tree-sitter-wasm/wasm';
cpSync(`${parsers}/tree-sitter.js`, 'dist/tree-sitter/tree-sitter.cjs');
for (const grammar of ['', ...GRAMMARS.map((name) => `-${name}`)])
  cpSync(`${parsers}/tree-sitter${grammar}.wasm`, `dist/tree-sitter/tree-sitter${grammar}.wasm`);

await placeDuckDb(process.env.GREENROOM_TARGET ?? thisPlatform(), 'dist');

const targets = [node, worker, webview, renderer, ...(process.argv.includes('--tests') ? [hostTests] : [])];
if (watch) {
  for (const options of targets) await (await context(options)).watch();
} else {
  await Promise.all(targets.map((options) => build(options)));
}

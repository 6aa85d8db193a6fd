// npm test: every check of the project, layer by layer, with one closing line that counts them.
//   npm test                  all layers
//   npm test -- unit host     these layers only
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CACHE, ROOT, ensureDependencies, run } from './run.mjs';

const bin = (name) => path.join(ROOT, 'node_modules', name);
const node = (script, ...args) => run(process.execPath, [script, ...args], { show: true });
/** Layers that could not run here, said again beside the counts. */
const skips = [];
const totals = { passed: 0, failed: 0, skipped: 0 };

/** Each layer throws when it fails. Mocha layers count their tests, the others count as one. */
const LAYERS = {
  typecheck: async () => {
    for (const project of ['.', 'src/webview', 'test/e2e']) await once(bin('typescript/bin/tsc'), '-p', project);
  },
  lint: async () => {
    await once(bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0');
    await once(bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.');
    await once(bin('knip/bin/knip.js'), '--no-progress');
  },
  unit: () => mocha('unit', ['--import=tsx', '--timeout=60000', 'test/unit/**/*.test.ts']),
  prototype: async () => {
    const { runPrototypeTests } = await import('./prototype.mjs');
    const result = await runPrototypeTests();
    if ('why' in result) skip(result.why);
    else addCounts(result);
  },
  build: () => once('esbuild.mjs', '--tests'),
  host: async () => {
    const { runHostTests } = await import('./vscode/host-tests.mjs');
    addCounts(await runHostTests());
  },
  package: () => once('scripts/package.mjs', '--this-platform'),
  browser: async () => {
    if (process.platform === 'win32') return skip('the VS Code server from npm does not run on Windows');
    const { ensureBrowser } = await import('./vscode/browser.mjs');
    const { installServer } = await import('./vscode/install-server.mjs');
    await ensureBrowser();
    await installServer('minimum');
    await installServer('newest');
    await mocha('browser', ['--import=tsx', '--timeout=120000', 'test/e2e/**/*.test.ts']);
  },
};

await main(process.argv.slice(2));

async function main(asked) {
  const unknown = asked.filter((name) => !Object.hasOwn(LAYERS, name));
  if (unknown.length > 0) {
    console.error(`No such layer: ${unknown.join(', ')}. There are: ${Object.keys(LAYERS).join(', ')}.`);
    process.exit(2);
  }
  const names = asked.length > 0 ? asked : Object.keys(LAYERS);
  const failures = [];
  const start = Date.now();
  try {
    await ensureDependencies();
    for (const name of names) await layer(name, failures);
  } catch (error) {
    totals.failed += 1;
    failures.push(error.message);
  }
  for (const failure of failures) console.error(`\n✗ ${failure}`);
  for (const why of skips) console.log(`\nskipped: ${why}`);
  console.log(`\n${((Date.now() - start) / 1000).toFixed(0)} s`);
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  process.exitCode = totals.failed > 0 ? 1 : 0;
}

async function layer(name, failures) {
  console.log(`\n── ${name}`);
  const before = { ...totals };
  try {
    await LAYERS[name]();
    if (totals.passed + totals.skipped === before.passed + before.skipped && totals.failed === before.failed)
      totals.passed += 1;
    if (totals.failed > before.failed) failures.push(`${name}: ${totals.failed - before.failed} failed`);
  } catch (error) {
    if (totals.failed === before.failed) totals.failed += 1;
    failures.push(`${name}: ${error.message.split('\n')[0]}`);
    if (error.output === undefined) console.error(error);
  }
}

function skip(why) {
  console.log(`skipped: ${why}`);
  skips.push(why);
  totals.skipped += 1;
}

/** A step that prints only when it fails (its output is shown as it comes) and counts with its layer. */
async function once(script, ...args) {
  await node(script, ...args);
}

/** Runs mocha with a reporter that leaves its counts in a file. */
async function mocha(name, args) {
  const counts = path.join(CACHE, `counts-${name}.json`);
  mkdirSync(CACHE, { recursive: true });
  rmSync(counts, { force: true });
  const options = ['--reporter', 'scripts/reporter.cjs', '--reporter-option', `counts=${counts}`, ...args];
  try {
    await node(bin('mocha/bin/mocha.js'), ...options);
  } finally {
    if (readdirSync(CACHE).includes(path.basename(counts))) addCounts(JSON.parse(readFileSync(counts, 'utf8')));
  }
}

function addCounts({ passed, failed, skipped }) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
}

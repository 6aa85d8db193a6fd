// Runs the Python prototype's tests and its golden suite in a virtual environment of their own.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CACHE, ROOT, probe, run } from './run.mjs';

const PROTOTYPE = path.join(ROOT, 'decks/spot-director/prototype');
const VENV = path.join(CACHE, 'venv');

/** @returns {Promise<{passed: number, failed: number, skipped: number} | {why: string}>} counts, or why it cannot run */
export async function runPrototypeTests() {
  const python = await findPython();
  if (python === undefined) return { why: 'no Python 3.9 or newer found for the prototype’s tests' };
  const own = await environment(python);
  if (own === undefined)
    return { why: 'Python has no venv module for the prototype’s tests (Debian: apt-get install python3-venv)' };
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const tests = await output(own, ['-m', 'unittest', '-v'], env);
  const suite = await output(own, ['tests/run_suite.py'], env);
  const ran = Number(/^Ran (\d+) tests?/m.exec(tests.text)?.[1] ?? 0);
  const failed = [...tests.text.matchAll(/(?:failures|errors)=(\d+)/g)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
  const skipped = Number(/skipped=(\d+)/.exec(tests.text)?.[1] ?? 0);
  if (!tests.passed || !suite.passed) console.log(tests.passed ? suite.text : tests.text);
  console.log(`${ran} tests; ${suite.text.trim().split('\n').at(-1)}`);
  const broken = Math.max(failed, tests.passed ? 0 : 1);
  return { passed: ran - failed - skipped + (suite.passed ? 1 : 0), failed: broken + (suite.passed ? 0 : 1), skipped };
}

async function findPython() {
  for (const name of ['python3', 'python']) {
    const version = /Python 3\.(\d+)/.exec((await probe(name, ['--version'])) ?? '');
    if (version && Number(version[1]) >= 9) return name;
  }
  return undefined;
}

/** Made once for each set of requirements; undefined where Python cannot make one. */
async function environment(python) {
  const requirements = path.join(PROTOTYPE, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  const mark = path.join(VENV, 'requirements.txt');
  const own = path.join(VENV, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return own;
  rmSync(VENV, { recursive: true, force: true });
  if ((await probe(python, ['-m', 'venv', VENV])) === undefined) return undefined;
  await run(own, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  writeFileSync(mark, wanted);
  return own;
}

async function output(python, args, env) {
  try {
    return { passed: true, text: await run(python, args, { cwd: PROTOTYPE, env }) };
  } catch (error) {
    return { passed: false, text: error.output ?? error.message };
  }
}

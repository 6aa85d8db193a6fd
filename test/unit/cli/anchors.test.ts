import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Anchor } from '../../../src/tour';

const MAIN = path.resolve('src/cli/main.ts');

function greenroom(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import=tsx', MAIN, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

interface Answer {
  readonly state: string;
  readonly file: string;
  readonly line: number | null;
  readonly score: number;
}

describe('greenroom anchors', () => {
  let root: string;
  const CODE = ['def one():', '    a = 1', '    return a', '', '', 'def two():', '    b = 2', '    return b', ''].join(
    '\n',
  );
  const put = (file: string, text: string): string => {
    const full = path.join(root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
    return full;
  };
  const failing = (args: readonly string[], message: RegExp): void => {
    const { code, out, err } = greenroom('anchors', ...args);
    assert.deepEqual([code, out], [2, ''], err);
    assert.match(err, message);
    assert.equal(err.trim().split('\n').length, 1);
  };

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'greenroom-anchors-cli-'));
    put('src/code.py', CODE);
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('takes anchors, and finds the lines again in the same order', () => {
    const taken = greenroom('anchors', 'capture', 'src/code.py', '--lines', '7, 2', '--root', root);
    assert.deepEqual([taken.code, taken.err], [0, '']);
    const anchors = JSON.parse(taken.out) as Anchor[];
    assert.deepEqual(
      anchors.map(({ file, line, text, symbol }) => [file, line, text, symbol]),
      [
        ['src/code.py', 7, '    b = 2', 'two'],
        ['src/code.py', 2, '    a = 1', 'one'],
      ],
    );
    const stored = put('anchors.json', taken.out);
    put('src/code.py', `import os\n${CODE}`);
    const found = greenroom('anchors', 'resolve', stored, '--root', root);
    assert.deepEqual([found.code, found.err], [0, '']);
    assert.deepEqual(
      (JSON.parse(found.out) as Answer[]).map(({ state, file, line, score }) => [state, file, line, score]),
      [
        ['exact', 'src/code.py', 8, 1],
        ['exact', 'src/code.py', 3, 1],
      ],
    );
  });

  it('looks through all files when asked to', () => {
    const taken = greenroom('anchors', 'capture', path.join(root, 'src/code.py'), '--lines', '7', '--root', root);
    const stored = put('anchors.json', taken.out);
    renameSync(path.join(root, 'src/code.py'), path.join(root, 'src/renamed.py'));
    const near = JSON.parse(greenroom('anchors', 'resolve', stored, '--root', root).out) as Answer[];
    assert.deepEqual([near[0]?.state, near[0]?.line], ['lost', null]);
    const far = JSON.parse(greenroom('anchors', 'resolve', stored, '--root', root, '--repo-index').out) as Answer[];
    assert.deepEqual([far[0]?.state, far[0]?.file, far[0]?.line], ['moved', 'src/renamed.py', 7]);
  });

  it('says on one line what is wrong, and ends with 2', () => {
    failing([], /capture .* or .*resolve/);
    failing(['capture', 'src/code.py', '--root', root], /--lines is missing/);
    failing(['capture', 'src/code.py', '--lines', '10', '--root', root], /code\.py has 9 lines, there is no line 10/);
    failing(['capture', 'src/code.py', '--lines', '0', '--root', root], /from 1.*"0"/);
    failing(['capture', 'src/code.py', '--lines', '1,x', '--root', root], /"x"/);
    failing(['capture', 'src/none.py', '--lines', '1', '--root', root], /none\.py is not there/);
    failing(['capture', 'src/code.py', '--lines', '1', '--root', path.join(root, 'none')], /is not a folder/);
    failing(['capture', os.devNull, '--lines', '1', '--root', root], /is not below|cannot be read/);
    failing(['resolve', path.join(root, 'none.json'), '--root', root], /cannot be read/);
    failing(['resolve', put('bad.json', '[{'), '--root', root], /bad\.json is not JSON/);
    failing(['resolve', put('object.json', '{}'), '--root', root], /not a list/);
    failing(['resolve', put('odd.json', '[{"file":"a","text":1}]'), '--root', root], /anchor 1: "text" must be a text/);
    failing(['resolve', put('out.json', '[{"file":"../a","text":""}]'), '--root', root], /path inside the folder/);
  });

  it('reads nothing outside the root, not even through a link', () => {
    const outside = mkdtempSync(path.join(os.tmpdir(), 'greenroom-outside-'));
    try {
      writeFileSync(path.join(outside, 'secret.py'), CODE);
      symlinkSync(outside, path.join(root, 'link'));
      failing(['capture', 'link/secret.py', '--lines', '1', '--root', root], /cannot be read/);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });
});

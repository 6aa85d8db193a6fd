import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { openCodeIndex, type IndexProgress, type OpenCodeIndexOptions } from '../../../../src/tour';
import { folderWith, write } from './support/folder';
import { symbolWorker } from './support/worker';

const many = Object.fromEntries(
  Array.from({ length: 300 }, (_, i) => [`d${i % 7}/f${i}.py`, `class C${i}:\n    def run(self): helper()\n`]),
);

for (const threads of [0, 2]) {
  describe(`an index built on ${threads || 'no'} threads`, () => {
    let worker: string;
    let root: string;
    let dispose: () => void;
    before(async () => {
      worker = await symbolWorker();
    });
    beforeEach(() => {
      ({ root, dispose } = folderWith(many));
    });
    afterEach(() => {
      dispose();
    });
    const options = (more?: Partial<OpenCodeIndexOptions>): OpenCodeIndexOptions => ({
      root,
      threads,
      worker,
      ...more,
    });

    it('says how far it is, and holds everything at the end', async () => {
      const progress: IndexProgress[] = [];
      const open = openCodeIndex(options({ onProgress: (now) => progress.push(now) }));
      await open.ready;
      assert.equal(open.index.definitions('run').length, 300);
      assert.equal(open.index.references('helper'), 300);
      assert.deepEqual(progress.at(-1), { done: 300, found: 300, complete: true });
      assert.ok(progress.every(({ done, found }) => done <= found));
      await open.close();
      assert.equal(open.index.definitions('C7').length, 1);
    });

    it('can be read and updated while it is being built', async () => {
      const open = openCodeIndex(options());
      write(root, 'd0/f0.py', 'def changed(): pass\n');
      await open.update('d0/f0.py');
      assert.equal(open.index.definitions('changed').length, 1);
      open.remove('d1');
      await open.ready;
      assert.equal(open.index.definitions('changed').length, 1);
      assert.deepEqual(open.index.definitions('C0'), []);
      await open.close();
    });

    it('can be prepared for files that are being edited, whatever they are', async () => {
      const open = openCodeIndex(options());
      await open.ready;
      for (const file of ['d0/f0.py', path.join(root, 'd1/f1.py'), 'd0/none.py', '../outside.py', 'd0'])
        await open.prepare(file);
      write(root, 'd0/f0.py', 'def changed(): pass\n');
      await open.update('d0/f0.py');
      assert.equal(open.index.definitions('changed').length, 1);
      await open.close();
    });

    it('stops when it is asked to, and keeps what it has', async () => {
      const stop = new AbortController();
      const open = openCodeIndex(
        options({
          signal: stop.signal,
          onProgress: () => {
            stop.abort(new Error('enough'));
          },
        }),
      );
      await assert.rejects(open.ready, /enough/);
      await open.rescan();
      assert.equal(open.index.definitions('run').length, 300);
      await open.close();
    });

    it('can be closed at any time', async () => {
      const open = openCodeIndex(options());
      await open.close();
      await assert.rejects(open.ready, /closed/);
      await assert.rejects(open.update('d0/f0.py'), /closed/);
    });

    it('says that there is no such folder', async () => {
      const open = openCodeIndex(options({ root: path.join(root, 'missing') }));
      await assert.rejects(open.ready, /missing/);
      assert.deepEqual([...open.index.files()], []);
      await open.close();
    });

    it('follows files that appear, go, or come to be ignored', async () => {
      const open = openCodeIndex(options());
      await open.ready;
      rmSync(path.join(root, 'd2'), { recursive: true });
      await open.update('d2/f2.py');
      assert.deepEqual(open.index.definitions('C2'), []);
      write(root, 'new/n.py', 'def fresh(): pass\n');
      await open.update(path.join(root, 'new'));
      assert.equal(open.index.definitions('fresh').length, 1);
      assert.deepEqual(open.index.definitions('C9'), []);
      write(root, '.gitignore', 'd3/\n*.tmp.py\n');
      await open.update('.gitignore');
      assert.deepEqual(open.index.definitions('C3'), []);
      write(root, 'x.tmp.py', 'def hidden(): pass\n');
      await open.update('x.tmp.py');
      await open.update('../outside.py');
      assert.deepEqual(open.index.definitions('hidden'), []);
      await open.close();
    });
  });
}

describe('a thread of the index', () => {
  it('that cannot start is an error that says so', async () => {
    const { root, dispose } = folderWith({ 'a.py': '' });
    const open = openCodeIndex({ root, threads: 1, worker: path.join(root, 'missing.mjs') });
    await assert.rejects(open.ready, /missing\.mjs/);
    await open.close();
    dispose();
  });

  it('that fails over a file costs that file alone', async () => {
    const { root, dispose } = folderWith({
      'a.py': 'def a(): pass',
      'bad.py': '',
      'c.py': 'def c(): pass',
      'w.mjs': '',
    });
    // Answers like the worker, but ends over one file.
    write(
      root,
      'w.mjs',
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', ({ id, type, files }) => {
         if (type === 'walk') {
           const found = ['a.py', 'bad.py', 'c.py'].map((path) => ({ path, size: 1, mtimeMs: 1 }));
           parentPort.postMessage({ type: 'files', id, files: found });
         }
         if (files?.some(({ path }) => path === 'bad.py')) setTimeout(() => process.exit(1), 20);
         else parentPort.postMessage({ type: 'done', id, value: files?.map((file) =>
           ({ path: file.path, record: { ...file, names: '', rows: 0, data: new Uint32Array(0) } })) });
       });`,
    );
    const log: string[] = [];
    const open = openCodeIndex({ root, threads: 1, worker: path.join(root, 'w.mjs'), log: (line) => log.push(line) });
    await open.ready;
    assert.deepEqual(
      [...open.index.files()].map((file) => file.path),
      ['a.py', 'bad.py', 'c.py'],
    );
    assert.equal(log.length, 1);
    assert.match(log.join(), /bad\.py has no symbols/);
    await open.close();
    dispose();
  });
});

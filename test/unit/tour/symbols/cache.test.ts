import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { openCodeIndex, type CodeIndex } from '../../../../src/tour';
import { folderWith, write } from './support/folder';

const log: string[] = [];

/** What the index of a folder says, after it was opened with a cache and closed again. */
async function reopened(root: string, cache: string): Promise<CodeIndex> {
  log.length = 0;
  const open = openCodeIndex({ root, cache, log: (line) => log.push(line) });
  await open.ready;
  await open.close();
  return open.index;
}

const names = (index: CodeIndex): string[] =>
  [...index.files()].flatMap((file) => index.symbolsIn(file.path).map(({ name }) => name)).sort();

/** Another content that a cache cannot tell from the one before: as long, and as old. */
function changeUnseen(root: string, file: string, text: string): void {
  const full = path.join(root, file);
  const { atime, mtime } = statSync(full);
  writeFileSync(full, text);
  utimesSync(full, atime, mtime);
}

describe("the symbol index's cache", () => {
  let root: string;
  let cache: string;
  let dispose: () => void;

  beforeEach(async () => {
    const folder = folderWith({
      'code/a.py': 'def one(): pass\n',
      'code/b/b.py': 'def two(): one()\n',
      'code/c.md': 'one',
    });
    root = path.join(folder.root, 'code');
    cache = path.join(folder.root, 'cache');
    dispose = folder.dispose;
    for (const file of ['a.py', 'b/b.py']) utimesSync(path.join(root, file), 1e9, 1e9);
    await reopened(root, cache);
  });
  afterEach(() => {
    dispose();
  });

  const cacheFile = (): string => path.join(cache, readdirSync(cache)[0] ?? '');

  it('is used for files that did not change, and for no others', async () => {
    changeUnseen(root, 'a.py', 'def 1ne(): pass\n');
    write(root, 'b/b.py', 'def three(): one()\n');
    write(root, 'd.py', 'D = 4\n');
    const index = await reopened(root, cache);
    assert.deepEqual(names(index), ['D', 'one', 'three']);
    assert.equal(index.references('one'), 2);
    assert.deepEqual(log, []);
    assert.deepEqual(readdirSync(cache).length, 1);
  });

  it('forgets what is gone', async () => {
    const before = openCodeIndex({ root, cache });
    write(root, '.gitignore', 'b/');
    await before.ready;
    await before.close();
    assert.deepEqual(names(await reopened(root, cache)), ['one']);
  });

  it('can be read before it is known what has changed', async () => {
    const open = openCodeIndex({ root, cache });
    const seen = await new Promise<readonly string[]>((resolve) => open.onDidChange(resolve));
    assert.deepEqual(seen, ['a.py', 'c.md', 'b/b.py']);
    assert.equal(open.index.definitions('two').length, 1);
    await open.close();
  });

  it('is not used when it is damaged, of another version or of another folder', async () => {
    const whole = readFileSync(cacheFile());
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, change, cut) => {
          const damaged = Buffer.from(cut ? whole.subarray(0, at) : whole);
          if (!cut) damaged[at] = (damaged[at] ?? 0) ^ change;
          writeFileSync(cacheFile(), damaged);
          assert.deepEqual(names(await reopened(root, cache)), ['one', 'two']);
          assert.equal(log.length, 1);
          assert.match(log.join(), /is not used: /);
          log.length = 0;
          await reopened(root, cache);
          assert.deepEqual(log, []);
        },
      ),
      { numRuns: 30 },
    );
    const other = folderWith({ 'x.py': '' });
    await reopened(other.root, cache);
    const [mine = '', foreign = ''] = readdirSync(cache)
      .map((name) => path.join(cache, name))
      .sort((a, b) => statSync(b).size - statSync(a).size);
    writeFileSync(mine, readFileSync(foreign));
    assert.deepEqual(names(await reopened(root, cache)), ['one', 'two']);
    assert.match(log.join(), /of another folder/);
    other.dispose();
  });

  it('is not needed', async () => {
    writeFileSync(path.join(root, 'file'), '');
    const index = await reopened(root, path.join(root, 'file', 'no-folder'));
    assert.deepEqual(names(index), ['one', 'two']);
    assert.match(log.join(), /cannot be written/);
  });
});

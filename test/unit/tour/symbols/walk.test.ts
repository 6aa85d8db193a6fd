import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { findFile, walk } from '../../../../src/tour/symbols/walk/walk';
import { folderWith, write } from './support/folder';

async function filesIn(
  root: string,
  exclude: readonly string[] = [],
  onProblem?: (text: string) => void,
): Promise<string[]> {
  const paths: string[] = [];
  for await (const files of walk({ root, exclude, onProblem })) paths.push(...files.map((file) => file.path));
  return paths;
}

async function within(files: Record<string, string>, test: (root: string) => Promise<void>): Promise<void> {
  const { root, dispose } = folderWith(files);
  try {
    await test(root);
  } finally {
    dispose();
  }
}

describe('the files of a folder', () => {
  it('leaves out what .gitignore files leave out, nested ones and exceptions too', () =>
    within(
      {
        '.gitignore': '*.log\n/build/\n!keep.log\n# comment\n\\#odd\ntrailing \n',
        'a.log': '',
        'keep.log': '',
        '#odd': '',
        trailing: '',
        'build/x.py': '',
        'sub/build/x.py': '',
        'sub/.gitignore': '!a.log\n/only-here\nbuild/deep/*\r\n!build/deep/yes.py\n',
        'sub/a.log': '',
        'sub/only-here/x.py': '',
        'sub/deeper/only-here/x.py': '',
        'sub/build/deep/no.py': '',
        'sub/build/deep/yes.py': '',
        'odd [x]/.gitignore': 'y',
        'odd [x]/y': '',
        'odd x/y': '',
      },
      async (root) => {
        assert.deepEqual((await filesIn(root)).sort(), [
          '.gitignore',
          'keep.log',
          'odd [x]/.gitignore',
          'odd x/y',
          'sub/.gitignore',
          'sub/a.log',
          'sub/build/deep/yes.py',
          'sub/build/x.py',
          'sub/deeper/only-here/x.py',
        ]);
      },
    ));

  it('says what git says', async function () {
    const names = fc.constantFrom('a', 'b', 'ab', 'a.log');
    const file = fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const part = fc.constantFrom('a', 'b', '*', 'a*', '?', '**', '[ab]', '*.log');
    const rule = fc
      .tuple(
        fc.constantFrom('', '!'),
        fc.constantFrom('', '/'),
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '/'),
      )
      .map(([not, start, parts, end]) => not + start + parts.join('/') + end);
    const rules = fc.array(rule, { maxLength: 4 });
    const nested = fc.dictionary(fc.constantFrom('', 'a', 'b', 'a/b'), rules, { maxKeys: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 8 }), nested, async (files, ignores) => {
        const { root, dispose } = folderWith({});
        try {
          execFileSync('git', ['init', '-q', root]);
          const all = [...files, ...Object.keys(ignores).map((folder) => path.posix.join(folder, '.gitignore'))];
          for (const one of all) {
            const text = (ignores[path.posix.dirname(one).replace('.', '')] ?? []).join('\n');
            try {
              write(root, one, one.endsWith('.gitignore') ? text : '');
            } catch {
              // A folder of that name is there, or a file where a folder would have to be.
            }
          }
          const listed = execFileSync('git', ['ls-files', '-z', '--others', '--exclude-standard'], { cwd: root });
          const expected = listed
            .toString()
            .split('\0')
            .filter((one) => one !== '');
          const found = await filesIn(root);
          assert.deepEqual([...found].sort(), expected.sort());
          for (const one of all) assert.equal((await findFile(root, one, [])) !== undefined, found.includes(one), one);
        } finally {
          dispose();
        }
      }),
      { numRuns: 40 },
    );
  });

  it('knows the rules of the repository that the folder is a part of', () =>
    within(
      {
        '.git/info/exclude': '*.tmp',
        '.gitignore': '*.log\ninner/',
        'part/x.log': '',
        'part/x.tmp': '',
        'part/x.py': '',
        'inner/y.log': '',
      },
      async (root) => {
        assert.deepEqual(await filesIn(path.join(root, 'part')), ['x.py']);
        assert.deepEqual(await filesIn(path.join(root, 'inner')), ['y.log']);
      },
    ));

  it('leaves out globs, heavy folders and virtual environments', () =>
    within(
      {
        'a.py': '',
        'a.pyc': '',
        'sub/a.pyc': '',
        'sub/b.js': '',
        'sub/b.map': '',
        'node_modules/x/y.js': '',
        '.git/config': '',
        'env/pyvenv.cfg': '',
        'env/lib/z.py': '',
      },
      async (root) => {
        assert.deepEqual(await filesIn(root, ['**/*.{pyc,map}', '{', '{a,b}'.repeat(20)]), ['a.py', 'sub/b.js']);
        assert.deepEqual(await filesIn(root, ['sub', '*.pyc']), ['a.py']);
      },
    ));

  it('goes round no loop, and takes a linked file that lies elsewhere', async function () {
    if (process.platform === 'win32') this.skip();
    await within({ 'elsewhere.py': '', 'root/sub/a.py': '' }, async (outer) => {
      const root = path.join(outer, 'root');
      symlinkSync('..', path.join(root, 'sub', 'up'));
      symlinkSync('a.py', path.join(root, 'sub', 'same.py'));
      symlinkSync('../../elsewhere.py', path.join(root, 'sub', 'linked.py'));
      symlinkSync('nowhere', path.join(root, 'sub', 'dangling.py'));
      assert.deepEqual(await filesIn(root), ['sub/a.py', 'sub/linked.py']);
    });
  });

  it('says which folder it cannot read, and goes on', async function () {
    if (process.platform === 'win32') this.skip();
    await within({ 'a.py': '', 'closed/b.py': '' }, async (root) => {
      chmodSync(root, 0o755);
      chmodSync(path.join(root, 'closed'), 0);
      const problems: string[] = [];
      await asNobody(async () => {
        assert.deepEqual(await filesIn(root, [], (text) => problems.push(text)), ['a.py']);
      });
      assert.match(problems.join(), /closed is left out/);
      chmodSync(path.join(root, 'closed'), 0o755);
    });
  });

  it('does not stumble over what is deleted meanwhile', () =>
    within({}, async (root) => {
      for (let i = 0; i < 600; i++) write(root, `d${i % 3}/f${i}.py`, '');
      const paths: string[] = [];
      for await (const files of walk({ root, exclude: [] })) {
        paths.push(...files.map((file) => file.path));
        rmSync(path.join(root, 'd1'), { recursive: true, force: true });
        rmSync(path.join(root, 'd2'), { recursive: true, force: true });
      }
      assert.ok(paths.length >= 200 && paths.length < 600, `${paths.length}`);
    }));

  it('takes a hostile rule for none', () =>
    within({ '.gitignore': `${'*a'.repeat(50)}b\nx.py\n` }, async (root) => {
      write(root, 'a'.repeat(200), '');
      write(root, 'x.py', '');
      mkdirSync(path.join(root, 'empty'));
      assert.deepEqual(await filesIn(root), ['.gitignore', 'a'.repeat(200)]);
    }));
});

/** Root can read everything; so that a closed folder is closed, it goes without its rights for a moment. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (root) process.seteuid?.(0);
  }
}

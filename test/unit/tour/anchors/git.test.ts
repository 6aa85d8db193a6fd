import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import path from 'node:path';
import { captureAnchor } from '../../../../src/tour';
import { SHOP, Project, lineOf } from './support';

describe('an anchor, in a repository', () => {
  let project: Project;
  const FILE = 'shop/till.py';
  const NEEDLE = 'self.drawer.put';
  const LINE = lineOf(SHOP, NEEDLE);

  beforeEach(() => {
    project = new Project();
    project.write(FILE, SHOP);
    project.commit();
  });
  afterEach(() => {
    project.dispose();
  });

  it('knows the commit, and what the old file was like', async () => {
    const anchor = await project.capture(FILE, SHOP, NEEDLE);
    assert.match(anchor.commit ?? '', /^[0-9a-f]{40}$/);
    const edited = `${'# more\n'.repeat(30)}${SHOP.replaceAll('due', 'owed')}`;
    project.write(FILE, edited);
    const found = await project.resolve({ ...anchor, around: '', before: [], after: [] });
    assert.deepEqual([found.state, found.line], ['moved', LINE + 30]);
  });

  it('says that a line is gone when the line in its place has always been another one', async () => {
    const anchor = await project.capture(FILE, SHOP, 'self.log("charged"');
    const edited = SHOP.replace(/ {4}def charge[^]*?return due\n\n/, '');
    project.write(FILE, edited);
    assert.equal((await project.resolve(anchor)).state, 'lost');
  });

  it('follows a renamed file, and a file that was renamed and edited', async () => {
    const anchor = await project.capture(FILE, SHOP, NEEDLE);
    project.move(FILE, 'counter/register.py');
    project.write('counter/register.py', `import sys\n${SHOP}`);
    project.commit();
    const found = await project.resolve(anchor);
    assert.deepEqual([found.state, found.file, found.line], ['moved', 'counter/register.py', LINE + 1]);
    assert.deepEqual(found.from, { file: FILE, line: LINE });
  });

  it('follows a file through renames, however much of it has been rewritten in all', async () => {
    const anchor = await project.capture(FILE, SHOP, NEEDLE);
    project.move(FILE, 'counter/register.py');
    project.commit();
    const cart = /class Cart:[^]*?return amount\n\n\n/.exec(SHOP)?.[0] ?? '';
    const half = SHOP.replace(cart, '');
    project.write('counter/register.py', half);
    project.commit();
    project.move('counter/register.py', 'desk/main.py');
    project.commit();
    const doubled = half.replace('class Till', `${'# more to say about it\n'.repeat(60)}class Till`);
    project.write('desk/main.py', doubled);
    // Another file of the old name is another file.
    project.write(FILE.replace('till', 'other/till'), 'print(1)\n');
    project.commit();
    const found = await project.resolve(anchor);
    assert.deepEqual([found.state, found.file, found.line], ['moved', 'desk/main.py', lineOf(doubled, NEEDLE)]);
  });

  it('does not take a copy that has been there all along for what was deleted', async () => {
    project.write('generated/till.py', SHOP);
    project.commit();
    const anchor = await project.capture('generated/till.py', SHOP, NEEDLE);
    project.remove('generated');
    project.write(FILE, SHOP.replace('self.drawer.put(due)', 'self.drawer.put(due, cart)'));
    project.commit();
    assert.notEqual((await project.resolve(anchor, true)).state, 'moved');
    const kept = await project.capture(FILE, SHOP, NEEDLE);
    assert.equal((await project.resolve(kept, true)).file, FILE);
  });

  it('tells which of many same lines it is by putting both files side by side', async () => {
    const step = ['  expect(', '    1', '  )', '})', ''];
    const named = (name: string) => [`it('${name}', () => {`, ...step];
    const names = Array.from({ length: 12 }, (_, at) => `case ${String(at)}`);
    const old = names.flatMap(named).join('\n');
    project.write('tests.js', old);
    project.commit();
    const line = lineOf(old, 'case 7') + 3;
    const anchor = captureAnchor(old, 'tests.js', line, { commit: project.git('rev-parse', 'HEAD').trim() });
    // Every name is another one now, and some cases are new.
    const now = names.flatMap((name, at) => [
      ...named(`${name} is right`),
      ...(at % 3 === 0 ? named(`new ${name}`) : []),
    ]);
    project.write('tests.js', now.join('\n'));
    const found = await project.resolve(anchor);
    assert.ok(
      found.line === undefined || found.line === lineOf(now.join('\n'), 'case 7 is right') + 3,
      String(found.line),
    );
  });

  it('finds a function in the file that it was moved to', async () => {
    const anchor = await project.capture(FILE, SHOP, 'amount += item');
    const cart = /class Cart:[^]*?return amount\n\n\n/.exec(SHOP)?.[0] ?? '';
    project.write(FILE, SHOP.replace(cart, 'from shop.cart import Cart\n'));
    project.write('shop/cart.py', `from shop.money import Money\n\n\n${cart}`);
    project.commit();
    assert.equal((await project.resolve(anchor)).state, 'lost');
    const found = await project.resolve(anchor, true);
    assert.deepEqual([found.state, found.file], ['moved', 'shop/cart.py']);
  });

  it('takes an anchor of a file that was edited since the commit', async () => {
    const dirty = `${'# not committed\n'.repeat(7)}${SHOP}`;
    project.write(FILE, dirty);
    const anchor = await project.capture(FILE, dirty, NEEDLE);
    project.write(FILE, `# more\n${dirty}`);
    const found = await project.resolve(anchor);
    assert.deepEqual([found.state, found.line], ['exact', LINE + 8]);
  });

  it('works in a worktree, in a folder of the repository, and in a shallow clone that lacks the commit', async () => {
    const anchor = await project.capture(FILE, SHOP, NEEDLE);
    project.write(FILE, `import sys\n${SHOP}`);
    project.commit();
    const tree = path.join(project.folder, 'tree');
    project.git('worktree', 'add', '--quiet', tree);
    assert.equal((await project.resolve(anchor, false, tree)).line, LINE + 1);
    const inner = await project.resolve({ ...anchor, file: 'till.py' }, false, path.join(project.folder, 'shop'));
    assert.equal(inner.line, LINE + 1);
    const clone = path.join(project.folder, 'clone');
    project.git('clone', '--quiet', '--depth', '1', `file://${project.folder}`, clone);
    assert.equal((await project.resolve(anchor, false, clone)).line, LINE + 1);
  });

  it('runs nothing that the repository names, and writes nothing', async () => {
    const anchor = await project.capture(FILE, SHOP, NEEDLE);
    const trap = path.join(project.folder, 'trapped');
    for (const key of [
      'core.fsmonitor',
      'diff.external',
      'filter.evil.clean',
      'filter.evil.smudge',
      'diff.evil.textconv',
      'core.pager',
    ]) {
      execFileSync('git', ['config', key, `touch "${trap}"; cat`], { cwd: project.folder });
    }
    project.write('.gitattributes', '*.py filter=evil diff=evil\n');
    project.move(FILE, 'shop/other.py');
    await project.resolve(anchor, true);
    assert.equal(existsSync(trap), false);
    assert.equal(existsSync(path.join(project.folder, '.git/index.lock')), false);
  });

  it('never takes a git that lies in the repository', async () => {
    const anchor = await project.capture(FILE, SHOP, NEEDLE);
    const trap = path.join(project.folder, 'trapped');
    project.write('git', `#!/bin/sh\ntouch "${trap}"\n`);
    chmodSync(path.join(project.folder, 'git'), 0o755);
    project.write(FILE, SHOP.replaceAll('due', 'owed'));
    const PATH = process.env['PATH'] ?? '';
    // What Windows does by itself: the current folder goes first.
    process.env['PATH'] = `.${path.delimiter}${PATH}`;
    try {
      await project.resolve({ ...anchor, around: '', before: [], after: [] });
    } finally {
      process.env['PATH'] = PATH;
    }
    assert.equal(existsSync(trap), false);
  });

  it('goes on without a commit that is not there, or is none', async () => {
    const anchor = await project.capture(FILE, SHOP, NEEDLE);
    for (const commit of ['0'.repeat(40), '--output=x', 'HEAD']) {
      assert.equal((await project.resolve({ ...anchor, commit })).state, 'exact');
    }
  });
});

import assert from 'node:assert/strict';
import { openCodeIndex, type CodeSymbol } from '../../../../src/tour';
import { folderWith, write } from './support/folder';

const qualified = (symbol: CodeSymbol): string => [...symbol.container, symbol.name].join('.');

describe('an open symbol index', () => {
  it('finds definitions, files and references', async () => {
    const { root, dispose } = folderWith({
      'control_plane.py': 'class ControlPlane:\n    def charge(self, cost):\n        pass\n',
      'web/budget.ts': 'export class Budget {\n  charge(): void {}\n}\n',
      'README.md': '# Charge',
    });
    const open = openCodeIndex({ root });
    await open.ready;
    const { index } = open;
    assert.deepEqual([...index.files()].map(({ path }) => path).sort(), [
      'README.md',
      'control_plane.py',
      'web/budget.ts',
    ]);
    assert.deepEqual(index.definitions('charge').map(qualified), ['ControlPlane.charge', 'Budget.charge']);
    assert.equal(index.references('charge'), 2);
    assert.deepEqual(
      index.filesNamed('budget.ts').map(({ path }) => path),
      ['web/budget.ts'],
    );
    assert.deepEqual(
      index.startingWith('CONTROL', 9).map((one) => ('name' in one ? one.name : one.path)),
      ['ControlPlane', 'control_plane.py'],
    );
    await open.close();
    dispose();
  });

  it('follows what is saved, made and deleted', async () => {
    const { root, dispose } = folderWith({ 'a.py': 'def before(): pass\n', 'b/c.py': 'def other(): pass\n' });
    const open = openCodeIndex({ root });
    await open.ready;
    const changes: string[] = [];
    const stop = open.onDidChange((paths) => changes.push(...paths));
    write(root, 'a.py', 'def after(): before()\n');
    await open.update('a.py');
    assert.deepEqual(open.index.definitions('before'), []);
    assert.equal(open.index.references('before'), 1);
    assert.equal(open.index.definitions('after').length, 1);
    write(root, 'd.py', 'def new(): pass\n');
    await open.update('d.py');
    assert.equal(open.index.definitions('new').length, 1);
    open.remove('b');
    assert.deepEqual(open.index.definitions('other'), []);
    assert.deepEqual(changes, ['a.py', 'd.py', 'b/c.py']);
    stop();
    await open.rescan();
    assert.equal(open.index.definitions('other').length, 1);
    await open.close();
    dispose();
  });
});

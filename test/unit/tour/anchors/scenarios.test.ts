import assert from 'node:assert/strict';
import { captureAnchor, resolveAnchor, type Anchor, type CodeSymbol, type Resolution } from '../../../../src/tour';
import { SHOP, lineOf, worldOf } from './support';

const FILE = 'shop/till.py';

function anchorOf(needle: string, text = SHOP, file = FILE): Anchor {
  return captureAnchor(text, file, lineOf(text, needle));
}

function nth(text: string, needle: string, count: number): number {
  const lines = text.split('\n').flatMap((line, at) => (line.includes(needle) ? [at] : []));
  return lines[count - 1] ?? assert.fail(`no ${String(count)}. ${needle}`);
}

async function inText(anchor: Anchor, text: string): Promise<Resolution> {
  return resolveAnchor(anchor, worldOf({ [FILE]: text }));
}

const gone = (state: string): boolean => state === 'lost' || state === 'enclosing';

describe('an anchor, without history', () => {
  it('is exact in an untouched file, and further down when lines came in above', async () => {
    const anchor = anchorOf('self.drawer.put');
    const line = lineOf(SHOP, 'self.drawer.put');
    assert.deepEqual(await inText(anchor, SHOP), { state: 'exact', file: FILE, line, score: 1 });
    const shifted = await inText(anchor, `# one\n# two\n${SHOP}`);
    assert.deepEqual(shifted, { state: 'exact', file: FILE, line: line + 2, score: 1, from: { file: FILE, line } });
  });

  it('tells every line of a file from those that look the same', async () => {
    const lines = SHOP.split('\n');
    const edited = SHOP.replace('import os\n', 'import os\nimport sys\nimport json\n').replace(
      'self.open = False\n',
      '',
    );
    const now = edited.split('\n');
    for (const [at, text] of lines.entries()) {
      if (text.trim() === '' || text.includes('self.open')) continue;
      const found = await inText(captureAnchor(SHOP, FILE, at), edited);
      assert.equal(now[found.line ?? -1], text);
      assert.equal(
        found.line,
        at + (at === 0 ? 0 : at < lineOf(SHOP, 'self.open') ? 2 : 1),
        `line ${String(at)}: ${text}`,
      );
    }
  });

  it('finds the right one of two lines that are the same when the other one goes', async () => {
    const text = SHOP;
    const second = captureAnchor(text, FILE, nth(text, 'if due is None', 2));
    const withoutFirst = text.replace(/ {4}def charge[^]*?return due\n\n/, '');
    const found = await inText(second, withoutFirst);
    assert.equal(found.line, nth(withoutFirst, 'if due is None', 1));
    const first = captureAnchor(text, FILE, nth(text, 'self.drawer.put', 1) - 1);
    const away = await inText(first, withoutFirst);
    assert.ok(gone(away.state), away.state);
  });

  it('keeps its line through other line ends, tabs, quotes and trailing commas', async () => {
    const anchor = anchorOf('self.log("charged"');
    const line = lineOf(SHOP, 'self.log("charged"');
    for (const text of [
      SHOP.replaceAll('\n', '\r\n'),
      SHOP.replaceAll('\n', '\r'),
      `\uFEFF${SHOP}`,
      SHOP.replaceAll('    ', '\t'),
      SHOP.replaceAll('    ', '  '),
      SHOP.replaceAll('"', "'"),
      SHOP.replaceAll('cart.owner, due)', 'cart.owner, due),'),
    ]) {
      const found = await inText(anchor, text);
      assert.equal(found.line, line);
      assert.ok(found.state === 'exact' || found.state === 'moved');
    }
    assert.equal((await inText(anchor, SHOP.replaceAll('\n', '\r\n'))).state, 'exact');
  });

  it('follows a line that a formatter breaks or joins', async () => {
    const wrapped = SHOP.replace(
      'self.log("charged", cart.owner, due)',
      'self.log(\n            "charged",\n            cart.owner,\n            due,\n        )',
    );
    const anchor = anchorOf('self.log("charged"');
    assert.equal((await inText(anchor, wrapped)).line, lineOf(wrapped, 'self.log('));
    const broken = captureAnchor(wrapped, FILE, lineOf(wrapped, 'self.drawer.put'));
    assert.equal((await inText(broken, SHOP)).line, lineOf(SHOP, 'self.drawer.put'));
  });

  it('follows an edited line among its neighbours, and says that it moved', async () => {
    const edited = SHOP.replace('self.log("charged", cart.owner, due)', 'self.log("charged", cart.owner.name, due)');
    const { state, line, score } = await inText(anchorOf('self.log("charged"'), edited);
    assert.deepEqual({ state, line }, { state: 'moved', line: lineOf(SHOP, 'self.log("charged"') });
    assert.ok(score > 0.5 && score < 1);
  });

  it('follows a function to another place in the file', async () => {
    const body = / {4}def total[^]*?return amount\n\n/.exec(SHOP)?.[0] ?? '';
    const moved = `${SHOP.replace(body, '')}\n\nclass Sums:\n${body}`;
    const found = await inText(anchorOf('amount += item'), moved);
    assert.equal(found.line, lineOf(moved, 'amount += item'));
  });

  it('gives the enclosing definition for a line that is gone, and nothing for a definition that is', async () => {
    const anchor = anchorOf('amount += item');
    const rewritten = SHOP.replace(/ {8}amount = Money[^]*?return amount\n/, '        return sum_of(self, currency)\n');
    const { state, line } = await inText(anchor, rewritten);
    assert.deepEqual({ state, line }, { state: 'enclosing', line: lineOf(SHOP, 'def total') });
    const without = SHOP.replace(/class Cart:[^]*?return amount\n\n\n/, '');
    assert.deepEqual(await inText(anchor, without), {
      ...{ state: 'lost', file: FILE, score: 0 },
      from: { file: FILE, line: lineOf(SHOP, 'amount += item') },
    });
  });

  it('is lost with its file, unless a file of the same name or the whole world has the line', async () => {
    const anchor = anchorOf('self.drawer.put');
    const line = lineOf(SHOP, 'self.drawer.put');
    assert.equal((await resolveAnchor(anchor, worldOf({}))).state, 'lost');
    assert.equal((await resolveAnchor(anchor, worldOf({ 'other.py': SHOP }))).state, 'lost');
    const renamed = await resolveAnchor(anchor, worldOf({ 'src/shop/till.py': SHOP }));
    assert.deepEqual([renamed.state, renamed.file, renamed.line], ['moved', 'src/shop/till.py', line]);
    const found = await resolveAnchor(anchor, worldOf({ 'other.py': SHOP, 'a.py': 'x = 1\n' }), { everywhere: true });
    assert.deepEqual([found.state, found.file, found.line], ['moved', 'other.py', line]);
  });

  it('does not choose between two copies', async () => {
    const found = await resolveAnchor(anchorOf('self.drawer.put'), worldOf({ 'a.py': SHOP, 'b.py': SHOP }), {
      everywhere: true,
    });
    assert.equal(found.state, 'lost');
  });

  it('takes very long lines', async () => {
    const long = `const data = [${Array.from({ length: 20_000 }, (_, at) => String(at)).join(', ')}];`;
    const text = `let a = 1;\n${long}\nlet b = 2;\n`;
    const anchor = captureAnchor(text, 'data.js', 1);
    assert.ok(JSON.stringify(anchor).length < 1000);
    const found = await resolveAnchor(anchor, worldOf({ 'data.js': `// new\n${text}` }));
    assert.deepEqual([found.state, found.line], ['exact', 2]);
  });

  it('uses the definitions of an index when it is handed them', async () => {
    const symbols: readonly CodeSymbol[] = [
      {
        ...{ name: 'run', container: ['Job'], kind: 'method', file: { root: '/', path: 'job.x' } },
        ...{ line: 1, column: 0, startLine: 1, endLine: 3 },
      },
    ];
    const text = 'head\nrun:\nfirst thing to do\nsecond thing to do\ntail\n';
    const anchor = captureAnchor(text, 'job.x', 2, { symbols });
    assert.equal(anchor.symbol, 'Job.run');
    const world = { ...worldOf({ 'job.x': 'head\nrun:\nall is new\n' }), symbolsIn: () => symbols };
    assert.deepEqual((await resolveAnchor(anchor, world)).state, 'enclosing');
  });
});

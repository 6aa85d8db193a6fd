import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LANGUAGES } from '../../../../../src/tour/symbols/languages';
import { forEachIdentifier } from '../../../../../src/tour/symbols/record';
import { hashOf } from '../../../../../src/tour/symbols/parsing/hash';
import { definitionsIn, described, parse } from '../support/definitions';

describe('definitions in all kinds of text', () => {
  const source = 'class A:\n    def b(self):\n        pass\n\nC = 1\n';
  const expected = ['class A 1-3', 'method A.b 2-3', 'constant C 5'];

  it('has the same lines whatever they end with', async () => {
    for (const text of [source, source.replaceAll('\n', '\r\n'), source.replaceAll('\n', '\r'), source.trimEnd()]) {
      assert.deepEqual((await definitionsIn('a.py', text)).map(described), expected);
    }
  });

  it('does not count a byte order mark', async () => {
    for (const bytes of [
      Buffer.from(`\uFEFF${source}`),
      Buffer.from(`\uFEFF${source}`, 'utf16le'),
      Buffer.from(`\uFEFF${source}`, 'utf16le').swap16(),
    ]) {
      const symbols = await definitionsIn('a.py', bytes);
      assert.deepEqual(symbols.map(described), expected);
      assert.equal(symbols[0]?.column, 6);
    }
  });

  it('counts columns as an editor does', async () => {
    const [symbol] = await definitionsIn('a.js', '/* 😀é */ function naïve() {}');
    assert.equal(symbol?.name, 'naïve');
    assert.equal(symbol.column, 19);
  });

  it('finds what stands before and after a mistake', async () => {
    const broken = 'class A:\n    def ok(self):\n        pass\n\n    def half(self, x=\n\ndef later():\n    pass\n';
    const names = (await definitionsIn('a.py', broken)).map(({ name }) => name);
    assert.ok(names.includes('ok'), names.join());
    assert.ok(names.includes('later'), names.join());
    const typescript = 'class A {\n  ok() {}\n  half(x\n}\nexport function later() {}\n';
    const found = (await definitionsIn('a.ts', typescript)).map(({ name }) => name);
    assert.ok(found.includes('ok') && found.includes('later'), found.join());
  });

  it('reads what is not UTF-8, and leaves alone what is no text', async () => {
    const latin1 = Buffer.from('# caf\xe9\ndef b(): pass\n', 'latin1');
    assert.deepEqual((await definitionsIn('a.py', latin1)).map(described), ['function b 2']);
    assert.deepEqual(await definitionsIn('a.py', Buffer.from('def b(): pass\n\0')), []);
    assert.deepEqual(await definitionsIn('a.py', ''), []);
    assert.deepEqual(await definitionsIn('a.txt', source), []);
    assert.deepEqual(await definitionsIn('a.py', `def b(): pass\n${'#'.repeat(2 * 1024 * 1024)}`), []);
  });

  it('gets through long lines and deep nesting', async () => {
    const long = `function f() { return [${'1,'.repeat(100_000)}]; }`;
    assert.deepEqual((await definitionsIn('a.js', long)).map(described), ['function f 1']);
    const deep = `${'function f() {'.repeat(2000)}${'}'.repeat(2000)}`;
    const symbols = await definitionsIn('a.js', deep);
    assert.equal(symbols.length, 2000);
    assert.equal(symbols.at(-1)?.container.length, 32);
    for (const path of ['a.js', 'a.py', 'a.cpp']) await definitionsIn(path, '(['.repeat(5000));
  });

  it('counts identifiers, and not what only looks like one', async () => {
    const counts = new Map<number, number>();
    const record = await parse('a.py', 'a1 = a1 + 1a + b.a1 # a1é\n$x _ a\n');
    forEachIdentifier(record, (hash, count) => counts.set(hash, count));
    const count = (name: string): number => counts.get(hashOf(name)) ?? 0;
    assert.deepEqual(['a1', 'a1é', 'b', '1a', '$x', '_', 'a', '1'].map(count), [3, 1, 1, 0, 1, 1, 1, 0]);
  });

  it('has an answer to any bytes', async () => {
    const paths = LANGUAGES.map(({ extensions }) => `a.${extensions[0] ?? ''}`);
    const pieces = fc.constantFrom(
      'class ',
      'def ',
      'A',
      '{',
      '}',
      '(',
      ')',
      '<',
      '>',
      '"',
      "'",
      '\n',
      '\r',
      '::',
      '=',
      ';',
      '#',
      '//',
      '/*',
      ':',
      'fn ',
      'impl ',
      'func ',
      '<?php ',
      '\u{1F600}',
      'é',
      '\ud800',
      '@',
      '\\',
    );
    const text = fc.array(pieces, { maxLength: 60 }).map((parts) => Buffer.from(parts.join('')));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.oneof(text, fc.uint8Array({ maxLength: 300 })),
        async (path, bytes) => {
          const symbols = await definitionsIn(path, bytes);
          let last = -1;
          for (const { name, line, startLine, endLine } of symbols) {
            assert.notEqual(name, '');
            assert.ok(startLine <= line && line <= endLine, `${startLine} ${line} ${endLine}`);
            assert.ok(startLine >= last || symbols.length > 1);
            last = startLine;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  AnchorFormatError,
  captureAnchor,
  readAnchor,
  resolveAnchor,
  trackLine,
  type TextEdit,
} from '../../../../src/tour';
import { similarity, splitLines, tokensOf } from '../../../../src/tour/anchors/line-text';
import { LEAST_ALIKE } from '../../../../src/tour/anchors/weights';
import { SHOP, worldOf } from './support';

/** Files of few different lines, so that many are the same. */
const repetitive = fc
  .array(
    fc.constantFrom('', '}', '    return None', 'pass', '\tx = 1', 'def f():', '  "a", \'b\',', 'éñ 😀', '    pass'),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((lines) => lines.join('\n'));
const anything = fc.oneof(repetitive, fc.string({ maxLength: 300 }), fc.constant(SHOP));
const picked = fc.nat({ max: 10_000 });

describe('anchors, of any file', () => {
  it('are exact in an untouched file', async () => {
    await fc.assert(
      fc.asyncProperty(anything, picked, async (text, pick) => {
        const line = pick % splitLines(text).length;
        const anchor = captureAnchor(text, 'a.py', line);
        const stored = readAnchor(JSON.parse(JSON.stringify(anchor)));
        assert.deepEqual(stored, anchor);
        const found = await resolveAnchor(stored, worldOf({ 'a.py': text }));
        assert.deepEqual(found, { state: 'exact', file: 'a.py', line, score: 1 });
      }),
    );
  });

  it('never answer with a line that is unlike theirs, or that is not there', async () => {
    await fc.assert(
      fc.asyncProperty(anything, anything, picked, async (text, now, pick) => {
        const anchor = captureAnchor(text, 'a.py', pick % splitLines(text).length);
        const files: Readonly<Record<string, string>> = { 'a.py': now, 'b.py': text.slice(3) };
        const { state, file, line } = await resolveAnchor(anchor, worldOf(files), { everywhere: true });
        if (state === 'lost') return;
        const there = splitLines(files[file] ?? '')[line ?? -1];
        assert.ok(there !== undefined);
        if (state === 'enclosing') return;
        const [old, found] = [tokensOf(anchor.text), tokensOf(there)];
        assert.ok(old.join() === found.join() || similarity(old, found) >= LEAST_ALIKE, `${anchor.text} ≠ ${there}`);
      }),
    );
  });

  it('follow their line when other lines come in elsewhere', async () => {
    const lines = SHOP.split('\n');
    const insertion = fc.record({
      at: fc.nat({ max: lines.length }),
      text: fc.stringMatching(/^# [a-z]{6,20}$/),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(insertion, { maxLength: 6 }),
        fc.nat({ max: lines.length - 2 }),
        async (insertions, line) => {
          if (lines[line]?.trim() === '') return;
          const marked = lines.map((text, at) => ({ text, at }));
          for (const { at, text } of insertions) marked.splice(at, 0, { text, at: -1 });
          const anchor = captureAnchor(SHOP, 'a.py', line);
          const found = await resolveAnchor(anchor, worldOf({ 'a.py': marked.map(({ text }) => text).join('\n') }));
          assert.equal(
            found.line,
            marked.findIndex(({ at }) => at === line),
            lines[line],
          );
        },
      ),
    );
  });

  it('are refused with a clear error when they are none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          readAnchor(value);
        } catch (error) {
          assert.ok(error instanceof AnchorFormatError);
        }
      }),
    );
    const good = { file: 'a', text: 'x', before: [], after: [] };
    for (const bad of [
      { ...good, file: '../a' },
      { ...good, file: '/etc/passwd' },
      { ...good, file: 'C:\\a' },
      { ...good, before: ['1', '2', '3', '4'] },
      { ...good, after: [1] },
      { ...good, line: 0 },
      { ...good, commit: '--output=a' },
      { ...good, text: undefined },
    ]) {
      assert.throws(() => readAnchor(bad), AnchorFormatError, JSON.stringify(bad));
    }
    assert.equal(readAnchor({ ...good, constructor: 1, around: 'not a fingerprint' }).around, 'not a fingerprint');
  });
});

describe('tracking a line through edits', () => {
  const LINES = 8;
  const before = Array.from({ length: LINES }, (_, at) => `  m${String(at)}`);
  /** At the ends of the code of a line, never within it. */
  const position = fc.record({ line: fc.nat({ max: LINES - 1 }), character: fc.constantFrom(0, 1, 2, 4) });
  const edit = fc.record({
    from: position,
    to: position,
    text: fc.constantFrom('', '\n', 'new', '  \n', 'a\r\nb\n', '\r\n'),
  });

  it('finds every line whose code is still there, and claims none that was deleted', () => {
    fc.assert(
      fc.property(edit, fc.nat({ max: LINES - 1 }), ({ from, to, text }, line) => {
        const [start, end] = offset(from) <= offset(to) ? [from, to] : [to, from];
        const whole = before.join('\n');
        const now = splitLines(whole.slice(0, offset(start)) + text + whole.slice(offset(end)));
        const there = now.findIndex((each) => each.includes(`m${String(line)}`));
        const tracked = trackLine(line, [{ range: { start, end }, text }], before[line]);
        if (there >= 0) assert.equal(tracked, there);
        else if (start.line < end.line) assert.equal(tracked, undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes several edits of one event, in any order', () => {
    const at = (line: number, character = 0): TextEdit['range']['start'] => ({ line, character });
    const edits: TextEdit[] = [
      { range: { start: at(1), end: at(1) }, text: 'new\n' },
      { range: { start: at(6), end: at(7) }, text: '' },
      { range: { start: at(3), end: at(4) }, text: '' },
    ];
    for (const order of [edits, [...edits].reverse()]) {
      assert.deepEqual(
        before.map((text, line) => trackLine(line, order, text)),
        [0, 2, 3, undefined, 4, 5, undefined, 6],
      );
    }
  });

  function offset({ line, character }: { readonly line: number; readonly character: number }): number {
    return line * 5 + character;
  }
});

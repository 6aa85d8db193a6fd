import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MODEL, POLICY } from '../spot/runtime/support';
import { greenroom } from './built';

interface Output {
  readonly claims: readonly {
    readonly card: string;
    readonly line: number;
    readonly claim: string;
    readonly held: boolean;
    readonly detail?: string;
    readonly steps: readonly {
      readonly asked?: string;
      readonly status?: string;
      readonly verdicts: readonly { readonly expected: string; readonly came: string; readonly held: boolean }[];
    }[];
  }[];
  readonly held: number;
  readonly total: number;
}

const HEAD = '# D\n\n## Round 1: One\n\n**Q: Why?**\n<!-- id: why -->\n\nBecause.\n\n';
const fence = (info: string, ...lines: readonly string[]): string => ['```' + info, ...lines, '```', ''].join('\n');

describe('greenroom prove', function () {
  this.timeout(240_000);
  let folder: string;
  const deck = (name: string, ...fences: readonly string[]): string => {
    const home = path.join(folder, name);
    mkdirSync(path.join(home, 'sandbox'), { recursive: true });
    writeFileSync(path.join(home, 'sandbox/model.yaml'), MODEL);
    writeFileSync(path.join(home, 'sandbox/policy.yaml'), POLICY);
    writeFileSync(path.join(home, 'deck.md'), HEAD + fences.join('\n'));
    return home;
  };
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'greenroom-prove-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('proves every claim of the shipped deck', () => {
    const { code, out, err } = greenroom('prove', 'decks/spot-director', '--json');
    const { claims, held, total } = JSON.parse(out) as Output;
    assert.deepEqual(
      claims.filter((one) => !one.held).map(({ line, claim, detail }) => `${line}: ${claim}: ${detail ?? ''}`),
      [],
      err,
    );
    assert.equal(code, 0, err);
    assert.equal(held, total);
    assert.ok(total >= 50, `${total} claims`);
    const answered = readFileSync('decks/spot-director/deck.md', 'utf8').matchAll(/^<!-- id: ([\w-]+) -->$/gm);
    assert.deepEqual(
      [...new Set(claims.map(({ card }) => card))],
      [...answered].map(([, id]) => id),
    );
    for (const { card, steps } of claims) {
      assert.ok(card !== '' && steps.length > 0);
      assert.ok(steps.every(({ verdicts }) => verdicts.every((verdict) => verdict.held)));
    }
  });

  it('tells what was expected and what came, at its line', () => {
    const home = deck(
      'mixed',
      fence('spot', '-- claim: It adds up', '-- as ana', 'revenue', '-- expect row: 999'),
      fence('spot as=ana expect="refused: unknown-term"', 'churn'),
      fence('spot', '-- as ana', 'revenue', '-- expect the moon'),
    );
    const { code, out } = greenroom('prove', home, '--json');
    assert.equal(code, 1);
    const { claims, held, total } = JSON.parse(out) as Output;
    assert.deepEqual([held, total], [1, 3]);
    assert.deepEqual(
      claims.map((one) => [one.card, one.line, one.held]),
      [
        ['why', 11, false],
        ['why', 18, true],
        ['why', 22, false],
      ],
    );
    assert.match(claims[0]?.detail ?? '', /expected row: 999, and it is no such row; the rows are 82\.50/);
    assert.match(claims[2]?.detail ?? '', /line 24: "the moon" is nothing that can be expected/);
    const text = greenroom('prove', home);
    assert.equal(text.code, 1);
    assert.match(text.out, /✗ It adds up\n +ana: revenue → answered, 1 row\n +✗ row: 999: no such row/);
    assert.match(text.out, /1 of 3 claims hold/);
    assert.equal(text.err, '');
    assert.match(greenroom('lint', home).out, /deck\.md:21:1: error broken-query: Line 24: "the moon"/);
  });

  it('says no at once to what it cannot do', () => {
    const home = deck('sound', fence('spot', '-- as ana', 'revenue'));
    for (const [args, message] of [
      [[], /needs one deck/],
      [[home, home], /needs one deck/],
      [[path.join(folder, 'nowhere')], /is not there/],
      [[home, '--card', 'other'], /no card "other"; there are: why/],
      [[deck('bare')], /nothing to prove/],
      [[home, '--loud'], /Unknown option/],
    ] as const) {
      const { code, out, err } = greenroom('prove', ...args);
      assert.deepEqual([code, out], [2, ''], err);
      assert.match(err, message);
    }
    const twice = deck(
      'broken',
      fence('spot', '-- as ana', 'revenue'),
      fence('spot', '-- as ana', 'revenue by region'),
    );
    writeFileSync(path.join(twice, 'sandbox/model.yaml'), 'tables: 1\n');
    for (const more of [[], ['--json']]) {
      const { code, out, err } = greenroom('prove', twice, ...more);
      assert.deepEqual([code, out], [2, '']);
      assert.equal(err.match(/model\.yaml:1:1: error/g)?.length, 1, err);
    }
  });
});

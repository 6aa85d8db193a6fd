import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MAIN = path.resolve('src/cli/main.ts');

function greenroom(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import=tsx', MAIN, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

interface Output {
  readonly decks: readonly {
    readonly path: string;
    readonly dialect: string;
    readonly rounds: readonly {
      readonly title: string;
      readonly cards: readonly { readonly question: string; readonly line: number }[];
    }[];
    readonly problems: readonly { readonly code: string; readonly line: number; readonly column: number }[];
    readonly counts: Readonly<Record<string, number>>;
  }[];
}

describe('greenroom lint', () => {
  let folder: string;
  const file = (name: string, text: string | Uint8Array): string => {
    const full = path.join(folder, name);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
    return full;
  };

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'greenroom-lint-'));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('passes a sound deck', () => {
    const deck = file('sound/deck.md', '# Fine\n\n## Round 1: One\n\n**Q: Why?**\n\nBecause.\n');
    const { code, out, err } = greenroom('lint', deck);
    assert.deepEqual({ code, err }, { code: 0, err: '' });
    assert.match(out, /1 rounds, 1 cards/);
  });

  it('prints where each problem is, and ends with 1 for an error', () => {
    const deck = file('broken/deck.md', '# Broken\r\n\r\n**Q: Why?**\r\n\r\n```\r\nnever closed\r\n');
    const { code, out } = greenroom('lint', deck);
    assert.equal(code, 1);
    assert.match(out, /deck\.md:5:1: error unclosed-fence: /);
  });

  it('prints nothing that a terminal would obey', () => {
    const answer = 'The same long answer under both of the questions here.';
    const text = `**Q: Red \u001b[31m or not?**\n\n${answer}\n\n**Q: Which?**\n\n${answer}\n`;
    const { out } = greenroom('lint', file('terminal.md', text));
    assert.ok(out.includes('duplicate-answer'));
    assert.ok(!out.includes('\u001b'));
  });

  it('gives rounds, cards, problems and counts as JSON', () => {
    const deck = file(
      'json/deck.md',
      '# Deck\n\n## 🟢 Round 2: First (warm-up)\n\n**Q: "Why `Queue`?"**\n\n- **Answer**: Because.\n\n**Q: And?**\n',
    );
    const { code, out } = greenroom('lint', '--json', deck);
    assert.equal(code, 0);
    const { decks } = JSON.parse(out) as Output;
    const [only] = decks;
    assert.ok(only);
    assert.equal(only.dialect, 'native');
    assert.deepEqual(
      only.rounds.map(({ title, cards }) => [title, cards.map(({ question, line }) => [question, line])]),
      [
        [
          'First',
          [
            ['Why `Queue`?', 5],
            ['And?', 9],
          ],
        ],
      ],
    );
    assert.deepEqual(
      only.problems.map(({ code: problem, line }) => [problem, line]),
      [['empty-answer', 9]],
    );
    assert.deepEqual(only.counts, { rounds: 1, cards: 2, asks: 0, emptyAnswers: 1, duplicates: 0, dropped: 0 });
  });

  it('takes every deck below a folder', () => {
    file('many/a/deck.md', '**Q: One?**\n\nYes.\n');
    file('many/b/deck.md', '**Q: Two?**\n\nYes.\n');
    file('many/notes.md', '**Q: Not a deck?**\n\nNo.\n');
    const { out } = greenroom('lint', '--json', path.join(folder, 'many'));
    assert.deepEqual(
      (JSON.parse(out) as Output).decks.map((deck) => path.basename(path.dirname(deck.path))),
      ['a', 'b'],
    );
  });

  it('reports links to files that are not there', () => {
    file('links/prototype/main.py', '');
    const deck = file(
      'links/deck.md',
      '---\nprototype: prototype\n---\n\n**Q: Where?**\n\nIn `main.py`, `gone.py` and [there](prototype/lost.py#L3).\n',
    );
    const { out } = greenroom('lint', '--json', deck);
    assert.deepEqual(
      (JSON.parse(out) as Output).decks[0]?.problems.map(({ code, line }) => [code, line]),
      [
        ['broken-code-link', 7],
        ['broken-code-link', 7],
      ],
    );
  });

  for (const [what, args] of [
    ['no input', ['lint']],
    ['a file that is not there', ['lint', 'no/such/deck.md']],
    ['a folder without decks', ['lint', 'src/cli']],
    ['an unknown option', ['lint', '--colour', 'x.md']],
    ['an unknown command', ['lnit']],
  ] as const) {
    it(`ends with 2 and one line on stderr for ${what}`, () => {
      const { code, out, err } = greenroom(...args);
      assert.deepEqual({ code, out }, { code: 2, out: '' });
      assert.match(err, /^greenroom: .+\n$/);
    });
  }
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lintDeck, normaliseQuestion, parseDeck } from '../../../src/deck';

const TEXT = `## Round 1: Links

**Q: Where is it?**

It is in \`gone.py\`, \`!Gone\`, \`Maybe\`, \`Twice\` and [here](prototype/gone.py#L3). Not in \`20% Tax\`, \`async/await\`,
\`READ COMMITTED\`, \`pandas\`, \`SQL\` or \`Node.js\`.

\`\`\`spot
revenue by planet
\`\`\`
`;

describe('a deck that is linted', () => {
  it('reports broken links only where the author plainly means code', () => {
    const asked: string[] = [];
    const problems = lintDeck(parseDeck(TEXT), {
      codeLinks: {
        resolve: (link) => {
          asked.push(link.text);
          return link.text === 'Twice' ? 'ambiguous' : 'broken';
        },
      },
      queries: { check: (query) => `There is no planet in "${query.text}".` },
    });
    assert.deepEqual(asked, ['gone.py', 'Gone', 'Maybe', 'Twice', 'here']);
    assert.deepEqual(
      problems.map((problem) => problem.code),
      ['broken-code-link', 'broken-code-link', 'ambiguous-code-link', 'broken-code-link', 'broken-query'],
    );
    assert.match(problems.at(-1)?.message ?? '', /no planet/);
  });

  it('offers the names that would do instead', () => {
    const problems = lintDeck(parseDeck(TEXT), {
      codeLinks: {
        resolve: ({ text }) => (text === 'Twice' ? 'ambiguous' : text === 'gone.py' ? 'broken' : 'resolved'),
        instead: ({ text }) => (text === 'Twice' ? ['a.Twice', 'b.Twice'] : ['gone_again.py']),
      },
    });
    assert.deepEqual(
      problems.map(({ fixes }) => fixes.map(({ title, edits }) => `${title}: ${edits[0]?.newText ?? ''}`)),
      [['Change to `gone_again.py`: gone_again.py'], ['Change to `a.Twice`: a.Twice', 'Change to `b.Twice`: b.Twice']],
    );
    assert.match(problems[0]?.message ?? '', /Did you mean "gone_again.py"/);
  });

  it('says nothing where nothing can be told', () => {
    assert.deepEqual(lintDeck(parseDeck(TEXT), { codeLinks: { resolve: () => 'unknown' } }), []);
  });
});

describe('a question, normalised', () => {
  it('is the same whatever its dress', () => {
    const same = ['What’s “X”?', '"what\'s  X"', '**What’s** `x`', "🟢 WHAT'S [x](y.md)!"];
    assert.deepEqual(new Set(same.map(normaliseQuestion)), new Set(['whats x']));
  });

  it('tells C from C++ and C#', () => {
    assert.equal(new Set(['Why C?', 'Why C++?', 'Why C#?'].map(normaliseQuestion)).size, 3);
  });

  it('stays what it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normaliseQuestion(text);
        assert.equal(normaliseQuestion(`${once}?`), normaliseQuestion(once));
      }),
    );
  });
});

describe('text without measure', () => {
  const many = 100_000;
  const cases: Record<string, string> = {
    'nested quotes': '> '.repeat(many),
    'nested bullets': '- '.repeat(many),
    bullets: '- a\n'.repeat(many / 10),
    'open brackets': '](['.repeat(many),
    backticks: Array.from({ length: 400 }, (_, length) => '`'.repeat(length + 1)).join(' '),
    dots: '.'.repeat(many),
    spaces: `a${' '.repeat(many)}b`,
    comments: '<!-- id: '.repeat(many),
    'YAML brackets': `---\na: ${'['.repeat(many / 2)}\n---\n`,
    'YAML aliases': '---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: *b\n---\n',
  };
  for (const [name, text] of Object.entries(cases)) {
    it(`is read to its end: ${name}`, () => {
      const deck = parseDeck(`${text}\n\n**Q: Last one?**\n\nYes, still here.\n`);
      assert.equal(deck.rounds.at(-1)?.cards.at(-1)?.question, 'Last one?');
    });
  }

  it('does not end the process, however often nested YAML is read', () => {
    for (const nested of ['[', '{a: ', '- ', '-\t', '? '])
      for (let times = 0; times < 10; times += 1) {
        const { problems } = parseDeck(`---\ntitle: ok\na: ${nested.repeat(4000)}\n---\n# Deck\n`);
        assert.ok(problems.some(({ code }) => code === 'bad-front-matter'));
      }
  });
});

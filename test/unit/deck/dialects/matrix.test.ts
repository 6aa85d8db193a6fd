import assert from 'node:assert/strict';
import fc from 'fast-check';
import { detectDialect } from '../../../../src/deck/dialects';
import { cardsOf, detect, documentOf, FIXTURES, fixture, FOREIGN, rangesOf, textIn } from './all';

describe('dialects tell one another apart', () => {
  for (const name of FIXTURES) {
    it(`${name} is recognised as what it is`, () => {
      const { id, lead } = detect(fixture(name));
      assert.ok(name.startsWith(id), `taken for ${id}`);
      assert.equal(detectDialect(fixture(name)).id, id);
      assert.ok(lead > 0.1, `by a lead of ${lead}`);
    });
  }

  it('the native form wins as soon as it has a card', () => {
    for (const name of FIXTURES.filter((file) => !file.startsWith('anki'))) {
      const text = `${fixture(name).text}\n\n**Q: Is this native?**\n\n- **Answer**: Yes.\n`;
      assert.equal(detect(documentOf(text)).id, 'native', name);
    }
  });

  it('line ends make no difference', () => {
    for (const name of FIXTURES) {
      const { lines } = fixture(name);
      const dialect = FOREIGN.find(({ id }) => name.startsWith(id));
      const questions = (text: string) =>
        dialect && cardsOf(dialect.parse(documentOf(text))).map((card) => card.question);
      assert.deepEqual(questions(lines.join('\r\n')), questions(lines.join('\n')), name);
    }
  });
});

describe('ranges point into the text', () => {
  for (const name of FIXTURES) {
    const dialect = FOREIGN.find(({ id }) => name.startsWith(id));
    if (dialect === undefined) continue;
    it(name, () => {
      const document = fixture(name);
      const result = dialect.parse(document);
      for (const range of rangesOf(result)) textIn(document, range);
      for (const card of cardsOf(result)) {
        const words = card.question.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 3);
        const source = textIn(document, card.questionRange);
        for (const word of words) assert.ok(source.includes(word), `${word} is not in ${source}`);
        if (textIn(document, card.range).includes(source)) continue;
        assert.fail('the question is outside of its card');
      }
    });
  }
});

// Pieces of all dialects, so that random files are full of structure in wrong places.
const PIECES = [
  '# Title',
  '## Topic',
  '### Why?',
  '1. ### Nested?',
  '#### Answer: b',
  '======',
  '---',
  '```',
  '~~~js',
  '',
  '',
  '  ',
  '**Bold? 🟢**',
  '**Bold?** rest',
  '- **Item?** rest',
  '**open',
  '<details>',
  '<details><summary>S?</summary>x</details>',
  '<summary>',
  '</summary>',
  '</details>',
  '<DETAILS><SUMMARY>',
  '`<details>`',
  'Q: one?',
  'A: two',
  '**Q1:** bold?',
  '**A:** answer',
  'C: a [gap] and {{c1::x::y}}',
  '{{c1::',
  'Question 2. text',
  'a :: b',
  'a ::: b',
  'a::b',
  '?',
  '??',
  '<!--SR:!2025-01-01,1,2-->',
  '<!-- id: x -->',
  '<!--',
  '-->',
  '#tag',
  '- item?',
  '  - nested?',
  '    text',
  '1. Tell me',
  '* [link](#x)',
  '**[⬆ Top](#top)**',
  '#separator:tab',
  '#html:true',
  '#deck column:1',
  '#guid column:2',
  '#tags column:3',
  'a\tb\tc',
  '"quoted\t""x""',
  '"open',
  '\t\t',
  '<b>bold<i>',
  '</b>',
  '<ul><li>x',
  '<pre>',
  '&lt;&#0;&#x110000;&nope;',
  '<img src=x>',
  '<img alt="a">',
  '[sound:x]',
  '__proto__',
  'constructor?',
  '\u202eright to left?',
  '👩‍💻 emoji?',
  '> quote?',
  '| a | b |',
  '|---|---|',
  '¿qué?',
  '什么是锁？',
  '\\',
  '"',
  '“',
  '[',
  ']',
  '[[',
  '](',
  '![',
];

describe('any text is read without harm', function () {
  this.timeout(30_000);

  for (const dialect of FOREIGN) {
    it(`${dialect.id}: no exception, every range inside the text`, () => {
      const line = fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
        { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
        {
          weight: 2,
          arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }).map((pieces) => pieces.join(' ')),
        },
      );
      const start = dialect.id === 'anki-text' ? '#separator:tab\n#html:true\n#guid column:1\n#deck column:2\n' : '';
      fc.assert(
        fc.property(fc.array(line, { maxLength: 25 }), fc.constantFrom('\n', '\r\n'), (lines, lineEnd) => {
          const document = documentOf(start + lines.join(lineEnd));
          const score = dialect.score(document);
          assert.ok(score >= 0 && score < 1);
          const result = dialect.parse(document);
          for (const range of rangesOf(result)) textIn(document, range);
          for (const card of cardsOf(result)) assert.ok(!card.question.includes('\n'));
          for (const round of result.rounds) assert.ok(round.cards.length > 0);
        }),
        { numRuns: 400 },
      );
    });
  }
});

describe('huge and hostile files are read to the end', function () {
  this.timeout(30_000);

  const repeat = (text: string, size = 200_000): string => text.repeat(Math.ceil(size / text.length));
  const HOSTILE: readonly (readonly [string, string])[] = [
    ['spaces', ' '.repeat(200_000) + 'x'],
    ['one endless line', repeat('Why? :: [a] ** ` <b> ')],
    ['open details', repeat('<details><summary>Why?\n')],
    ['nested details', `${repeat('<details><summary>a</summary>', 100_000)}${repeat('</details>', 100_000)}`],
    ['open tags', repeat('<a <b <i ')],
    ['open bold', repeat('**Why? ')],
    ['bold comments', `**Q: ${repeat('** <!-- ')}`],
    ['open gaps', `C: ${repeat('{{c1::[')}`],
    ['gaps', `C: ${repeat('[a] ')}`],
    ['quotes', `#separator:tab\n${repeat('"a\t"b""\n')}`],
    ['open quotes', `#separator:tab\n#html:true\n${repeat('"')}`],
    ['bold in bold', `#separator:tab\n${repeat('<b><i>x')}`],
    ['empty headings', repeat('# \n## a\n')],
    ['fences', repeat('```\n~~~\n')],
    ['items', repeat('- a?\n  - b?\n')],
    ['deep items', Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}- why?`).join('\n')],
    ['question marks', repeat('?\n', 60_000)],
    ['hashes', repeat('#')],
  ];
  for (const [name, text] of HOSTILE) {
    it(name, () => {
      const document = documentOf(text);
      for (const dialect of FOREIGN) {
        dialect.score(document);
        const result = dialect.parse(document);
        for (const range of rangesOf(result)) assert.ok(document.lines[range.end.line] !== undefined);
      }
    });
  }
});

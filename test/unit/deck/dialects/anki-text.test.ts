import assert from 'node:assert/strict';
import { ankiText } from '../../../../src/deck/dialects/anki-text';
import { htmlToMarkdown } from '../../../../src/deck/dialects/reading/html';
import { cardsOf, documentOf, fixture, outlineOf, textIn } from './all';

describe("Anki's text export", () => {
  it('reads quoted fields, HTML, gaps, decks, tags and guids', () => {
    const document = fixture('anki-text-notes.txt');
    const result = ankiText.parse(document);
    assert.deepEqual(outlineOf(result), {
      'Loop › Databases': [
        ['What is a **covering** index?', 'It holds all columns.', 'no table read', '"index only" scan'],
        ['What is MVCC?', 'Readers see a snapshot.'],
      ],
      'Loop › Network': [
        ['[… protocol] maps names to addresses & back', 'DNS', 'port 53'],
        ['DNS maps names to […] & back', 'addresses', 'port 53'],
        ['Why `a < b`?'],
      ],
    });
    const [first, second, third] = cardsOf(result);
    assert.deepEqual([first!.explicitId, first!.difficulty], ['ab12cd', 'hard']);
    assert.match(second!.explicitId!, /^anki-[0-9a-f]+$/);
    assert.equal(third!.explicitId, 'zz-c1');
    assert.equal(textIn(document, first!.questionRange), 'What is a <b>covering</b> index?');
    // A picture without a text and a sound.
    assert.equal(result.dropped, 2);
  });

  it('reads other separators, plain text, names of fields and an unbalanced quote', () => {
    const result = ankiText.parse(fixture('anki-text-semicolon.txt'));
    assert.equal(result.title, 'Warm up');
    assert.deepEqual(
      cardsOf(result).map(({ question }) => question),
      ['What is 2 < 3?', 'Say "hello"?'],
    );
    const [point] = cardsOf(result)[0]!
      .sections.flatMap(({ points }) => points)
      .filter(({ label }) => label !== undefined);
    assert.deepEqual([point?.label, point?.text], ['Source', 'primer; page 4']);
    assert.equal(result.dropped, 1);
  });

  it('one quote that is never closed does not swallow the notes behind it', () => {
    assert.equal(cardsOf(ankiText.parse(documentOf('#separator:tab\n"a\tb\nc\td\ne\tf'))).length, 3);
  });

  it('a note without a question is dropped and counted', () => {
    const result = ankiText.parse(documentOf('#separator:tab\n<br>\tanswer\n'));
    assert.deepEqual([result.rounds, result.dropped], [[], 1]);
  });

  for (const [html, markdown] of [
    ['a<br>b<br/>c', 'a\nb\nc'],
    ['<div>one</div><div>two</div>', 'one\n\ntwo'],
    ['<b>bold </b>and <i></i>x', '**bold** and x'],
    ['<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>', '1. a\n   - b\n2. c'],
    ['<pre><code>a &lt; b<br>c</code></pre>', '```\na < b\nc\n```'],
    ['1 < 2 &amp; 3 &gt; 2', '1 < 2 & 3 > 2'],
    ['a &lt;div&gt;', 'a \\<div>'],
    ['&#8364;&#x20ac;&euro;&constructor;', '€€€&constructor;'],
    ['<script>alert(1)</script>text<!-- c -->', 'text'],
    ['<img alt="a chart" src="x">', 'a chart'],
  ] as const) {
    it(`writes ${html} as Markdown`, () => {
      assert.equal(htmlToMarkdown(html).markdown, markdown);
    });
  }
});

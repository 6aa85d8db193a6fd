import assert from 'node:assert/strict';
import { boldQuestions } from '../../../../src/deck/dialects/bold-questions';
import { details } from '../../../../src/deck/dialects/details';
import { headings } from '../../../../src/deck/dialects/headings';
import { parseDeck } from '../../../../src/deck';
import { answerOf, cardsOf, detect, documentOf, fixture, outlineOf, textIn } from './all';

describe('headings', () => {
  it('reads a README: topics, answers, grades; links and contents are dropped and counted', () => {
    const result = headings.parse(fixture('headings-readme.md'));
    assert.equal(result.title, 'Backend interview questions');
    assert.equal(result.introduction, 'A short collection that our guild uses before a loop. Corrections are welcome.');
    assert.deepEqual(outlineOf(result), {
      Databases: [
        [
          'What is an index?',
          'A sorted copy of some columns.',
          'It trades write cost for read speed:',
          'point lookups become logarithmic',
          'range scans read neighbours',
          '```sql\n-- ### Is this a question?\nCREATE INDEX by_day ON sales (day);\n```',
        ],
        ['Explain the difference between `VACUUM` and `ANALYZE`', 'One frees space, the other counts values.'],
        ['Why is `SELECT *` slow?', '#### Short version', 'It reads columns that nobody asked for.'],
      ],
      Networking: [
        ['What happens when a packet is lost?', 'The sender waits for the acknowledgement, then sends again.'],
        ['What is a socket?'],
      ],
    });
    assert.equal(result.rounds[1]!.emoji, '🌐');
    assert.equal(cardsOf(result)[2]!.difficulty, '🟡');
    // Badge, contents and its heading, the round's remark, three links to the top, the licence and its heading.
    assert.equal(result.dropped, 9);
  });

  it('reads headings inside numbered items with indented answers', () => {
    const document = fixture('headings-numbered.md');
    const result = headings.parse(document);
    assert.deepEqual(
      cardsOf(result).map((card) => [card.question, answerOf(card).length]),
      [
        ['What is a queue?', 3],
        ['What is a dead letter queue?', 3],
        ['How do you keep order?', 1],
      ],
    );
    assert.equal(result.dropped, 2);
    const [point] = cardsOf(result)[0]!.sections[0]!.points;
    assert.equal(textIn(document, point!.range), 'Work that waits.');
  });

  it('takes "Answer" headings and folded answers as part of the answer', () => {
    const cards = cardsOf(headings.parse(fixture('headings-crlf-answers.md')));
    assert.deepEqual(
      cards.map(({ question }) => question),
      ['What is the output?', 'What is logged here?'],
    );
    assert.equal(answerOf(cards[0]!).at(-1), 'The number becomes a string first.');
    assert.ok(answerOf(cards[0]!).every((text) => !/<\/?(?:details|summary|p)>/.test(text)));
  });

  it('takes a question over other questions as a topic, unless it has an answer of its own', () => {
    const result = headings.parse(
      documentOf('# T\n\n## Why Rust?\n\n### What is a borrow?\n\nA loan.\n\n### What is a move?\n\nA gift.\n'),
    );
    assert.deepEqual(Object.keys(outlineOf(result)), ['Why Rust?']);
    const both = headings.parse(documentOf('## What is a lock?\n\nA door.\n\n### And a mutex?\n\nOne key.\n'));
    assert.equal(cardsOf(both).length, 2);
  });

  it('takes the other headings of the level as questions when most of them are, and drops tables of contents', () => {
    const result = headings.parse(fixture('headings-siblings.md'));
    assert.deepEqual(
      cardsOf(result).map(({ question }) => question),
      ['What is React?', 'What is JSX', 'State vs props'],
    );
    assert.equal(result.introduction, undefined);
  });

  it('reads indented answers as text where single lines of them are not indented', () => {
    const text =
      '1. ### What is a lease?\n\n    A lock that ends by itself.\n\n    1. It is taken.\n    2. It expires.\n\n' +
      '    ```js\n  take()\n    ```\n\n**[⬆ Back to Top](#contents)**\n\n2. ### What is a fence token?\n     A number.\n';
    const [lease, token] = cardsOf(headings.parse(documentOf(text)));
    assert.deepEqual(answerOf(lease!).slice(0, 3), ['A lock that ends by itself.', 'It is taken.', 'It expires.']);
    assert.deepEqual(answerOf(token!), ['A number.']);
  });

  it('takes headings inside an item, and below it without a number, as part of its answer', () => {
    const inItem = headings.parse(
      documentOf(
        '1. ### What is CQRS?\n\n   ### Commands\n   They write.\n   ## Queries\n   They read.\n\n2. ### Why?\n   No.\n',
      ),
    );
    assert.deepEqual(
      cardsOf(inItem).map(({ question }) => question),
      ['What is CQRS?', 'Why?'],
    );
    assert.equal(inItem.rounds.length, 1);
    const labels = ['### What is it?', 'A thing.', '### When to use it?', 'Always.'].join('\n');
    const numbered = headings.parse(
      documentOf(
        `## 1. What is a shard?\n${labels}\n## 2. Lock vs latch\n${labels}\n## 3. What is a WAL?\n${labels}\n`,
      ),
    );
    assert.deepEqual(
      cardsOf(numbered).map(({ question }) => question),
      ['What is a shard?', 'Lock vs latch', 'What is a WAL?'],
    );
    assert.ok(answerOf(cardsOf(numbered)[1]!).includes('Always.'));
  });

  it('takes a task with an answer as a card, though questions stand below it', () => {
    const text =
      '### Explain locks\n\nA door.\n\n#### What is a mutex?\n\nOne key.\n\n### What is a latch?\n\nShort.\n';
    assert.equal(cardsOf(headings.parse(documentOf(text))).length, 3);
  });

  it('takes what most blocks are called, in any language, as a folded answer with whatever is in it', () => {
    const one = (number: number) =>
      `###### ${number}. Was ist das Ergebnis?\n\n- A: ${number}\n\n<details><summary><b>Lösung</b></summary>\n<p>\n\n` +
      `#### Lösung: A\n\nEs ist ${number}.\n\n</p>\n</details>\n\n---\n\n`;
    const document = documentOf([1, 2, 3].map(one).join(''));
    assert.equal(detect(document).id, 'headings');
    const result = headings.parse(document);
    assert.equal(result.rounds.length, 1);
    assert.deepEqual(cardsOf(result).map(answerOf), [
      ['#### Lösung: A', 'Es ist 1.'],
      ['#### Lösung: A', 'Es ist 2.'],
      ['#### Lösung: A', 'Es ist 3.'],
    ]);
    // What stands above a folded answer is asked about, and tells the cards apart.
    assert.deepEqual(
      cardsOf(result).map(({ setting }) => setting),
      ['- A: 1', '- A: 2', '- A: 3'],
    );
    const deck = parseDeck(document.text);
    assert.deepEqual(deck.problems, []);
    assert.deepEqual(
      deck.rounds[0]!.cards.map(({ setting }) => setting),
      ['- A: 1', '- A: 2', '- A: 3'],
    );
    const moved = parseDeck(`${one(4)}${document.text}`).rounds[0]!.cards.slice(1);
    assert.deepEqual(
      moved.map(({ id }) => id),
      deck.rounds[0]!.cards.map(({ id }) => id),
    );
  });

  it('takes no anchor of the next question into an answer, and names no round after the contents', () => {
    const text =
      '# Caches\n\n## Table of Contents\n\n1. [Why?](#q1)\n\n---\n\n<a id="q1"></a>\n### Why a cache?\n\nIt is near.\n\n---\n\n' +
      '<a id="q2"></a>\n### Why not?\n\nIt is stale.\n';
    const result = headings.parse(documentOf(text));
    assert.deepEqual(outlineOf(result), {
      '': [
        ['Why a cache?', 'It is near.'],
        ['Why not?', 'It is stale.'],
      ],
    });
    const [card] = cardsOf(result);
    assert.equal(card!.range.end.line, 11);
  });

  it('leaves the text above folded details in the answer', () => {
    const text =
      '### What is a ring?\n\nA closed line.\n\n<details><summary>Example</summary>\n\nA hoop.\n\n</details>\n';
    const [card] = cardsOf(headings.parse(documentOf(text)));
    assert.equal(card!.setting, undefined);
    assert.deepEqual(answerOf(card!), ['A closed line.', 'A hoop.']);
  });

  it('is not led astray by a closing fence too many', () => {
    const text =
      '### What is a pin?\n\nCode:\npin();\n```\n\n### What is a spin?\n\n```js\nspin();\n```\n\n' +
      '1. ### What is a bin?\n   ```js\n   bin();\n\n2. ### What is a fin?\n   ```js\n   fin();\n   ```\n';
    assert.deepEqual(
      cardsOf(headings.parse(documentOf(text))).map(({ question }) => question),
      ['What is a pin?', 'What is a spin?', 'What is a bin?', 'What is a fin?'],
    );
  });

  it('runs no SQL of other people', () => {
    const result = headings.parse(documentOf('## What is a join?\n\n```sql\n-- two tables\nSELECT 1;\n```\n'));
    assert.deepEqual(cardsOf(result)[0]!.queries, []);
  });

  it('keeps an explicit id, and marks what they are to be asked', () => {
    const result = headings.parse(documentOf('## Questions to ask them\n\n### How do you ship? <!-- id: ship -->\n'));
    const [card] = cardsOf(result);
    assert.deepEqual([card!.question, card!.explicitId, card!.kind], ['How do you ship?', 'ship', 'ask']);
  });
});

describe('bold questions', () => {
  it('reads grades inside and behind the bold text, answers below and beside it', () => {
    const result = boldQuestions.parse(fixture('bold-questions-grades.md'));
    assert.deepEqual(
      cardsOf(result).map(({ question, difficulty }) => [question, difficulty]),
      [
        ['What is a container image?', '🟢'],
        ['Why are small images better?', '🟡'],
        ['How would you debug a pod that restarts?', '🔴'],
        ['Tell me why you left?', undefined],
      ],
    );
    assert.deepEqual(outlineOf(result)['Culture'], [['Tell me why you left?', 'I wanted to build again.']]);
    // A question inside an answer is no card.
    assert.ok(answerOf(cardsOf(result)[2]!).includes('Does the probe fail?'));
  });

  it('reads them as list items', () => {
    assert.deepEqual(outlineOf(boldQuestions.parse(fixture('bold-questions-list.md'))), {
      Scheduling: [
        ['What is a cron job?', 'A command that runs by the clock.'],
        ['What if two runs overlap?', 'Take a lock; skip when it is held.'],
        ['Who owns the failures?', 'the team that wrote the job', 'never the scheduler'],
      ],
    });
  });

  it('knows grades however their emoji are written, and questions by them', () => {
    const text =
      '**What is a p-value? \u200d⭐\ufe0f**\n\nA chance.\n\n**Why not 0.06? 👶🏽**\n\nHabit.\n\n' +
      '**The base rate \u200d⭐\ufe0f**\n\nHow often.\n\n**Note** well.\n\n**Really? 🚀**\n\nYes.\n';
    assert.deepEqual(
      cardsOf(boldQuestions.parse(documentOf(text))).map(({ question, difficulty }) => [question, difficulty]),
      [
        ['What is a p-value?', '⭐'],
        ['Why not 0.06?', '👶'],
        ['The base rate', '⭐'],
        ['Really?', '🚀'],
      ],
    );
    // Where questions are not graded, a star is a star.
    assert.equal(cardsOf(boldQuestions.parse(documentOf('**Why?**\n\nSo.\n\n**Pros ⭐**\n\nFew.\n'))).length, 1);
  });

  it('leaves bold words in a sentence alone', () => {
    assert.deepEqual(boldQuestions.parse(documentOf('First line\n**Really?** I asked.\n')).rounds, []);
  });
});

describe('details', () => {
  it('reads summaries with tags and entities, several on a line, in capitals, with attributes', () => {
    assert.deepEqual(outlineOf(details.parse(fixture('details-basic.md'))), {
      Rendering: [
        [
          'What is the **critical** rendering path?',
          'HTML to DOM, CSS to CSSOM, both to a render tree.',
          'layout',
          'paint',
        ],
        ['Why does `a < b` need escaping?', 'Because < opens a tag.'],
      ],
      State: [
        ['What does `useMemo()` return?', 'The cached value.'],
        ['And `useRef`?', 'A box that stays.'],
      ],
    });
  });

  it('reads them in lists and in one another, and not in code', () => {
    const result = details.parse(fixture('details-nested.md'));
    assert.deepEqual(
      result.rounds.map((round) => [round.title, round.cards.map(({ question }) => question)]),
      [
        ['', ['What is backpressure?', 'How do you drop load?']],
        ['Storage', ['What is a log-structured tree?', 'What is compaction?']],
      ],
    );
  });

  it('drops a folded table of contents and the tags that hold an answer together', () => {
    const result = details.parse(fixture('details-bold-answers.md'));
    assert.equal(result.title, 'Awesome SRE questions');
    assert.deepEqual(outlineOf(result), {
      Linux: [
        ['What is a zombie process?', 'A process whose parent did not read its exit status.'],
        ['Explain what `inode` is', 'Metadata.', 'size', 'owner'],
      ],
    });
  });

  it('survives a block that is never closed; blocks without a question are dropped and counted', () => {
    const result = details.parse(fixture('details-messy.md'));
    assert.deepEqual(outlineOf(result), {
      '': [
        ['What is left open?', 'This block never ends.'],
        ['Does the next one survive?', 'It does.'],
      ],
    });
    assert.equal(result.dropped, 2);
  });
});

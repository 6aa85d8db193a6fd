import assert from 'node:assert/strict';
import { qaLines } from '../../../../src/deck/dialects/qa-lines';
import { questionList } from '../../../../src/deck/dialects/question-list';
import { separators } from '../../../../src/deck/dialects/separators';
import { cardsOf, documentOf, fixture, outlineOf, textIn, detect } from './all';

describe('Q: and A: lines', () => {
  it('reads blocks of several lines, code and gaps', () => {
    assert.deepEqual(outlineOf(qaLines.parse(fixture('qa-lines-plain.txt'))), {
      '': [
        ['What is a mutex?', 'A lock that one thread holds at a time.'],
        [
          'What does this print, and why?',
          'Nothing.',
          'The buffer is not flushed:',
          '```c\nQ: this is code\nprintf("x");\n```',
          'flush it',
          'or end the line',
        ],
        ['Who calls the callback?', 'The event loop.'],
        ['And without an answer?'],
        ['The […] runs one task at a time.', 'event loop'],
        ['The event loop runs […] task at a time.', 'one'],
        ['[…] is reliable, UDP is not; […] also orders.', 'TCP', 'TCP'],
        ['TCP is reliable, [… the other one] is not; TCP also orders.', 'UDP'],
      ],
    });
  });

  it('reads bold labels, bullets and numbers; a section of questions for them holds ask cards', () => {
    const result = qaLines.parse(fixture('qa-lines-bold.md'));
    assert.equal(result.title, 'Prep sheet');
    assert.deepEqual(
      cardsOf(result).map(({ question, kind }) => [question, kind]),
      [
        ['What is a *semaphore*?', 'answer'],
        ['Why is priority inversion bad?', 'answer'],
        ['How do you decide what to build?', 'ask'],
        ['What does on-call look like?', 'ask'],
      ],
    );
  });

  it('without an A: label takes what follows the question as its answer', () => {
    assert.deepEqual(outlineOf(qaLines.parse(fixture('qa-lines-crlf.md'))), {
      'Round A': [
        ['What is eventual consistency?', 'Replicas agree in the end.'],
        ['What is a quorum?', '```\nW + R > N\n```', 'More than half, usually.'],
      ],
    });
  });

  it('shows code between question and answer with the answer', () => {
    const [card] = cardsOf(qaLines.parse(documentOf('Q: What is it?\n\n```\n1\n```\n\nA: One.\n')));
    assert.deepEqual(
      card!.sections.flatMap(({ blocks }) => blocks.map(({ type }) => type)),
      ['markdown', 'point'],
    );
  });

  it('links and task boxes are no gaps', () => {
    const result = qaLines.parse(documentOf('C: See [here](x.md), [x] and `a[0]`.\n'));
    assert.deepEqual([cardsOf(result), result.dropped], [[], 1]);
  });
});

describe('separators', () => {
  it('reads one-line cards, both ways round with three colons, and leaves code alone', () => {
    const document = fixture('separators-inline.md');
    const result = separators.parse(document);
    assert.deepEqual(outlineOf(result), {
      Memory: [
        ['What is a page fault?', 'The page is not in memory yet.'],
        ['Page', 'A block of fixed size'],
        ['cache line', 'the smallest unit that a cache moves'],
        ['the smallest unit that a cache moves', 'cache line'],
        ['TLB', 'where translations are cached'],
      ],
      Colours: [['Which is `a::b`?', 'A path']],
    });
    assert.equal(textIn(document, cardsOf(result)[1]!.questionRange), 'Page');
    assert.equal(result.dropped, 3);
  });

  it('reads blocks: a question of several lines, code with blank lines in the answer, both ways round', () => {
    assert.deepEqual(outlineOf(separators.parse(fixture('separators-blocks.md'))), {
      Raft: [
        [
          'What does the leader send when it has nothing to say?',
          'Heartbeats, so that nobody starts an election.',
          'empty append messages',
        ],
        ['What is a term?', 'A number that only grows.', '```text\n\n?\n```', 'still the answer'],
        ['Split vote', 'Nobody gets a majority'],
        ['Nobody gets a majority', 'Split vote'],
      ],
    });
  });
});

describe('lists of questions', () => {
  it('reads answers between numbered questions, though they are not indented', () => {
    const text =
      '# T\n\nRead on.\n\n1. What is a pod?\n\nA group.\n\n- one address\n- why not?\n\n2. What is a node?\nA machine.\n1. small\n\n' +
      '3. What prints this?\n\n```js\nlog(1);\n```\n\n4. And this?\n';
    assert.deepEqual(outlineOf(questionList.parse(documentOf(text))), {
      '': [
        ['What is a pod?', 'A group.', 'one address', 'why not?'],
        ['What is a node?', 'A machine.', 'small'],
        ['What prints this?', '```js\nlog(1);\n```'],
        ['And this?'],
      ],
    });
  });

  it('knows the question marks of other scripts', () => {
    const text = '- Τι είναι μια ουρά;\n- 什么是队列？\n- ما هو الطابور؟\n- const a = 1;\n';
    assert.equal(detect(documentOf(text)).id, 'question-list');
    assert.deepEqual(
      cardsOf(questionList.parse(documentOf(text.replace(/- const.*\n/, '')))).map(({ question }) => question),
      ['Τι είναι μια ουρά;', '什么是队列？', 'ما هو الطابور؟'],
    );
  });

  it('reads them as cards without an answer; what is indented below one is its answer', () => {
    const result = questionList.parse(fixture('question-list-plain.md'));
    assert.deepEqual(outlineOf(result), {
      Technical: [
        ['What is the last bug that surprised you?'],
        ['How would you design a feature flag service?', 'Which parts can fail?', 'Who may flip a flag?'],
        ['Walk me through a deploy.'],
        ['Why that database, and not the one that you know?'],
      ],
      Behavioural: [
        ['Tell me about a time you were wrong.'],
        ['What would your last team say?'],
        ['When did you last say no?'],
      ],
    });
    assert.equal(result.dropped, 2);
    assert.ok(cardsOf(result).every(({ kind }) => kind === 'answer'));
  });

  it('makes ask cards where the file or the section says so', () => {
    const cards = cardsOf(questionList.parse(fixture('question-list-ask.md')));
    assert.deepEqual(
      cards.map(({ kind }) => kind),
      ['ask', 'ask', 'ask', 'ask'],
    );
    for (const heading of [
      'Questions to ask them',
      'Ask the interviewer',
      'Questions you can ask',
      'Questions for the team',
    ]) {
      const [card] = cardsOf(questionList.parse(documentOf(`## ${heading}\n\n- How big is it?\n`)));
      assert.equal(card!.kind, 'ask', heading);
    }
    const [card] = cardsOf(questionList.parse(documentOf('## Questions they may ask you\n\n- Why us?\n')));
    assert.equal(card!.kind, 'answer');
  });

  it('reads plain lines', () => {
    assert.equal(cardsOf(questionList.parse(fixture('question-list-lines.txt'))).length, 3);
  });
});

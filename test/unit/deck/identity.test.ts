import assert from 'node:assert/strict';
import { cardUid, matchCards } from '../../../src/deck/identity';
import type { CardIdentity, KnownCard, MatchOptions } from '../../../src/deck/identity';

let counter = 0;
const card = (question: string, over: Partial<CardIdentity> = {}): CardIdentity => ({
  id: `card-${counter++}`,
  question,
  round: 'Round 1',
  deck: 'main',
  ...over,
});
const known = (uid: string, question: string, over: Partial<KnownCard> = {}): KnownCard => ({
  uid,
  question,
  round: 'Round 1',
  deck: 'main',
  ...over,
});
const matchOne = (question: string, remembered: string, options?: MatchOptions) =>
  matchCards([card(question)], [known('u', remembered)], options).matches[0]!;

describe('a card keeps its history', () => {
  it('when quotes, case, punctuation or emoji change', () => {
    const match = matchOne('“How do you stop hallucinations”?', 'how do you stop **hallucinations**');
    assert.deepEqual([match.uid, match.how, match.confirm], ['u', 'question-and-round', false]);
  });

  it('when it moves to another round', () => {
    const { matches } = matchCards([card('Why us?', { round: 'Round 2' })], [known('u', 'Why us?')]);
    assert.deepEqual([matches[0]!.uid, matches[0]!.how], ['u', 'question']);
  });

  it('when its explicit id stays, whatever else changes', () => {
    const { matches } = matchCards(
      [card('Something else entirely?', { explicitId: 'x', round: 'R9' }), card('Why us?')],
      [known('u', 'Why us?', { explicitId: 'x' })],
    );
    assert.deepEqual(
      matches.map(({ how }) => how),
      ['id', 'new'],
    );
  });

  it('when the author names it or takes the name away', () => {
    const named = matchCards([card('Why us?', { explicitId: 'x' })], [known('u', 'Why us?')]).matches[0]!;
    const unnamed = matchCards([card('Why us?')], [known('u', 'Why us?', { explicitId: 'x' })]).matches[0]!;
    const renamed = matchCards([card('Why us?', { explicitId: 'y' })], [known('u', 'Why us?', { explicitId: 'x' })])
      .matches[0]!;
    assert.deepEqual([named.uid, named.confirm], ['u', false]);
    assert.deepEqual([unnamed.uid, unnamed.confirm], ['u', false]);
    assert.deepEqual([renamed.uid, renamed.confirm], ['u', true]);
  });

  for (const [before, after] of [
    [
      'Database Isolation Levels: Why do they matter for an Analyst Agent?',
      'Database isolation levels: why do they matter to an analyst agent?',
    ],
    [
      'How do you prevent hallucinatons in production systems today?',
      'How do you prevent hallucinations in production systems today?',
    ],
    [
      'How would you scale the agent runtime to many concurrent users?',
      'How would you scale the agent runtime to many concurrent users and tenants?',
    ],
    ['数据库隔离级别为什么重要？', '数据库的隔离级别为什么重要？'],
    [
      'Tell me about the difference between a process and a thread',
      'What is the difference between a process and a thread?',
    ],
  ] as const) {
    it(`without asking, for a small edit: ${after}`, () => {
      const match = matchOne(after, before);
      assert.deepEqual([match.how, match.confirm], ['fuzzy', false], String(match.confidence));
    });
  }

  for (const [before, after] of [
    ['How do you manage technical debt?', 'How do you handle technical debt?'],
    ['Design a rate limiter', 'Design a rate limiter for a public API with several tenants'],
    ['How would you scale this to 10,000 concurrent users?', 'How do you scale to 10k concurrent users?'],
    ['Why choose Kafka over RabbitMQ here?', 'Why choose RabbitMQ over Kafka here?'],
  ] as const) {
    it(`after asking, for an edit that could be another question: ${after}`, () => {
      const match = matchOne(after, before);
      assert.deepEqual([match.how, match.confirm], ['fuzzy', true], String(match.confidence));
    });
  }

  for (const [before, after] of [
    ['What is a mutex?', 'What is a semaphore?'],
    ['What is TCP?', 'What is UDP?'],
    ['What is TCP?', 'What is TCP congestion control?'],
    ['What is X?', 'What is Y?'],
    ['What is IPv4?', 'What is IPv6?'],
    ['What is a hash table?', 'What is a hash map?'],
    ['What is a synchronous call?', 'What is an asynchronous call?'],
    ['What is authentication?', 'What is authorization?'],
    ['Explain the difference between TCP and UDP', 'Explain the difference between HTTP and HTTPS'],
    ['Tell me about yourself', 'Tell me about your weaknesses'],
    ['Why us?', 'Why now?'],
    ['How are you?', 'Who are you?'],
  ] as const) {
    it(`but not another question: ${before} / ${after}`, () => {
      const { matches, orphans } = matchCards([card(after)], [known('u', before)]);
      assert.equal(matches[0]!.how, 'new', String(matches[0]!.confidence));
      assert.equal(orphans.length, 1);
    });
  }

  it('only when it is clearly the best match', () => {
    const { matches, orphans } = matchCards(
      [card('How do you manage technical risk?')],
      [known('u1', 'How do you manage technical debt?'), known('u2', 'How do you manage technical hiring?')],
    );
    assert.equal(matches[0]!.how, 'new');
    assert.equal(orphans.length, 2);
  });
});

describe('several decks', () => {
  it('keep their histories apart: the same question in two decks', () => {
    const { matches } = matchCards(
      [card('Why us?', { deck: 'b' }), card('Why us?', { deck: 'a' })],
      [known('ua', 'Why us?', { deck: 'a' }), known('ub', 'Why us?', { deck: 'b' })],
    );
    assert.deepEqual(
      matches.map(({ uid }) => uid),
      ['ub', 'ua'],
    );
  });

  it('lend nothing to one another while they are open', () => {
    const { matches, orphans } = matchCards([card('Why us?', { deck: 'a' })], [known('u', 'Why us?', { deck: 'b' })], {
      openDecks: ['a', 'b'],
    });
    assert.equal(matches[0]!.how, 'new');
    assert.notEqual(matches[0]!.uid, 'u');
    assert.equal(orphans.length, 1);
  });

  it('a renamed file keeps the history of its cards, edited ones too', () => {
    const questions = ['Why us?', 'What is a mutex?', 'How do you manage technical debt in a small team?'];
    const { matches, orphans } = matchCards(
      [
        card(questions[0]!, { deck: 'new' }),
        card(questions[1]!, { deck: 'new' }),
        card('How do you manage technical debt in a tiny team?', { deck: 'new' }),
      ],
      questions.map((question, index) => known(`u${index}`, question, { deck: 'old' })),
    );
    assert.deepEqual(
      matches.map(({ uid }) => uid),
      ['u0', 'u1', 'u2'],
    );
    assert.deepEqual(orphans, []);
  });

  it('two files renamed at once keep their histories apart', () => {
    const cards = ['x', 'y'].flatMap((deck) => [card('Why us?', { deck }), card(`What is ${deck}?`, { deck })]);
    const history = ['old-y', 'old-x'].flatMap((deck) => [
      known(`${deck}-why`, 'Why us?', { deck }),
      known(`${deck}-what`, `What is ${deck.slice(4)}?`, { deck }),
    ]);
    const { matches } = matchCards(cards, history);
    assert.deepEqual(
      matches.map(({ uid }) => uid),
      ['old-x-why', 'old-x-what', 'old-y-why', 'old-y-what'],
    );
  });

  it('a card that moved between the decks of one call is proposed', () => {
    const { matches } = matchCards(
      [card('What is a mutex?', { deck: 'b' }), card('Why us?', { deck: 'a' })],
      [known('u1', 'What is a mutex?', { deck: 'a' }), known('u2', 'Why us?', { deck: 'a' })],
    );
    assert.deepEqual([matches[0]!.uid, matches[0]!.confirm], ['u1', true]);
  });

  it('an id says nothing about another deck', () => {
    const { matches } = matchCards(
      [card('Why us?', { deck: 'a', explicitId: 'intro' }), card('Other?', { deck: 'b' })],
      [known('u', 'What is Raft?', { deck: 'b', explicitId: 'intro' })],
    );
    assert.equal(matches[0]!.how, 'new');
  });
});

describe('a parse that would orphan much', () => {
  const history = Array.from({ length: 20 }, (_, index) => known(`u${index}`, `What is thing${index}x?`));
  const keep = (count: number): CardIdentity[] => history.slice(0, count).map(({ question }) => card(question));

  it('asks first when more than a few are lost at once', () => {
    assert.equal(matchCards(keep(16), history).askFirst, true);
    assert.equal(matchCards(keep(17), history).askFirst, false);
  });

  it('asks when a deck comes out empty and the caller says that it was read', () => {
    assert.equal(matchCards([], history, { decks: ['main'] }).askFirst, true);
    assert.equal(matchCards([], history).askFirst, false);
  });
});

describe('a new card', () => {
  it('gets the same uid on every device', () => {
    const first = matchCards([card('Why us?')], []).matches[0]!;
    const second = matchCards([card('“why us”')], []).matches[0]!;
    assert.equal(first.uid, second.uid);
    assert.equal(first.uid, cardUid({ deck: 'main', round: 'Round 1', question: 'Why us?' }));
    assert.match(first.uid, /^[0-9a-z]{16}$/);
  });

  it('gets another one where that is taken by the history of another card', () => {
    const taken = cardUid({ deck: 'main', round: 'Round 1', question: 'Why us?' });
    const { matches } = matchCards([card('Why us?')], [known(taken, 'What is Raft consensus?')]);
    assert.equal(matches[0]!.how, 'new');
    assert.notEqual(matches[0]!.uid, taken);
  });

  it('is not confused by names that objects have of their own', () => {
    const { matches } = matchCards(
      [card('constructor', { deck: '__proto__', round: '__proto__', explicitId: 'constructor' })],
      [known('toString', '__proto__', { deck: '__proto__' })],
    );
    assert.equal(matches.length, 1);
  });
});

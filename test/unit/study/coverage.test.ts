import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareAnswer, suggestRating } from '../../../src/study';
import { stem } from '../../../src/study/coverage/porter';
import { contentWords } from '../../../src/study/coverage/words';

const keys = (text: string): string[] => contentWords(text).map(({ key }) => key);
const covers = (spoken: string, point: string): boolean => compareAnswer(spoken, [{ text: point }]).points[0]!.covered;

describe('comparing an answer with its key points', () => {
  it('recognises a point said in other inflections, and not a point left out', () => {
    const points = [
      { text: 'Every tenant has its own warehouse, so a noisy neighbour cannot slow others down.' },
      { text: 'Deployments are rolled back automatically when the error rate exceeds 2%.' },
      { text: 'We kept the message queue because consumers retry idempotently.' },
    ];
    const spoken =
      'So um each tenant gets its own warehouse and noisy neighbours are not slowing anybody, and the other thing is that ' +
      'deploying rolls back automatically if error rates are exceeding two percent.';
    const { points: matches, coverage, suggestedRating } = compareAnswer(spoken, points);
    assert.deepEqual(
      matches.map(({ covered }) => covered),
      [true, true, false],
    );
    assert.equal(coverage, 2 / 3);
    assert.equal(suggestedRating, 3);
    for (const word of ['tenant', 'warehouse', 'noisy', 'neighbour', 'slow'])
      assert.ok(matches[0]?.words.includes(word), word);
    assert.ok(matches[1]?.words.includes('exceeds'));
    assert.deepEqual(matches[2]?.words, []);
  });

  it('takes spellings, abbreviations, code names and numbers for what they mean', () => {
    for (const [spoken, point] of [
      ['the control plane charges', '`ControlPlane.charge`'],
      ['control plane dot py', 'control_plane.py'],
      ['we run kubernetes', 'K8s'],
      ['a data base', 'database'],
      ['the timeout', 'time-out'],
      ['twenty five percent', '25%'],
      ['25 %', 'twenty-five percent'],
      ['two million rows', '2M rows'],
      ['one thousand two hundred users', '1,200 users'],
      ['CAFÉ', 'cafe'],
      ['naive Bayes', 'naïve Bayes'],
      ['an e-mail', 'e-mail'],
      ['responses within 20 milliseconds', 'Responds in 20ms'],
      ['postgres', 'PostgreSQL'],
    ] as const) {
      assert.equal(covers(spoken, point), true, `${spoken} / ${point}`);
    }
    for (const [spoken, point] of [
      ['twenty percent', '25%'],
      ['two three', '5'],
      ['', 'anything'],
      ['anything', ''],
      ['the and of', 'the and of'],
      ['a control', 'control plane'],
    ] as const) {
      assert.equal(covers(spoken, point), false, `${spoken} / ${point}`);
    }
  });

  it('reads languages with other letters, with and without spaces', () => {
    assert.equal(covers('мы используем очередь сообщений', 'очередь сообщений'), true);
    assert.equal(covers('我们使用消息队列', '消息队列'), true);
    assert.equal(covers('Wir prüfen die Größe', 'Größe prüfen'), true);
    assert.equal(covers('мы используем базу', 'очередь сообщений'), false);
  });

  it('wants a point’s words close together', () => {
    const filler = Array.from({ length: 200 }, (_, index) => `filler${String.fromCharCode(97 + (index % 26))}x`).join(
      ' ',
    );
    const point = 'idempotent consumers retry deliveries';
    assert.equal(covers(`idempotent ${filler} consumers ${filler} retry ${filler} deliveries`, point), false);
    assert.equal(covers(`${filler} consumers retry each delivery ${filler}`, point), true);
  });

  it('does not count a word that is denied where the point affirms it, nor the other way round', () => {
    for (const [spoken, point] of [
      ['handlers are not idempotent', 'Idempotent handlers.'],
      ['a queue does not absorb bursts', 'absorbs bursts'],
      ['it doesn’t absorb any bursts', 'absorbs bursts'],
      ['we retry without back pressure', 'back pressure'],
      ['never blocks', 'blocks'],
      ['it scales', 'cannot scale'],
      ['there is downtime', 'no downtime'],
    ] as const) {
      assert.equal(covers(spoken, point), false, `${spoken} / ${point}`);
    }
    for (const [spoken, point] of [
      ['does not block', "It doesn't block."],
      ['without any downtime', 'no downtime'],
      ['it not only absorbs bursts', 'absorbs bursts'],
      ['no, it absorbs bursts', 'absorbs bursts'],
      ['we do not lose messages when a worker crashes', 'a crashed worker'],
      ['the first queue is not durable, the second is durable', 'durable queue'],
      ['a no SQL store', 'NoSQL store'],
    ] as const) {
      assert.equal(covers(spoken, point), true, `${spoken} / ${point}`);
    }
  });

  it('holds for any text: its own words always cover a point, scores stay within 0 and 1', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.lorem({ maxCount: 12 }));
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 5 }), (spoken, points) => {
        const { points: matches, coverage } = compareAnswer(
          spoken,
          points.map((point) => ({ text: point })),
        );
        assert.ok(coverage >= 0 && coverage <= 1);
        assert.equal(matches.length, points.length);
        for (const { score, covered, words } of matches)
          assert.ok((score >= 0 && score <= 1 && covered === score >= 0.5) || words.length < 4);
        const [own] = compareAnswer(spoken, [{ text: spoken }]).points;
        assert.equal(own?.covered, contentWords(spoken).length > 0);
      }),
      { numRuns: 200 },
    );
  });

  it('takes a very long answer', () => {
    const spoken = 'tenant warehouse isolation keeps noise away '.repeat(1000);
    const points = Array.from({ length: 40 }, (_, index) => ({ text: `Tenant ${index} keeps its warehouse` }));
    assert.equal(compareAnswer(spoken, points).points.length, 40);
    assert.equal(compareAnswer('y'.repeat(300_000), [{ text: 'x' }]).coverage, 0);
  });

  it('suggests a rating from coverage and time', () => {
    const table: [coverage: number, elapsed: number, target: number, rating: number][] = [
      [0, 10, 90, 1],
      [1 / 3, 10, 90, 1],
      [2 / 5, 10, 90, 2],
      [1 / 2, 10, 90, 2],
      [3 / 5, 10, 90, 3],
      [2 / 3, 80, 90, 3],
      [19 / 20, 80, 90, 3],
      [1, 80, 90, 4],
      [1, 100, 90, 3],
      [1, 200, 90, 2],
      [0.5, 200, 90, 2],
      [1, 1000, 0, 4],
      [Number.NaN, 0, 0, 1],
    ];
    for (const [coverage, elapsed, target, rating] of table)
      assert.equal(suggestRating(coverage, elapsed, target), rating);
  });
});

describe('stemming', () => {
  it('follows the examples of Porter’s paper', () => {
    const examples = `caresses caress  ponies poni  ties ti  cats cat  feed feed  agreed agre  plastered plaster  bled bled
      motoring motor  sing sing  conflated conflat  troubled troubl  sized size  hopping hop  tanned tan  falling fall
      hissing hiss  fizzed fizz  failing fail  filing file  happy happi  sky sky  relational relat  conditional condit
      rational ration  valenci valenc  digitizer digit  conformabli conform  radicalli radic  vietnamization vietnam
      predication predic  operator oper  feudalism feudal  decisiveness decis  hopefulness hope  callousness callous
      formaliti formal  sensitiviti sensit  sensibiliti sensibl  triplicate triplic  formative form  formalize formal
      electriciti electr  electrical electr  hopeful hope  goodness good  revival reviv  allowance allow  inference infer
      airliner airlin  gyroscopic gyroscop  adjustable adjust  defensible defens  irritant irrit  replacement replac
      adjustment adjust  dependent depend  adoption adopt  communism commun  activate activ  angulariti angular
      homologous homolog  effective effect  bowdlerize bowdler  probate probat  rate rate  cease ceas  controll control
      roll roll`;
    const words = examples.split(/\s+/);
    for (let index = 0; index < words.length; index += 2)
      assert.equal(stem(words[index]!), words[index + 1], words[index]);
  });

  it('brings the words of a family together', () => {
    for (const family of ['schedule schedules scheduled scheduling', 'deploy deploys deployed deploying']) {
      assert.equal(new Set(family.split(' ').map(stem)).size, 1);
    }
    assert.deepEqual(keys('Deployment deploying'), keys('deployments deployed').slice(0, 2));
    assert.equal(stem('y'.repeat(100_000)).length > 0, true);
  });
});

import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { encodeRecord, parseRecord } from '../../../src/study/log/record';
import type { LogRecord } from '../../../src/study/log/record';
import { LOG_START, readLog } from '../../../src/study/log/reader';
import { TestClock, makeCards, openIn, temporaryFolder } from './support/help';

const review = (id: string, card = 'a', at = 1_700_000_000_000): LogRecord => ({
  v: 1,
  id,
  device: 'laptop',
  seq: 1,
  at,
  type: 'review',
  card,
  rating: 3,
  mode: 'study',
  day: '2023-11-14',
});
const line = (id: string): string => encodeRecord(review(id));

describe('reading a log', function () {
  this.timeout(20_000);
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => {
    folder.remove();
  });

  async function read(content: string | Buffer): Promise<{ ids: string[]; problems: string[] }> {
    const file = path.join(folder.path, 'laptop.jsonl');
    writeFileSync(file, content);
    const ids: string[] = [];
    const { problems } = await readLog(file, LOG_START, ({ id }) => ids.push(id));
    assert.deepEqual(readFileSync(file), Buffer.from(content), 'a log is never rewritten');
    return { ids, problems: problems.map(({ code, line: at }) => `${code}:${at ?? ''}`) };
  }

  it('takes LF, CRLF, a BOM, blank lines and a last line without an end', async () => {
    const crlf = line('b').replace('\n', '\r\n');
    assert.deepEqual(await read(`\uFEFF${line('a')}\n${crlf}\r\n${line('c').trimEnd()}`), {
      ids: ['a', 'b', 'c'],
      problems: [],
    });
    assert.deepEqual(await read(''), { ids: [], problems: [] });
  });

  it('skips a torn last line and says where it is', async () => {
    const content = line('a') + line('b').slice(0, 40);
    assert.deepEqual(await read(content), { ids: ['a'], problems: ['torn-line:2'] });
  });

  it('reads the whole records on a line that were glued to a torn one, or that follow NULs', async () => {
    const content = line('a').slice(0, 30) + line('b') + '\0'.repeat(500) + line('c') + '\0'.repeat(50);
    assert.deepEqual((await read(content)).ids, ['b', 'c']);
    assert.deepEqual(await read(line('a').trimEnd() + line('b')), { ids: ['a', 'b'], problems: ['torn-line:1'] });
  });

  it('reads both sides of a merge conflict and reports it once', async () => {
    const content = `${line('a')}<<<<<<< HEAD\n${line('b')}||||||| base\n=======\n${line('c')}>>>>>>> theirs\n${line('d')}`;
    assert.deepEqual(await read(content), { ids: ['a', 'b', 'c', 'd'], problems: ['conflict-marker:2'] });
  });

  it('keeps what a newer version wrote and says so', async () => {
    const newer = `{"v":2,"type":"dream"}\n{"v":1,"id":"x","device":"d","seq":1,"at":5,"type":"dream"}\n`;
    assert.deepEqual(await read(newer + line('a')), { ids: ['a'], problems: ['newer-record:1', 'newer-record:2'] });
  });

  it('lets go of lines without end, in chunks', async () => {
    const content = Buffer.concat([
      Buffer.from(line('a')),
      Buffer.alloc(5_000_000, 'x'),
      Buffer.from(`\n${line('b')}`),
    ]);
    assert.deepEqual(await read(content), { ids: ['a', 'b'], problems: ['line-too-long:2'] });
    assert.deepEqual(await read(Buffer.alloc(3_000_000, '{')), { ids: [], problems: ['line-too-long:1'] });
  });

  it('does not count a record whose bytes are no text', async () => {
    const broken = Buffer.from(encodeRecord(review('b', 'caf\u00e9')));
    broken[broken.indexOf(0xc3)] = 0xff;
    assert.deepEqual((await read(Buffer.concat([Buffer.from(line('a')), broken, Buffer.from(line('c'))]))).ids, [
      'a',
      'c',
    ]);
  });

  it('lists no more than a few of thousands of bad lines', async () => {
    const { ids, problems } = await read('rubbish\n'.repeat(5000) + line('a'));
    assert.deepEqual(ids, ['a']);
    assert.ok(problems.length < 30);
  });

  it('never throws and never loses a good line, whatever stands between', async () => {
    const rubbish = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.constantFrom('{"v":1', '\0\0', '<<<<<<< x', '[]', 'null'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(rubbish, { maxLength: 12 }), async (parts) => {
        const content = parts.map((part, index) => `${part.replaceAll('\n', ' ')}\n${line(`id-${index}`)}`).join('');
        const { ids } = await read(content);
        assert.deepEqual(
          ids,
          parts.map((_, index) => `id-${index}`),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('accepts only records that are whole', () => {
    const whole = JSON.parse(line('a')) as Record<string, unknown>;
    assert.equal(parseRecord(JSON.stringify(whole)).kind, 'record');
    const wrong: Record<string, unknown>[] = [{ id: '' }, { id: 5 }, { rating: 5 }, { rating: '3' }, { day: '2023-02-30' }, { at: -1 }, { at: 1e300 }, { seq: 1.5 }, { card: '' }, { coverage: 2 }, { mode: 'x' }]; // prettier-ignore
    for (const change of wrong)
      assert.equal(parseRecord(JSON.stringify({ ...whole, ...change })).kind, 'bad', JSON.stringify(change));
    for (const text of ['', '5', '[]', 'null', '{"v":1}', '{"__proto__":{"v":1}}'])
      assert.equal(parseRecord(text).kind, 'bad');
    assert.equal(parseRecord(JSON.stringify({ ...whole, type: 'constructor' })).kind, 'newer');
  });
});

describe('logs of several windows and devices', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => {
    folder.remove();
  });
  const cards = makeCards(4);
  const [first, second] = [cards[0]!, cards[1]!];

  it('shows a second window what the first one did, after a refresh', async () => {
    const clock = new TestClock();
    const [one, two] = [
      await openIn(folder.path, { clock: clock.read }),
      await openIn(folder.path, { clock: clock.read }),
    ];
    let changes = 0;
    const stop = two.onChange(() => (changes += 1));
    await one.review(first, 3);
    assert.equal(two.state(first.uid).reps, 0);
    assert.equal(await two.refresh(), true);
    assert.equal(await two.refresh(), false);
    assert.equal(two.state(first.uid).reps, 1);
    assert.equal(changes, 1);
    stop();
    clock.pass(1000);
    await two.review(first, 3);
    await one.review(second, 1);
    assert.equal(one.state(first.uid).reps, 2);
    assert.deepEqual(one.state(first.uid), two.state(first.uid));
    await Promise.all([one.close(), two.close()]);
  });

  it('merges devices, with duplicates and conflict markers in a file', async () => {
    const laptop = await openIn(folder.path);
    await laptop.review(first, 3);
    await laptop.close();
    const tower = await openIn(folder.path, { device: 'tower/../x' });
    await tower.review(first, 3);
    await tower.review(second, 2);
    await tower.close();
    const file = path.join(folder.path, 'logs', 'laptop.jsonl');
    const content = readFileSync(file, 'utf8');
    writeFileSync(file, `<<<<<<< ours\n${content}=======\n${content}>>>>>>> theirs\n`);
    const merged = await openIn(folder.path);
    assert.equal(merged.state(first.uid).reps, 2);
    assert.equal(merged.state(second.uid).reps, 1);
    assert.deepEqual(
      merged.problems.map(({ code }) => code),
      ['conflict-marker'],
    );
    assert.equal(merged.problems[0]?.file, file);
    await merged.close();
  });

  it('notices while open that a log was replaced, as a git checkout does', async () => {
    const progress = await openIn(folder.path);
    await progress.review(first, 3);
    const file = path.join(folder.path, 'logs', 'laptop.jsonl');
    const before = readFileSync(file);
    await progress.review(second, 3);
    writeFileSync(file, before);
    assert.equal(await progress.refresh(), true);
    assert.equal(progress.state(second.uid).reps, 0);
    assert.equal(progress.state(first.uid).reps, 1);
    await progress.close();
  });

  it('says that a log is gone, goes on without it, and counts all of it when it is back', async () => {
    const progress = await openIn(folder.path);
    await progress.review(first, 3);
    const logs = path.join(folder.path, 'logs');
    renameSync(logs, `${logs}-away`);
    await progress.refresh();
    assert.equal(progress.state(first.uid).reps, 0);
    assert.deepEqual(
      progress.problems.map(({ code, file }) => [code, file]),
      [['log-missing', path.join(logs, 'laptop.jsonl')]],
    );
    assert.equal((await progress.review(second, 3)).saved, true);
    renameSync(path.join(`${logs}-away`, 'laptop.jsonl'), path.join(logs, 'other.jsonl'));
    await progress.refresh();
    assert.deepEqual([progress.state(first.uid).reps, progress.state(second.uid).reps], [1, 1]);
    await progress.close();
  });

  it('begins a new line after a torn one', async () => {
    const logs = path.join(folder.path, 'logs');
    mkdirSync(logs);
    const file = path.join(logs, 'laptop.jsonl');
    appendFileSync(file, '{"v":1,"id":"torn","dev');
    const progress = await openIn(folder.path);
    assert.deepEqual(
      progress.problems.map(({ code, line: at }) => [code, at]),
      [['torn-line', 1]],
    );
    assert.equal((await progress.review(first, 3)).saved, true);
    await progress.close();
    const again = await openIn(folder.path);
    assert.equal(again.state(first.uid).reps, 1);
    assert.ok(readFileSync(file, 'utf8').startsWith('{"v":1,"id":"torn","dev\n{"v":1,'));
    await again.close();
  });

  it('keeps the order of ratings and says so when the clock was set back', async () => {
    const clock = new TestClock();
    const progress = await openIn(folder.path, { clock: clock.read });
    await progress.review(first, 4);
    clock.pass(-90 * 86_400_000);
    await progress.review(first, 1);
    await progress.review(second, 3);
    assert.deepEqual(
      progress.problems.map(({ code }) => code),
      ['clock-set-back'],
    );
    const state = progress.state(first.uid);
    assert.equal(state.lapses, 1, 'the later rating came second');
    await progress.reload();
    assert.deepEqual(progress.state(first.uid), state);
    await progress.close();
  });

  it('remembers what cards looked like, and writes that only when it changed', async () => {
    const progress = await openIn(folder.path);
    await progress.note(cards);
    await progress.note(cards);
    await progress.note([{ ...first, question: 'Reworded?', explicitId: 'first' }]);
    const known = progress.knownCards();
    assert.equal(known.length, 4);
    assert.deepEqual(known[0], {
      uid: first.uid,
      deck: 'deck.md',
      round: 'Round 1',
      question: 'Reworded?',
      explicitId: 'first',
    });
    assert.equal(readFileSync(path.join(folder.path, 'logs', 'laptop.jsonl'), 'utf8').split('\n').length, 6);
    await progress.review(first, 3);
    await progress.adopt(first.uid, 'new home');
    assert.equal(progress.state('new home').reps, 1);
    assert.equal(
      progress.knownCards().some(({ uid }) => uid === first.uid),
      false,
    );
    await progress.close();
  });
});

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { listBackups, restoreBackup } from '../../../src/study';
import type { Progress, Rating } from '../../../src/study';
import { daysToKeep, makeDailyBackup } from '../../../src/study/storage/backup';
import { DAY, TestClock, makeCards, openIn, temporaryFolder } from './support/help';

const cards = makeCards(15);
const everything = (progress: Progress): unknown => ({
  states: cards.map(({ uid }) => progress.state(uid)),
  known: progress.knownCards(),
  reviews: [...progress.reviews()].map((review) => JSON.stringify(review)).sort(),
});

describe('the snapshot', function () {
  this.timeout(20_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let clock: TestClock;
  const open = (device = 'laptop', more = {}): Promise<Progress> =>
    openIn(folder.path, { clock: clock.read, device, ...more });
  const snapshot = (): string => {
    const [name = ''] = readdirSync(path.join(folder.path, 'cache'));
    return path.join(folder.path, 'cache', name);
  };
  const log = (): string => path.join(folder.path, 'logs', 'laptop.jsonl');

  beforeEach(async () => {
    folder = temporaryFolder();
    clock = new TestClock();
    for (const device of ['laptop', 'tower']) {
      const progress = await open(device);
      for (let count = 0; count < 40; count += 1) {
        clock.pass(DAY / 10);
        await progress.review(cards[(count * 7) % cards.length]!, ((count % 4) + 1) as Rating, {
          spokenMs: count * 100,
        });
      }
      await progress.flag(cards[2]!);
      await progress.undo((await progress.review(cards[3]!, 1)).id);
      await progress.adopt(cards[4]!.uid, cards[5]!.uid);
      await progress.close();
    }
  });
  afterEach(() => {
    folder.remove();
  });

  it('gives the same state as the logs alone, also with more written since', async () => {
    const other = await open('tablet');
    await other.review(cards[6]!, 2);
    const quick = await open();
    const slow = await open('laptop', { cacheFolder: path.join(folder.path, 'no cache') });
    assert.deepEqual(everything(quick), everything(slow));
    await quick.undo((await quick.review(cards[0]!, 1)).id);
    await slow.refresh();
    assert.deepEqual(everything(quick), everything(slow));
    assert.deepEqual(quick.problems, []);
    await Promise.all([quick, slow, other].map((progress) => progress.close()));
  });

  it('is only believed when it is whole', async () => {
    const reference = await open();
    const expected = everything(reference);
    await reference.close();
    const whole = readFileSync(snapshot());
    const damage = fc.oneof(
      fc.record({ at: fc.nat(whole.length - 1), by: fc.integer({ min: 1, max: 255 }) }),
      fc.record({ length: fc.nat(whole.length - 1) }),
    );
    await fc.assert(
      fc.asyncProperty(damage, async (change) => {
        const broken = 'length' in change ? whole.subarray(0, change.length) : Buffer.from(whole);
        if ('at' in change) broken[change.at] = (broken[change.at] ?? 0) ^ change.by;
        writeFileSync(snapshot(), broken);
        const progress = await open();
        assert.deepEqual(everything(progress), expected);
        await progress.close();
      }),
      { numRuns: 60 },
    );
  });

  it('gives way when a log was changed anywhere', async () => {
    const lines = readFileSync(log(), 'utf8').split('\n');
    writeFileSync(log(), lines.filter((_, index) => index !== 5).join('\n'));
    utimesSync(log(), new Date(), new Date(0));
    const progress = await open();
    const fresh = await open('laptop', { cacheFolder: path.join(folder.path, 'no cache') });
    assert.deepEqual(everything(progress), everything(fresh));
    await progress.close();
    await fresh.close();
  });

  it('does not hold what is not in the log; that is kept for the next start', async () => {
    const { uid } = cards[0]!;
    const openLog = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    const first = await open('laptop', { openLog });
    const { reps } = first.state(uid);
    await first.review(cards[0]!, 3);
    await first.close();
    const second = await open('laptop', { openLog });
    assert.equal(second.state(uid).reps, reps + 1, 'in memory again');
    assert.equal(second.pending > 0, true);
    clock.pass(1000);
    await second.review(cards[0]!, 3);
    await second.close();
    assert.equal(readdirSync(path.join(folder.path, 'cache')).length, 2);
    const third = await open();
    assert.deepEqual([third.pending, third.state(uid).reps], [0, reps + 2]);
    await third.close();
    assert.equal(readdirSync(path.join(folder.path, 'cache')).length, 1);
    const elsewhere = await open('laptop', { cacheFolder: path.join(folder.path, 'no cache') });
    assert.equal(elsewhere.state(uid).reps, reps + 2, 'in the log');
    await elsewhere.close();
  });

  it('follows the settings that the schedule depends on', async () => {
    const strict = await open('laptop', { settings: { requestRetention: 0.97 } });
    const usual = await open();
    const days = (progress: Progress): number =>
      cards.reduce((sum, { uid }) => sum + progress.state(uid).intervalDays, 0);
    assert.ok(days(strict) < days(usual));
    await strict.close();
    await usual.close();
  });

  it('is not missed when the cache folder cannot be written', async () => {
    writeFileSync(path.join(folder.path, 'file'), '');
    const progress = await open('laptop', { cacheFolder: path.join(folder.path, 'file') });
    await progress.review(cards[0]!, 3);
    await progress.close();
    assert.deepEqual(
      progress.problems.map(({ code }) => code),
      ['cache-failed'],
    );
  });
});

describe('backups', function () {
  this.timeout(20_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let clock: TestClock;
  beforeEach(() => {
    folder = temporaryFolder();
    clock = new TestClock();
  });
  afterEach(() => {
    folder.remove();
  });
  const logs = (): string => path.join(folder.path, 'logs');
  const backups = (): string => path.join(folder.path, 'backups');

  /** Opens, as the editor does once a day, rates and closes. */
  async function aDay(): Promise<void> {
    const progress = await openIn(folder.path, { clock: clock.read, backupFolder: backups() });
    await progress.review(cards[0]!, 3);
    await progress.close();
    assert.deepEqual(progress.problems, []);
    clock.pass(DAY);
  }

  it('are made once a day and thinned out to days, weeks and months', async () => {
    for (let day = 0; day < 12; day += 1) await aDay();
    const days = (await listBackups(backups())).map(({ day }) => day);
    assert.equal(days[0], '2026-03-13');
    assert.ok(days.length >= 7 && days.length <= 9, days.join());
    const before = readdirSync(backups());
    const progress = await openIn(folder.path, { clock: clock.read, backupFolder: backups() });
    await progress.close();
    const again = await openIn(folder.path, { clock: clock.read, backupFolder: backups() });
    await again.close();
    assert.ok(readdirSync(backups()).length <= before.length + 1);
  });

  it('keep the newest of 7 days, 4 weeks and 12 months', () => {
    const all = Array.from({ length: 500 }, (_, index) =>
      new Date(Date.UTC(2025, 0, 1) + index * DAY).toISOString().slice(0, 10),
    );
    let kept: string[] = [];
    for (const day of all) kept = [...daysToKeep([...kept, day])];
    const sorted = kept.sort();
    assert.deepEqual(sorted.slice(-7), all.slice(-7));
    assert.equal(new Set(sorted.map((day) => day.slice(0, 7))).size, 12);
    assert.ok(sorted.length >= 7 + 3 + 10 && sorted.length <= 7 + 4 + 12);
  });

  it('bring back what is missing, and only that', async () => {
    await aDay();
    await aDay();
    const [backup] = await listBackups(backups());
    const log = path.join(logs(), 'laptop.jsonl');
    const saved = readFileSync(log, 'utf8').split('\n');
    const progress = await openIn(folder.path, { clock: clock.read });
    writeFileSync(log, `${saved.at(-2)!}\n{"torn`);
    await progress.reload();
    assert.equal(progress.state(cards[0]!.uid).reps, 1);
    await progress.review(cards[1]!, 3);
    assert.equal(await restoreBackup(backup!, logs()), 2);
    assert.equal(await restoreBackup(backup!, logs()), 0);
    await progress.refresh();
    assert.deepEqual([progress.state(cards[0]!.uid).reps, progress.state(cards[1]!.uid).reps], [2, 1]);
    assert.ok(readFileSync(log, 'utf8').includes('{"torn'));
    await progress.close();
  });

  it('say so when they cannot be made or do not read back', async () => {
    writeFileSync(backups(), 'in the way');
    const progress = await openIn(folder.path, { clock: clock.read, backupFolder: path.join(backups(), 'deeper') });
    await progress.review(cards[0]!, 3);
    await progress.close();
    const again = await openIn(folder.path, { clock: clock.read, backupFolder: path.join(backups(), 'deeper') });
    await again.idle();
    assert.deepEqual(
      again.problems.map(({ code }) => code),
      ['backup-failed'],
    );
    await again.close();

    const good = path.join(folder.path, 'good');
    await makeDailyBackup(logs(), good, '2026-03-02');
    const [backup] = await listBackups(good);
    truncateSync(path.join(backup!.path, 'laptop.jsonl.gz'), 50);
    await assert.rejects(restoreBackup(backup!, logs()), /damaged/);
    writeFileSync(
      path.join(backup!.path, 'manifest.json'),
      '[{"name":"../../x.jsonl","size":1,"lines":1,"sha256":""}]',
    );
    await assert.rejects(restoreBackup(backup!, logs()), /damaged/);
    writeFileSync(path.join(backup!.path, 'manifest.json'), 'null');
    await assert.rejects(restoreBackup(backup!, logs()), /damaged/);
    assert.equal(existsSync(path.join(folder.path, 'x.jsonl')), false);
  });

  it('bring back what a newer version wrote', async () => {
    mkdirSync(logs(), { recursive: true });
    const log = path.join(logs(), 'laptop.jsonl');
    const newer = '{"v":2,"id":"n-1","type":"review","more":true}';
    writeFileSync(log, `${newer}\n`);
    await makeDailyBackup(logs(), backups(), '2026-03-02');
    writeFileSync(log, '');
    const [backup] = await listBackups(backups());
    assert.equal(await restoreBackup(backup!, logs()), 1);
    assert.equal(await restoreBackup(backup!, logs()), 0);
    assert.equal(readFileSync(log, 'utf8'), `${newer}\n`);
  });

  it('clear away what a crash left of a copy, and nothing that may be at work', async () => {
    const progress = await openIn(folder.path, { clock: clock.read });
    await progress.review(cards[0]!, 3);
    await progress.close();
    const [old, young] = ['.draft-old', '.draft-young'].map((name) => path.join(backups(), name));
    for (const draft of [old!, young!]) mkdirSync(draft, { recursive: true });
    const before = new Date(Date.now() - 2 * DAY);
    utimesSync(old!, before, before);
    await makeDailyBackup(logs(), backups(), '2026-03-02');
    assert.deepEqual(readdirSync(backups()).sort(), ['.draft-young', '2026-03-02']);
  });

  it('are none where there is nothing to back up', async () => {
    mkdirSync(backups());
    await makeDailyBackup(logs(), backups(), '2026-03-02');
    assert.deepEqual(await listBackups(backups()), []);
    assert.deepEqual(await listBackups(path.join(folder.path, 'nowhere')), []);
  });
});

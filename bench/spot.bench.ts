import assert from 'node:assert/strict';
import { createLanguage, createValueIndex } from '../src/spot';
import { openByHand } from './spot/by-hand';
import { dataFolder } from './spot/data';
import { answerByHand, shippedAnswer } from './spot/first-answer';
import { installPeers, MALLOY_LIMIT, MalloyPeer } from './spot/malloy';
import { QUESTIONS, type Question } from './spot/questions';
import { inRounds } from './spot/rounds';
import { difference } from './spot/same';
import { compile, modelOf, openSpot, securityOf, type Rows } from './spot/spot';
import { wideModel, wideQuestions, wideValues } from './spot/wide';
import { interleaved, median, ms, ratio, row } from './support/measure';

const ROUNDS = 9;
/** A peer's answer that takes longer than this (ms) is timed once, not in every round. */
const SLOW = 2000;
const everybody = (): string => 'true';
const acme = (fact: string): string => `${fact}.tenant_id = 'acme'`;

const hasMalloy = await installPeers();
const folder = await dataFolder();

compileTimes();
await answerTimes();
await firstAnswerTimes();

/** Question → SQL, on a model of 1,000 columns. */
function compileTimes(): void {
  const model = modelOf(wideModel());
  assert.equal(
    [...model.tables.values()].reduce((sum, { columns }) => sum + columns.size, 0),
    1000,
  );
  const language = createLanguage(model, createValueIndex(wideValues()));
  const security = securityOf(model, 'all');
  const questions = wideQuestions(300);
  const times: number[][] = questions.map(() => []);
  for (let round = -2; round < 5; round++) {
    for (const [index, question] of questions.entries()) {
      const start = performance.now();
      compile(language, model, question, security);
      if (round >= 0) times[index]?.push(performance.now() - start);
    }
  }
  const each = times.map(median).sort((x, y) => x - y);
  const percentile = (part: number): string => ms(each[Math.floor(each.length * part)] ?? Number.NaN);
  row('compile: 300 questions, a model of 1,000 columns', 'p50', 'p95');
  row('  question → SQL (goal: p50 of 1 ms)', percentile(0.5), percentile(0.95));
}

/** From the question to the first page of its answer, beside SQL by hand and beside Malloy. */
async function answerTimes(): Promise<void> {
  const byHand = await openByHand(folder);
  const spot = await openSpot(folder);
  const malloy = hasMalloy ? await MalloyPeer.start(folder) : undefined;
  try {
    row('\nanswer: 1M orders, 4M items, 200k returns', 'median', 'of by hand');
    for (const question of QUESTIONS) {
      const { kind, ask, sql } = question;
      // The data keeps these joins whole, which a careful author looks up before writing JOIN, and Spot when it loads.
      const [plain, secured, careful] = [sql(everybody, 'JOIN'), sql(acme, 'JOIN'), sql(everybody, 'LEFT JOIN')];
      check('Spot', await byHand.run(plain), await spot.ask(ask, spot.everything));
      check('Spot', await byHand.run(secured), await spot.ask(ask, spot.onlyAcme));
      const peer = malloy && (await firstOfMalloy(malloy, question, await spot.ask(ask, spot.everything)));
      const timed = await inRounds(
        {
          inProcess: () => byHand.run(plain),
          hand: () => spot.run(plain),
          careful: () => (careful === plain ? undefined : spot.run(careful)),
          spot: () => spot.ask(ask, spot.everything),
          securedHand: () => spot.run(secured),
          securedSpot: () => spot.ask(ask, spot.onlyAcme),
          malloy: () => (peer && peer.ms < SLOW ? malloy.ask(question.malloy) : undefined),
        },
        ROUNDS,
      );
      const line = (label: string, name: Parameters<typeof timed.ms>[0], floor: typeof name): void => {
        row(`  ${label}`, ms(timed.ms(name)), `${timed.times(name, floor).toFixed(2)} ×`);
      };
      row(`${kind}: ${ask}`);
      line('by hand, DuckDB in this process', 'inProcess', 'hand');
      line('by hand, Spot’s engine', 'hand', 'hand');
      if (careful !== plain) line('by hand, not knowing whether each line has its order', 'careful', 'hand');
      line('Spot (goal: 1.15 ×)', 'spot', 'hand');
      line('by hand, one tenant’s rows', 'securedHand', 'securedHand');
      line('Spot, row-level security (goal: 1.15 ×)', 'securedSpot', 'securedHand');
      if (peer && peer.ms < SLOW) {
        row('  Malloy', ms(timed.ms('malloy')), `${timed.times('malloy', 'spot').toFixed(1)} × Spot`);
      } else if (peer) {
        const times = `${(peer.ms / timed.ms('spot')).toFixed(1)} × Spot`;
        row('  Malloy, once', peer.tooLong ? MALLOY_LIMIT : ms(peer.ms), `${peer.tooLong ? '> ' : ''}${times}`);
      }
      if (peer?.differs !== undefined) row(`    Malloy’s result differs: ${peer.differs}`);
    }
    if (!malloy) row('Peer missing: Malloy is not installed or does not start here.');
  } finally {
    byHand.close();
    await spot.close();
    await malloy?.close();
  }
}

interface FirstOfMalloy {
  readonly ms: number;
  /** What it says otherwise than Spot; undefined when it took too long or the rows are the same. */
  readonly differs: string | undefined;
  readonly tooLong: boolean;
}

async function firstOfMalloy(malloy: MalloyPeer, question: Question, expected: Rows): Promise<FirstOfMalloy> {
  await malloy.started();
  const start = performance.now();
  const rows = await malloy.ask(question.malloy);
  return {
    ms: performance.now() - start,
    differs: rows && difference(expected, rows),
    tooLong: rows === undefined,
  };
}

function check(who: string, expected: Rows, actual: Rows): void {
  const differs = difference(expected, actual);
  if (differs !== undefined) throw new Error(`${who}'s answer is not the one by hand: ${differs}`);
}

/** The shipped sandbox from the command line: two processes start, the data is made and checked, and so is the answer. */
async function firstAnswerTimes(): Promise<void> {
  const times = await interleaved({ floor: answerByHand, shipped: shippedAnswer }, 7);
  row('\nfirst answer of the shipped sandbox, from nothing', 'median', 'of floor');
  row('  one process: DuckDB, the same tables, one SELECT', ms(times.floor), ratio(times.floor, times.floor));
  row('  greenroom ask (goal: 1 s)', ms(times.shipped), ratio(times.shipped, times.floor));
}

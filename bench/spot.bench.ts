import assert from 'node:assert/strict';
import { createLanguage, createValueIndex } from '../src/spot';
import { openByHand } from './spot/by-hand';
import { dataFolder } from './spot/data';
import { buildShipped, processesAlone, shippedAnswer } from './spot/first-answer';
import { installPeers, MALLOY_LIMIT, MalloyPeer } from './spot/malloy';
import { QUESTIONS, type Question } from './spot/questions';
import { difference } from './spot/same';
import { compile, modelOf, openSpot, securityOf, type Rows } from './spot/spot';
import { wideModel, wideQuestions, wideValues } from './spot/wide';
import { interleaved, ms, ratio, row } from './support/measure';

const ROUNDS = 15;
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
  const times: number[] = [];
  for (let round = -2; round < 3; round++) {
    for (const question of questions) {
      const start = performance.now();
      compile(language, model, question, security);
      if (round >= 0) times.push(performance.now() - start);
    }
  }
  times.sort((a, b) => a - b);
  const percentile = (part: number): string => ms(times[Math.floor(times.length * part)] ?? Number.NaN);
  row('compile: 300 questions, a model of 1,000 columns', 'p50', 'p95');
  row('  question → SQL (goal: p50 of 1 ms)', percentile(0.5), percentile(0.95));
}

/** From the question to the first page of its answer, beside SQL by hand and beside Malloy. */
async function answerTimes(): Promise<void> {
  const byHand = await openByHand(folder);
  const spot = await openSpot(folder);
  const malloy = hasMalloy ? new MalloyPeer(folder) : undefined;
  try {
    row('\nanswer: 1M orders, 4M items, 200k returns', 'median', 'of by hand');
    for (const question of QUESTIONS) {
      const { kind, ask, sql } = question;
      const [plain, secured] = [sql(everybody), sql(acme)];
      check('Spot', await byHand.run(plain), await spot.ask(ask, spot.everything));
      check('Spot', await byHand.run(secured), await spot.ask(ask, spot.onlyAcme));
      const peer = malloy && (await firstOfMalloy(malloy, question, await spot.ask(ask, spot.everything)));
      const times = await interleaved(
        {
          inProcess: () => byHand.run(plain),
          hand: () => spot.run(plain),
          spot: () => spot.ask(ask, spot.everything),
          securedHand: () => spot.run(secured),
          securedSpot: () => spot.ask(ask, spot.onlyAcme),
          malloy: () => (peer && peer.ms < SLOW ? malloy.ask(question.malloy) : undefined),
        },
        ROUNDS,
      );
      row(`${kind}: ${ask}`);
      row('  DuckDB in this process, by hand', ms(times.inProcess), ratio(times.inProcess, times.hand));
      row('  Spot’s engine, by hand', ms(times.hand), ratio(times.hand, times.hand));
      row('  Spot (goal: 1.15 ×)', ms(times.spot), ratio(times.spot, times.hand));
      row('  Spot’s engine, by hand, one tenant', ms(times.securedHand), ratio(times.securedHand, times.securedHand));
      row('  Spot, row-level security', ms(times.securedSpot), ratio(times.securedSpot, times.securedHand));
      if (peer) tellOfMalloy(peer, times.malloy, times);
    }
    if (!malloy) row('Malloy: not installed, nothing to compare with');
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

function tellOfMalloy(first: FirstOfMalloy, median: number, { spot }: { readonly spot: number }): void {
  const slow = first.ms >= SLOW;
  const time = slow ? first.ms : median;
  const label = slow ? '  Malloy, once' : '  Malloy';
  row(label, first.tooLong ? MALLOY_LIMIT : ms(time), `${ratio(time, spot)} Spot`);
  if (first.differs !== undefined) row(`    its result differs: ${first.differs}`);
}

function check(who: string, expected: Rows, actual: Rows): void {
  const differs = difference(expected, actual);
  if (differs !== undefined) throw new Error(`${who}'s answer is not the one by hand: ${differs}`);
}

/** The shipped sandbox from the command line: two processes start, the data is made, the answer is checked. */
async function firstAnswerTimes(): Promise<void> {
  await buildShipped();
  const times = await interleaved({ floor: processesAlone, shipped: shippedAnswer }, 5);
  row('\nfirst answer of the shipped sandbox, from nothing', 'median', 'of floor');
  row('  two processes and DuckDB alone', ms(times.floor), ratio(times.floor, times.floor));
  row('  greenroom ask (goal: 1 s)', ms(times.shipped), ratio(times.shipped, times.floor));
}

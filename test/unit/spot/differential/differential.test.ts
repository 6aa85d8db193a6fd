import assert from 'node:assert/strict';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { SemanticQuery } from '../../../../src/spot/query';
import { connect, Stage } from './harness';
import { randomQuery, smaller } from './queries';
import { Random } from './random';
import { randomWorld } from './world';

/** How many worlds, each with as many questions. More for a long look: SPOT_DIFFERENTIAL_WORLDS=2000. */
const WORLDS = Number(process.env['SPOT_DIFFERENTIAL_WORLDS'] ?? 30);
const QUESTIONS = 60;
/** The same every time, unless asked: SPOT_DIFFERENTIAL_SEED=random, or a number from a failure. */
const GIVEN = process.env['SPOT_DIFFERENTIAL_SEED'] ?? '1';
const SEED = GIVEN === 'random' ? Date.now() % 1_000_000_000 : Number(GIVEN);

async function shrunk(stage: Stage, query: SemanticQuery): Promise<SemanticQuery> {
  for (const candidate of smaller(query)) {
    const found = await stage.difference(candidate).catch((error: unknown) => String(error));
    if (found !== undefined && !found.startsWith('refused')) return shrunk(stage, candidate);
  }
  return query;
}

describe('what the SQL returns is what the question means', () => {
  let connection: DuckDBConnection;
  before(async () => {
    connection = await connect();
  });
  after(() => {
    connection.closeSync();
  });

  it(`for random questions about random models and data (seed ${SEED})`, async function () {
    this.timeout(0);
    let answered = 0;
    let trusting = 0;
    for (let world = 0; world < WORLDS; world += 1) {
      const seed = SEED + world * 7919;
      const random = new Random(seed ^ 0x5eed);
      const stage = await Stage.set(randomWorld(seed), connection);
      for (let question = 0; question < QUESTIONS; question += 1) {
        const query = randomQuery(stage.world, random);
        const found = await stage.difference(query).catch((error: unknown) => String(error));
        if (found !== undefined) {
          const least = await shrunk(stage, query);
          const why = await stage.difference(least).catch((error: unknown) => String(error));
          assert.fail(
            `SPOT_DIFFERENTIAL_SEED=${seed} SPOT_DIFFERENTIAL_WORLDS=1, question ${question}\n${JSON.stringify(least)}\n${why ?? found}`,
          );
        }
        if ('refused' in stage.expected(query)) continue;
        answered += 1;
        if (stage.trusts(query)) trusting += 1;
      }
    }
    if (WORLDS >= 30)
      assert.ok(trusting > answered / 50, `only ${trusting} of ${answered} answers rely on what joins keep`);
    assert.ok(answered > (WORLDS * QUESTIONS) / 2, `only ${answered} questions could be answered`);
  });
});

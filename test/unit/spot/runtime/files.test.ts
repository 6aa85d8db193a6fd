import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FeedbackFile, FeedbackManager, JsonLinesFile, loadModel } from '../../../../src/spot';
import { MODEL } from './support';

describe('files that are only added to', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'greenroom-lines-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('hold every entry, whole and in order, however many are written at once', async () => {
    const file = path.join(folder, 'new', 'log.jsonl');
    const log = new JsonLinesFile<number[]>(file);
    await Promise.all(Array.from({ length: 50 }, (_, n) => log.append([n])));
    assert.equal(readFileSync(file, 'utf8'), Array.from({ length: 50 }, (_, n) => `[${n}]\n`).join(''));
  });

  it('keep feedback beyond a restart, and get over a line that was cut off', async () => {
    const file = path.join(folder, 'feedback.jsonl');
    const { model } = loadModel(MODEL, { path: 'model.yaml' });
    assert.ok(model);
    const of = { field: 'column', table: 'sales', column: 'amount' } as const;
    const part = { text: 'revenue', start: 0, end: 7, kind: 'measure', as: '', of } as const;
    const vote = {
      tenant: 'acme',
      vote: 'up',
      question: 'revenue',
      query: { attributes: [], measures: [{ of }] },
    } as const;
    await new FeedbackManager(model, new FeedbackFile(file)).vote({ ...vote, interpretation: [part] });
    appendFileSync(file, '{"vote":"up","quest\n[1]\nnull\n');
    const again = new FeedbackManager(model, new FeedbackFile(file));
    await again.vote({ ...vote, vote: 'down', interpretation: [] });
    assert.deepEqual(await again.settled('acme'), [{ phrase: 'revenue', of }]);
    assert.deepEqual(await again.byMeasure('acme'), [{ measure: 'revenue', up: 1, down: 1 }]);
  });
});

import assert from 'node:assert/strict';
import type { SpotResult } from '../../../../src/protocol';
import type { Ask } from '../../../../src/webview/spot-result/ask';
import { Controller } from '../../../../src/webview/spot-result/controller';
import { RESULT } from './support/results';

/** As the extension made it: nobody has voted yet. */
const FRESH = JSON.parse(JSON.stringify({ ...RESULT, vote: undefined })) as SpotResult;

/** A renderer's controller beside an extension that knows of these votes. */
function shown(given: 'up' | 'down' | null): { controller: Controller; asked: string[]; settled: () => Promise<void> } {
  const asked: string[] = [];
  const ask = ((name: string) => {
    asked.push(name);
    return name === 'voted' ? Promise.resolve(given) : Promise.resolve(null);
  }) as unknown as Ask;
  const controller = new Controller(ask, () => undefined);
  return { controller, asked, settled: () => new Promise((resolve) => setImmediate(resolve)) };
}

describe('a vote', () => {
  it('that was given shows when its result is drawn again', async () => {
    const { controller, settled } = shown('down');
    controller.show(FRESH);
    assert.equal(controller.state.vote, undefined);
    await settled();
    assert.equal(controller.state.vote, 'down');
  });

  it('that is given meanwhile counts', async () => {
    const { controller, settled } = shown('down');
    controller.show(FRESH);
    controller.vote('up');
    await settled();
    assert.equal(controller.state.vote, 'up');
  });

  it('on one result is not shown on the next', async () => {
    const { controller, settled } = shown('down');
    controller.show(FRESH);
    controller.show({ ...FRESH, id: 'r2', status: 'failed' });
    await settled();
    assert.equal(controller.state.vote, undefined);
  });

  it('is not asked for where none can be given', () => {
    const { controller, asked } = shown(null);
    controller.show({ ...FRESH, language: 'sql' });
    controller.show({ ...FRESH, status: 'refused' });
    controller.show({ version: 2 });
    assert.deepEqual(asked, []);
  });
});

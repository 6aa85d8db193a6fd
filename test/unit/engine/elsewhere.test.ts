import assert from 'node:assert/strict';
import { openElsewhere } from '../../../src/engine';
import { EngineError } from '../../../src/spot';

/** A program that answers whoever asks for it, and keeps everybody else waiting. */
const PROGRAM = `
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, ask } = JSON.parse(line);
    if (ask === 'end') process.exit(1);
    if (ask === 'revenue') console.log(JSON.stringify({ id, status: 'answered', suggestions: ['units'] }));
  });
  process.on('SIGTERM', () => undefined);
`;

const ended = (error: unknown): boolean => error instanceof EngineError && error.kind === 'crashed';

describe('another process', () => {
  const open = () => openElsewhere({ command: process.execPath, args: ['-e', PROGRAM] });

  it('answers', async () => {
    const other = open();
    const { status, suggestions } = await other.ask({ question: 'revenue' });
    assert.deepEqual([status, suggestions], ['answered', [{ text: 'units' }]]);
    await assert.rejects(other.ask({ question: 'end' }), ended);
    await assert.rejects(other.ask({ question: 'revenue' }), /closed/);
    await other.close();
  });

  it('ends at once when its question is stopped', async () => {
    const other = open();
    await other.ask({ question: 'revenue' });
    const controller = new AbortController();
    const waiting = assert.rejects(other.ask({ question: 'units' }, controller.signal), ended);
    controller.abort();
    await waiting;
    await other.close();

    const late = open();
    await assert.rejects(late.ask({ question: 'revenue' }, AbortSignal.abort()));
    await late.close();
  });
});

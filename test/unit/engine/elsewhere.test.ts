import assert from 'node:assert/strict';
import { openElsewhere } from '../../../src/engine';
import { EngineError } from '../../../src/spot';

/** A program that answers whoever asks for it, and keeps everybody else waiting. */
const PROGRAM = `
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, ask } = JSON.parse(line);
    if (ask === 'end') process.exit(1);
    if (ask === 'kill') process.kill(process.pid, 'SIGKILL');
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

  it('that was never there, or was ended from outside, keeps nobody waiting', async () => {
    const absent = openElsewhere({ command: '/no/such/program', args: [] });
    await assert.rejects(absent.ask({ question: 'revenue' }), ended);
    await assert.rejects(absent.ask({ question: 'revenue' }), /closed/);
    await absent.close();

    const killed = open();
    await assert.rejects(killed.ask({ question: 'kill' }), ended);
    await assert.rejects(killed.ask({ question: 'revenue' }), /closed/);
    await killed.close();
  });
});

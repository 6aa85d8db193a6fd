import assert from 'node:assert/strict';
import { Answerer, Caller, TimeoutError, type Message } from '../../../src/protocol';

interface Requests {
  double: { params: { readonly n: number }; result: number };
  fail: { params: null; result: null };
}

interface Events {
  news: string;
}

/** Both ends, joined by a wire that copies as `postMessage` does. */
function pair(onError: (request: string) => void = () => undefined) {
  const end: { answerer?: Answerer<Requests, Events> } = {};
  const caller = new Caller<Requests, Events>((message) => {
    void end.answerer?.receive(structuredClone(message));
  }, 50);
  const answerer = new Answerer<Requests, Events>(
    (message) => {
      caller.receive(structuredClone(message));
    },
    {
      double: ({ n }) => Promise.resolve(2 * n),
      fail: () => {
        throw new Error('No more cards.');
      },
    },
    onError,
  );
  end.answerer = answerer;
  return { caller, answerer };
}

describe('messages between extension and webview', () => {
  it('answers each request with its own result, whatever the order', async () => {
    const { caller } = pair();
    const answers = await Promise.all([1, 2, 3].map((n) => caller.request('double', { n })));
    assert.deepEqual(answers, [2, 4, 6]);
  });

  it('answers a handler that throws with its message', async () => {
    const failed: string[] = [];
    const { caller } = pair((request) => failed.push(request));
    await assert.rejects(caller.request('fail', null), /No more cards\./);
    assert.deepEqual(failed, ['fail']);
  });

  it('answers a request that nobody knows', async () => {
    const replies: Message[] = [];
    const { answerer } = pair();
    const lone = new Answerer(
      (message) => replies.push(message),
      {},
      () => undefined,
    );
    await lone.receive({ type: 'request', id: 7, name: 'toString', params: null });
    assert.deepEqual(replies, [{ type: 'reply', id: 7, ok: false, error: 'Unknown request "toString".' }]);
    await answerer.receive('not a message');
  });

  it('gives up on an answer that does not come', async () => {
    const silent = new Caller<Requests, Events>(() => undefined, 5);
    await assert.rejects(silent.request('double', { n: 1 }), TimeoutError);
  });

  it('keeps events until the webview has spoken', async () => {
    const { caller, answerer } = pair();
    const heard: string[] = [];
    caller.on('news', (text) => heard.push(text));
    answerer.send('news', 'early');
    assert.deepEqual(heard, []);
    await caller.request('double', { n: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    answerer.send('news', 'late');
    assert.deepEqual(heard, ['early', 'late']);
  });

  it('ignores messages of others', () => {
    const { caller } = pair();
    for (const foreign of [null, 1, 'x', {}, { type: 'reply' }, { type: 'event', name: '__proto__' }])
      caller.receive(foreign);
  });
});

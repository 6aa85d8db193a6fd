import { parentPort, workerData } from 'node:worker_threads';
import { LabourHere } from './here';
import type { Ground, Parsed } from './labour';
import type { Reply, Request, Value } from './messages';

// The thread's own side: requests in, replies out. What it reads is moved, not copied, to the thread that asked.

const port = parentPort;
if (port === null) throw new Error('This script runs as a worker thread.');
const labour = new LabourHere(workerData as Ground, (message) => {
  send({ type: 'problem', message });
});
const walks = new Map<number, AbortController>();

port.on('message', (request: Request) => {
  if (request.type === 'stop') walks.get(request.id)?.abort();
  else
    answer(request).then(
      (value) => {
        send({ type: 'done', id: request.id, value }, request.type === 'parse' ? buffersOf(value) : []);
      },
      (error: unknown) => {
        send({ type: 'failed', id: request.id, message: error instanceof Error ? error.message : String(error) });
      },
    );
});

async function answer(request: Exclude<Request, { type: 'stop' }>): Promise<Value> {
  switch (request.type) {
    case 'walk':
      return walk(request.id);
    case 'find':
      return labour.find(request.path);
    case 'parse':
      return labour.parse(request.files);
    case 'prepare':
      await labour.prepare(request.path);
      return undefined;
  }
}

async function walk(id: number): Promise<undefined> {
  const stop = new AbortController();
  walks.set(id, stop);
  try {
    await labour.walk((files) => {
      send({ type: 'files', id, files });
    }, stop.signal);
  } finally {
    walks.delete(id);
  }
}

function buffersOf(value: Value): ArrayBuffer[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly Parsed[]).flatMap(({ record }) => (record ? [record.data.buffer] : []));
}

function send(reply: Reply, moved: ArrayBuffer[] = []): void {
  port?.postMessage(reply, moved);
}

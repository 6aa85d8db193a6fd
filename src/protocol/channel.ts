/**
 * Typed messages between the extension and one webview: requests (webview → extension, always answered) and events
 * (extension → webview). The same small class serves both ends.
 */
/** Each request's name with its parameters and its result. */
export type RequestMap<R> = { readonly [K in keyof R]: { readonly params: unknown; readonly result: unknown } };

type ParamsOf<R, K extends keyof R> = R[K] extends { params: infer P } ? P : never;
type ResultOf<R, K extends keyof R> = R[K] extends { result: infer T } ? T : never;

interface RequestMessage {
  readonly type: 'request';
  readonly id: number;
  readonly name: string;
  readonly params: unknown;
}

type ReplyMessage =
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly error: string };

interface EventMessage {
  readonly type: 'event';
  readonly name: string;
  readonly payload: unknown;
}

export type Message = RequestMessage | ReplyMessage | EventMessage;

/** What a user may read when a reply does not come. */
export class TimeoutError extends Error {
  constructor(readonly request: string) {
    super(`No answer to "${request}" from the extension.`);
    this.name = 'TimeoutError';
  }
}

/** The asking end: lives in the webview. */
export class Caller<R extends RequestMap<R>, E> {
  private next = 1;
  private readonly waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void; timer: ReturnType<typeof setTimeout> }
  >();
  private readonly listeners = new Map<string, (payload: unknown) => void>();

  /** @param timeoutMs how long a request may stay unanswered before it is rejected. */
  constructor(
    private readonly post: (message: Message) => void,
    private readonly timeoutMs = 30_000,
  ) {}

  request<K extends keyof R & string>(name: K, params: ParamsOf<R, K>): Promise<ResultOf<R, K>> {
    const id = this.next++;
    return new Promise<ResultOf<R, K>>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        reject(new TimeoutError(name));
      }, this.timeoutMs);
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, timer });
      this.post({ type: 'request', id, name, params });
    });
  }

  on<K extends keyof E & string>(name: K, listener: (payload: E[K]) => void): void {
    this.listeners.set(name, listener as (payload: unknown) => void);
  }

  /** Feed every message that arrives; foreign ones are ignored. */
  receive(message: unknown): void {
    if (!isMessage(message)) return;
    if (message.type === 'event') {
      this.listeners.get(message.name)?.(message.payload);
    } else if (message.type === 'reply') {
      const waiting = this.waiting.get(message.id);
      if (waiting === undefined) return;
      this.waiting.delete(message.id);
      clearTimeout(waiting.timer);
      if (message.ok) waiting.resolve(message.result);
      else waiting.reject(new Error(message.error));
    }
  }
}

export type Handlers<R extends RequestMap<R>> = {
  readonly [K in keyof R]: (params: ParamsOf<R, K>) => ResultOf<R, K> | Promise<ResultOf<R, K>>;
};

/** The answering end: lives in the extension. Events wait until the webview has spoken for the first time. */
export class Answerer<R extends RequestMap<R>, E> {
  private ready = false;
  private queue: Message[] = [];

  constructor(
    private readonly post: (message: Message) => void,
    private readonly handlers: Handlers<R>,
    /** Told of every failed request, after it was answered. */
    private readonly onError: (request: string, error: unknown) => void,
  ) {}

  send<K extends keyof E & string>(name: K, payload: E[K]): void {
    const message: Message = { type: 'event', name, payload };
    if (this.ready) this.post(message);
    else this.queue.push(message);
  }

  /** Feed every message that arrives; foreign ones are ignored. */
  async receive(message: unknown): Promise<void> {
    if (!isMessage(message) || message.type !== 'request') return;
    const { id, name, params } = message;
    try {
      if (!Object.hasOwn(this.handlers, name)) throw new Error(`Unknown request "${name}".`);
      const handler = this.handlers[name as keyof R] as (params: unknown) => unknown;
      const result = await handler(params);
      this.post({ type: 'reply', id, ok: true, result: result ?? null });
    } catch (error) {
      this.post({ type: 'reply', id, ok: false, error: error instanceof Error ? error.message : String(error) });
      this.onError(name, error);
    }
    if (!this.ready) {
      this.ready = true;
      for (const waiting of this.queue) this.post(waiting);
      this.queue = [];
    }
  }
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return value.type === 'request' || value.type === 'reply' || value.type === 'event';
}

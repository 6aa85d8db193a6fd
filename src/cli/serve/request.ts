import type { Request, SemanticQuery } from '../../spot';

type Id = string | number | boolean | null;

/** What a line asks for. */
export type Order = { readonly id: Id } & (
  | { readonly do: 'ask'; readonly request: Request }
  | { readonly do: 'complete'; readonly request: Request & { readonly text: string; readonly cursor?: number } }
  | { readonly do: 'kill' | 'release'; readonly tenant: string | undefined }
  | { readonly do: 'cancel'; readonly of: Id }
  | { readonly do: 'nothing'; readonly problem: string }
);

const ACTIONS = ['ask', 'sql', 'query', 'complete', 'kill', 'release', 'cancel'] as const;

/** Reads a line. Never throws: what is wrong with it is an order to say so. */
export function readOrder(text: string): Order {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch (error) {
    return {
      id: null,
      do: 'nothing',
      problem: `The line is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      id: null,
      do: 'nothing',
      problem: 'A request is a JSON object, such as {"id": 1, "ask": "revenue by region"}.',
    };
  }
  const fields = new Map(Object.entries(value as Record<string, unknown>).filter(([, part]) => part !== null));
  const given = fields.get('id');
  const id = typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' ? given : null;
  try {
    return { id, ...readFields(fields) };
  } catch (error) {
    if (error instanceof Malformed) return { id, do: 'nothing', problem: error.message };
    throw error;
  }
}

class Malformed extends Error {}

type Body = Order extends infer O ? (O extends { readonly id: Id } ? Omit<O, 'id'> : never) : never;

function readFields(fields: ReadonlyMap<string, unknown>): Body {
  const actions = ACTIONS.filter((name) => fields.has(name));
  const [action, ...more] = actions;
  if (action === undefined || more.length > 0) throw new Malformed(`A request holds one of ${ACTIONS.join(', ')}.`);
  switch (action) {
    case 'kill':
    case 'release':
      return { do: action, tenant: fields.get(action) === true ? undefined : text(fields, action) };
    case 'cancel':
      return { do: 'cancel', of: idOf(fields.get('cancel')) };
    case 'ask':
      return { do: 'ask', request: { ...requester(fields), question: text(fields, 'ask') ?? '' } };
    case 'sql':
      return { do: 'ask', request: { ...requester(fields), sql: text(fields, 'sql') ?? '' } };
    case 'query':
      // Not trusted: it is validated like any proposal.
      return { do: 'ask', request: { ...requester(fields), query: fields.get('query') as SemanticQuery } };
    case 'complete': {
      const cursor = fields.get('cursor');
      if (cursor !== undefined && typeof cursor !== 'number') throw new Malformed('"cursor" must be a number.');
      const base = { ...requester(fields), text: text(fields, 'complete') ?? '' };
      return { do: 'complete', request: cursor === undefined ? base : { ...base, cursor } };
    }
  }
}

function requester(fields: ReadonlyMap<string, unknown>): Request {
  return {
    tenant: text(fields, 'tenant'),
    user: text(fields, 'user'),
    now: text(fields, 'now'),
    session: text(fields, 'session'),
    follow: follow(fields.get('follow')),
  };
}

function text(fields: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = fields.get(name);
  if (value === undefined || typeof value === 'string') return value;
  throw new Malformed(`"${name}" must be text.`);
}

function follow(value: unknown): Request['follow'] {
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? (value as unknown[]) : undefined;
  if (list?.every((one) => typeof one === 'string') === true) return list;
  throw new Malformed('"follow" must be a list of earlier questions.');
}

function idOf(value: unknown): Id {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new Malformed('"cancel" must be the id of a request.');
}

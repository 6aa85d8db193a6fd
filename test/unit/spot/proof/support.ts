import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openScratch } from '../../../../src/engine';
import { parseDeck } from '../../../../src/deck';
import {
  besideModel,
  openSandbox,
  parseProof,
  type Elsewhere,
  type Proof,
  type ProofPorts,
  type Sandbox,
} from '../../../../src/spot';
import { open, workerScript } from '../../engine/support';
import { DECK, openShipped } from '../runtime/support';

/** A claim of the shipped deck, by the words that it begins with. */
export function shippedClaim(start: string): Proof {
  const deck = parseDeck(readFileSync(path.join(DECK, '../deck.md')), { path: 'deck.md' });
  const queries = deck.rounds.flatMap(({ cards }) => cards.flatMap((card) => card.queries));
  const proofs = queries.map(({ language, info, text, range }) =>
    parseProof({ language, info, text, line: range.start.line + 2 }),
  );
  const found = proofs.flatMap((parsed) =>
    'proof' in parsed && parsed.proof.claim.startsWith(start) ? [parsed.proof] : [],
  );
  const [proof] = found;
  if (found.length !== 1 || !proof) throw new Error(`${found.length} claims begin with "${start}"`);
  return proof;
}

/** A block as it stands in a deck. */
export function proofOf(text: string, language: 'spot' | 'sql' = 'spot'): Proof {
  const parsed = parseProof({ language, info: '', text, line: 1 });
  if ('problems' in parsed) throw new Error(parsed.problems.map(({ message }) => message).join(' '));
  return parsed.proof;
}

/** The ports of the shipped deck, with parts exchanged; everything that was opened is closed by `close`. */
export function shippedPorts(others: Partial<ProofPorts> = {}): ProofPorts & { close(): Promise<void> } {
  const opened = new Map<string, Promise<Sandbox>>();
  const sandbox = (model: string | undefined): Promise<Sandbox> => {
    const known = opened.get(model ?? '');
    if (known) return known;
    const made =
      model === undefined
        ? openShipped()
        : besideModel(path.join(DECK, model, 'model.yaml')).then((files) => openSandbox({ files, engine: open() }));
    opened.set(model ?? '', made);
    return made;
  };
  return {
    sandbox,
    scratch: () => openScratch({ worker: workerScript }),
    elsewhere: () => elsewhere(),
    close: async () => {
      for (const one of opened.values()) await (await one).close();
    },
    ...others,
  };
}

/** A second runtime over data that was loaded a second time; the command line's tests use a whole process. */
async function elsewhere(): Promise<Elsewhere> {
  const sandbox = await openShipped();
  return { ask: (request) => sandbox.ask(request), close: () => sandbox.close() };
}

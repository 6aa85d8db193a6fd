import path from 'node:path';
import type { Deck, QueryChecker } from '../../deck';
import { checkProof, loadModel, loadPolicy, readText, SandboxError, sandboxOf, type ProofContext } from '../../spot';
import { blockOf } from './block';

/** Checks a deck's queries and proofs by the model and the policy alone: nothing is run, and no data is read. */
export async function queryChecker(deckFile: string, deck: Deck): Promise<QueryChecker> {
  const context = await contextOf(deckFile, deck);
  return { check: (query) => checkProof(blockOf(query), context) };
}

/** What is wrong with the sandbox itself is told where it is opened. */
async function contextOf(deckFile: string, deck: Deck): Promise<ProofContext> {
  try {
    const files = await sandboxOf(path.dirname(deckFile), deck.meta.sandbox);
    const { model } = loadModel(await readText(files.model), { path: files.model });
    if (!model || files.policy === undefined) return { model };
    const { policy } = loadPolicy(await readText(files.policy), { path: files.policy, model });
    return { model, policy };
  } catch (error) {
    if (error instanceof SandboxError) return {};
    throw error;
  }
}

import path from 'node:path';
import type { Deck, QueryChecker } from '../../deck';
import { checkProof, loadModel, loadPolicy, readText, SandboxError, sandboxOf, type Policy } from '../../spot';
import { blockOf } from './block';

/** Checks a deck's queries and proofs without running them: how they are written, and whether the policy knows who asks. */
export async function queryChecker(deckFile: string, deck: Deck): Promise<QueryChecker> {
  const policy = await policyOf(deckFile, deck);
  return { check: (query) => checkProof(blockOf(query), policy) };
}

/** What is wrong with the sandbox itself is told where it is opened. */
async function policyOf(deckFile: string, deck: Deck): Promise<Policy | undefined> {
  try {
    const files = await sandboxOf(path.dirname(deckFile), deck.meta.sandbox);
    const { model } = loadModel(await readText(files.model), { path: files.model });
    if (!model || files.policy === undefined) return undefined;
    return loadPolicy(await readText(files.policy), { path: files.policy, model }).policy;
  } catch (error) {
    if (error instanceof SandboxError) return undefined;
    throw error;
  }
}

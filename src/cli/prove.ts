import { parseDeck, type Card, type Query } from '../deck';
import { describeDiagnostic, parseProof, runProof, SandboxError, type ClaimResult, type Proof } from '../spot';
import { deckFile, readInput } from './decks';
import { blockOf } from './prove/block';
import { Places } from './prove/places';
import { claimJson, printCard, type CardClaims } from './prove/report';
import { readArguments } from './spot';
import { UsageError } from './usage';

/** `greenroom prove`: runs the proofs on a deck's cards. 0 when all hold, 1 when one does not. */
export async function prove(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' }, card: { type: 'string' } });
  const [named, ...more] = positionals;
  if (named === undefined || more.length > 0) throw new UsageError('prove needs one deck: a folder or its deck.md');
  const file = await deckFile(named);
  try {
    const cards = await cardsOf(file, values.card);
    const claims = await proveAll(file, cards, values.json === true);
    const all = claims.flatMap(({ results }) => results);
    const held = all.filter((one) => one.held).length;
    if (values.json === true) {
      const list = claims.flatMap(({ card, results }) => results.map((result) => claimJson(card, result)));
      console.log(JSON.stringify({ claims: list, held, total: all.length }, null, 2));
    } else {
      console.log(`${file}: ${held} of ${all.length} claims hold`);
    }
    return held === all.length ? 0 : 1;
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    for (const diagnostic of error.diagnostics) console.error(describeDiagnostic(diagnostic));
    return 2;
  }
}

async function cardsOf(file: string, id: string | undefined): Promise<readonly Card[]> {
  const deck = parseDeck(await readInput(file), { path: file });
  const cards = deck.rounds.flatMap((round) => round.cards);
  const chosen = id === undefined ? cards : cards.filter((card) => card.id === id);
  if (chosen.length === 0) {
    const ids = cards.map((card) => card.id).join(', ');
    throw new UsageError(id === undefined ? `${file} has no cards` : `there is no card "${id}"; there are: ${ids}`);
  }
  const proving = chosen.filter(({ queries }) => queries.length > 0);
  if (proving.length === 0) throw new UsageError(`there is nothing to prove in ${id ?? file}: no spot or sql block`);
  return proving;
}

async function proveAll(file: string, cards: readonly Card[], quiet: boolean): Promise<readonly CardClaims[]> {
  const places = new Places(file);
  const claims: CardClaims[] = [];
  const read = cards.map((card) => ({ card, proofs: card.queries.map((query) => readProof(query)) }));
  try {
    // A sandbox that cannot be opened is one mistake, and not one of each claim.
    for (const { proof } of read.flatMap(({ proofs }) => proofs))
      if (proof && usesSandbox(proof)) await places.sandbox(proof.model);
    for (const { card, proofs } of read) {
      const results: ClaimResult[] = [];
      for (const one of proofs) results.push(one.proof ? await runProof(one.proof, places) : one.failed);
      claims.push({ card, results });
      if (!quiet) printCard(file, { card, results });
    }
    return claims;
  } finally {
    await places.close();
  }
}

type Read = { readonly proof: Proof } | { readonly proof?: undefined; readonly failed: ClaimResult };

/** A block that is written wrongly is a claim that does not hold. */
function readProof(query: Query): Read {
  const block = blockOf(query);
  const parsed = parseProof(block);
  if ('proof' in parsed) return parsed;
  const detail = parsed.problems.map(({ line, message }) => `line ${line}: ${message}`).join(' ');
  return { failed: { claim: block.text.trim(), line: block.line, held: false, steps: [], detail } };
}

const usesSandbox = ({ steps }: Proof): boolean =>
  steps.some((step) => step.do !== 'ask' || step.connection === undefined);

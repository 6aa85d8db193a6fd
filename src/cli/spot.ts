import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { parseDeck } from '../deck';
import {
  besideModel,
  describeDiagnostic,
  JsonLinesFile,
  openSandbox,
  SandboxError,
  sandboxOf,
  type AuditEntry,
  type Sandbox,
  type SandboxFiles,
} from '../spot';
import { openEngine } from './engine';
import { UsageError } from './usage';

/** Options that every Spot command takes. */
export const SANDBOX_OPTIONS = {
  deck: { type: 'string' },
  model: { type: 'string' },
  policy: { type: 'string' },
  audit: { type: 'string' },
  json: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

/** Who asks, and when. */
export const REQUESTER_OPTIONS = {
  tenant: { type: 'string' },
  user: { type: 'string' },
  now: { type: 'string' },
  follow: { type: 'string', multiple: true },
} as const satisfies ParseArgsConfig['options'];

export interface Place {
  readonly deck?: string | undefined;
  readonly model?: string | undefined;
  readonly policy?: string | undefined;
  readonly audit?: string | undefined;
}

/** Reads a command's arguments; what is wrong with them is a UsageError. */
export function readArguments<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The one thing that a command is about, such as a question. */
export function onlyText(positionals: readonly string[], what: string): string {
  const [text, ...more] = positionals;
  if (text === undefined) throw new UsageError(`${what} is missing`);
  if (more.length > 0) throw new UsageError(`${what} must be one argument; put it in quotes`);
  return text;
}

/**
 * Opens a sandbox, does something with it and closes it. Files that cannot be used are told on stderr, a line for each
 * mistake, and give exit code 2; what fails otherwise gives 1.
 */
export async function withSandbox(place: Place, work: (sandbox: Sandbox) => Promise<number>): Promise<number> {
  process.stdout.on('error', endWithReader);
  try {
    const files = await filesOf(place);
    const audit = place.audit === undefined ? undefined : new JsonLinesFile<AuditEntry>(place.audit);
    const sandbox = await openSandbox({ files, engine: openEngine(), ...(audit ? { audit } : {}) });
    for (const warning of sandbox.warnings) console.error(describeDiagnostic(warning));
    try {
      return await work(sandbox);
    } finally {
      await sandbox.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof SandboxError) {
      for (const diagnostic of error.diagnostics) console.error(describeDiagnostic(diagnostic));
      return 2;
    }
    const message = error instanceof Error ? error.message : String(error);
    console.error(`greenroom: ${message.replace(/\s+/g, ' ').trim()}`);
    return 1;
  } finally {
    process.stdout.off('error', endWithReader);
  }
}

/** Whoever read the output has gone, as `head` does: there is nobody left to tell anything. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}

/** The files of the sandbox that is meant. */
export async function filesOf({ deck, model, policy }: Place): Promise<SandboxFiles> {
  if (deck !== undefined && model !== undefined) throw new UsageError('name a deck or a model, not both');
  if (model !== undefined) return besideModel(model, policy);
  const named = deck ?? '.';
  const info = await stat(named).catch(() => {
    throw new UsageError(`${named} is not there`);
  });
  const folder = info.isDirectory() ? named : path.dirname(named);
  const files = await sandboxOf(folder, await sandboxFolder(info.isDirectory() ? path.join(named, 'deck.md') : named));
  return policy === undefined ? files : { ...files, policy };
}

/** What the deck's front matter calls its sandbox. */
async function sandboxFolder(deckFile: string): Promise<string | undefined> {
  const bytes = await readFile(deckFile).catch(() => undefined);
  return bytes && parseDeck(bytes, { path: deckFile }).meta.sandbox;
}

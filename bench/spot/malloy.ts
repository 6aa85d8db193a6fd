import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../scripts/run.mjs';
import type { Rows } from './spot';

const BENCH = path.dirname(import.meta.dirname);
const LIMIT_MS = 120_000;

interface Reply {
  readonly rows?: Rows;
  readonly error?: string;
}

/** Installs the peers beside the benchmarks when they are missing; says why there are none when that fails. */
export async function installPeers(): Promise<boolean> {
  if (existsSync(path.join(BENCH, 'node_modules/.package-lock.json'))) return true;
  console.log('Installing the peers into bench/node_modules (npm ci) …');
  try {
    await run('npm', ['ci', '--loglevel=error'], { cwd: BENCH });
    return true;
  } catch (error) {
    console.log(`Peer missing: Malloy cannot be installed here. ${error instanceof Error ? error.message : ''}`);
    return false;
  }
}

/** Malloy's process; started by the first question, and again after one that took longer than the limit. */
export class MalloyPeer {
  private child: ChildProcess | undefined;

  private constructor(private readonly folder: string) {}

  /** Undefined, with the reason printed, where it does not start. */
  static async start(folder: string): Promise<MalloyPeer | undefined> {
    const peer = new MalloyPeer(folder);
    try {
      await peer.started();
      return peer;
    } catch (error) {
      console.log(error instanceof Error ? error.message : String(error));
      await peer.close();
      return undefined;
    }
  }

  /** Rows, or undefined when they took longer than `LIMIT_MS`. */
  async ask(query: string): Promise<Rows | undefined> {
    const child = await this.started();
    const reply = await replyOf(child, () => child.send(query));
    if (!reply) await this.close();
    return reply?.rows;
  }

  /** Starts the process and loads the data, which no question pays for. */
  async started(): Promise<ChildProcess> {
    if (this.child) return this.child;
    const script = fileURLToPath(new URL('./malloy-process.ts', import.meta.url));
    const child = fork(script, [this.folder], { execArgv: ['--import=tsx'], serialization: 'advanced' });
    this.child = child;
    await replyOf(child);
    await replyOf(child, () => child.send('run: store_rows -> { aggregate: c is count() }'));
    return child;
  }

  async close(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child) return;
    if (child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

export const MALLOY_LIMIT = `> ${LIMIT_MS / 1000} s`;

function replyOf(child: ChildProcess, send?: () => void): Promise<Reply | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      child.off('message', heard).off('exit', gone);
      act();
    };
    const heard = (reply: Reply) => {
      settle(() => {
        if (reply.error === undefined) resolve(reply);
        else reject(new Error(`Malloy: ${reply.error}`));
      });
    };
    const gone = (code: number | null) => {
      settle(() => {
        reject(new Error(`Malloy's process ended (${code ?? 'killed'}).`));
      });
    };
    const timer = setTimeout(() => {
      settle(() => {
        resolve(undefined);
      });
    }, LIMIT_MS);
    child.on('message', heard).on('exit', gone);
    send?.();
  });
}

import path from 'node:path';
import { openElsewhere } from '../../engine';
import {
  besideModel,
  openSandbox,
  type Elsewhere,
  type ProofPorts,
  type Sandbox,
  type SandboxFiles,
  type ScratchDatabase,
} from '../../spot';
import { openEngine, openScratchDatabase } from '../engine';
import { filesOf } from '../spot';

/** Where a deck's proofs run. Sandboxes are opened when the first proof needs them, and kept until the end. */
export class Places implements ProofPorts {
  private readonly open = new Map<string, Promise<Sandbox>>();

  constructor(private readonly deckFile: string) {}

  sandbox(model: string | undefined): Promise<Sandbox> {
    const key = model ?? '';
    let sandbox = this.open.get(key);
    if (!sandbox) {
      sandbox = this.files(model).then((files) => openSandbox({ files, engine: openEngine() }));
      this.open.set(key, sandbox);
    }
    return sandbox;
  }

  scratch(): ScratchDatabase {
    return openScratchDatabase();
  }

  /** This very program, once more. */
  async elsewhere(model: string | undefined): Promise<Elsewhere> {
    const files = await this.files(model);
    const policy = files.policy === undefined ? [] : ['--policy', files.policy];
    const args = [...process.execArgv, process.argv[1] ?? '', 'serve', '--model', files.model, ...policy];
    return openElsewhere({ command: process.execPath, args });
  }

  async close(): Promise<void> {
    for (const sandbox of this.open.values()) await sandbox.then((one) => one.close()).catch(() => undefined);
  }

  private async files(model: string | undefined): Promise<SandboxFiles> {
    const files = await filesOf({ deck: this.deckFile });
    return model === undefined ? files : besideModel(path.join(path.dirname(files.model), model, 'model.yaml'));
  }
}

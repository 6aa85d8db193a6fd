import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { SandboxError, wholeFile } from './errors';

/** Where a sandbox's parts are. */
export interface SandboxFiles {
  readonly model: string;
  /** Without one, nobody may read anything. */
  readonly policy?: string | undefined;
  readonly golden?: string | undefined;
}

/**
 * The files of a deck's sandbox: in the folder that is named, its `sandbox`, or the one that the deck's front matter
 * names (`within`). Rejects with a SandboxError when there is no model.
 */
export async function sandboxOf(folder: string, within = 'sandbox'): Promise<SandboxFiles> {
  for (const candidate of [path.join(folder, within), folder]) {
    const model = path.join(candidate, 'model.yaml');
    if (await isFile(model)) return besideModel(model);
  }
  const message = `There is no model.yaml here or in "${within}". A deck's sandbox is a folder with model.yaml and policy.yaml.`;
  throw new SandboxError([wholeFile(folder, message)]);
}

/** The policy and suite that lie beside a model, unless others are named. */
export async function besideModel(model: string, policy?: string): Promise<SandboxFiles> {
  const beside = async (name: string): Promise<string | undefined> => {
    const file = path.join(path.dirname(model), name);
    return (await isFile(file)) ? file : undefined;
  };
  return { model, policy: policy ?? (await beside('policy.yaml')), golden: await beside('golden.yaml') };
}

/** A text file in UTF-8, its lines ended by `\n`. Rejects with a SandboxError that says why it cannot be read. */
export async function readText(file: string): Promise<string> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
    return text.replace(/\r\n/g, '\n');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why =
      code === 'ENOENT'
        ? 'The file is not there.'
        : code === 'EISDIR'
          ? 'This is a folder; name the file.'
          : error instanceof TypeError
            ? 'The file is not UTF-8 text.'
            : `The file cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
    throw new SandboxError([wholeFile(file, why)]);
  }
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (info) => info.isFile(),
    () => false,
  );
}

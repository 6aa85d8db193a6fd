import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { LANGUAGES } from '../languages';
import type { FileRecord } from '../record';
import { blockOf, blockOfFiles, blocksIn, filesIn } from './blocks';

/** Raised when files are read in another way than before, for instance with newer grammars. */
const FORMAT = 1;
const FILES_PER_BLOCK = 200;

/** What begins a cache: whose it is. The last number says that it is whole. */
interface Header {
  readonly format: string;
  readonly root: string;
  readonly files: number;
}

/** The records of one root, kept in a file between starts. */
export class Cache {
  private readonly file: string;
  private readonly format: string;

  constructor(
    private readonly folder: string,
    private readonly root: string,
    private readonly log: (message: string) => void,
  ) {
    this.file = path.join(folder, `${digest(root)}.symbols`);
    this.format = `${FORMAT} ${digest(LANGUAGES.map(({ query }) => query).join('\n'))}`;
  }

  /** What was saved, in parts, with a pause after each. Ends early, and says so in the log, where it cannot be used. */
  async *load(): AsyncGenerator<FileRecord[]> {
    try {
      let expected: number | undefined;
      for (const { value, numbers } of blocksIn(await readFile(this.file))) {
        if (expected === undefined) {
          expected = this.filesOf(value);
          continue;
        }
        const records = filesIn(value, numbers);
        expected -= records.length;
        yield records;
        await setImmediate();
      }
      if (expected !== 0) throw new Error('it is not whole');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
      this.log(`The cache ${this.file} of the symbol index is not used: ${reason(error)}.`);
    }
  }

  /** Replaces what was saved. A cache that cannot be written is a line in the log: everything works without. */
  async save(records: readonly FileRecord[]): Promise<void> {
    const unfinished = `${this.file}.${randomUUID()}`;
    try {
      await mkdir(this.folder, { recursive: true });
      const handle = await open(unfinished, 'w');
      try {
        const header: Header = { format: this.format, root: this.root, files: records.length };
        await handle.writeFile(blockOf(header, []));
        for (let i = 0; i < records.length; i += FILES_PER_BLOCK) {
          await handle.writeFile(blockOfFiles(records.slice(i, i + FILES_PER_BLOCK)));
        }
      } finally {
        await handle.close();
      }
      await rename(unfinished, this.file);
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined);
      this.log(`The cache ${this.file} of the symbol index cannot be written: ${reason(error)}.`);
    }
  }

  private filesOf(value: unknown): number {
    const { format, root, files } = value as Partial<Header>;
    if (format !== this.format) throw new Error('it is of another version');
    if (root !== this.root || typeof files !== 'number') throw new Error('it is of another folder');
    return files;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

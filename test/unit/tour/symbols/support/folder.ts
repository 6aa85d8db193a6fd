import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder below the system's temporary one, with these files in it. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): {
  root: string;
  dispose: () => void;
} {
  const root = mkdtempSync(path.join(realpathSync(tmpdir()), 'greenroom-symbols-'));
  for (const [file, text] of Object.entries(files)) write(root, file, text);
  return {
    root,
    dispose: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export function write(root: string, file: string, text: string | Uint8Array): void {
  const full = path.join(root, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  captureAnchor,
  folderWorld,
  headCommit,
  resolveAnchor,
  type Anchor,
  type AnchorWorld,
  type Resolution,
} from '../../../../src/tour';

/** A folder for one test, with or without a repository. */
export class Project {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'greenroom-anchors-'));

  write(file: string, text: string): void {
    const full = path.join(this.folder, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  move(from: string, to: string): void {
    mkdirSync(path.dirname(path.join(this.folder, to)), { recursive: true });
    renameSync(path.join(this.folder, from), path.join(this.folder, to));
  }

  remove(file: string): void {
    rmSync(path.join(this.folder, file), { recursive: true });
  }

  git(...args: readonly string[]): string {
    const who = [
      '-c',
      'user.name=A',
      '-c',
      'user.email=a@b.c',
      '-c',
      'core.autocrlf=false',
      '-c',
      'commit.gpgsign=false',
    ];
    return execFileSync('git', [...who, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }

  commit(): void {
    this.git('init', '--quiet');
    this.git('add', '-A');
    this.git('commit', '--quiet', '--allow-empty', '-m', 'state');
  }

  async capture(file: string, text: string, needle: string): Promise<Anchor> {
    const commit = await headCommit(this.folder);
    return captureAnchor(text, file, lineOf(text, needle), commit === undefined ? {} : { commit });
  }

  resolve(anchor: Anchor, everywhere = false, folder = this.folder): Promise<Resolution> {
    return resolveAnchor(anchor, folderWorld(folder), { everywhere });
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The first line that contains the text, from 0. */
export function lineOf(text: string, needle: string): number {
  const line = text.split('\n').findIndex((each) => each.includes(needle));
  if (line < 0) throw new Error(`no line with ${needle}`);
  return line;
}

/** Files in memory. */
export function worldOf(files: Readonly<Record<string, string>>): AnchorWorld {
  return {
    read: (file) => Promise.resolve(Object.hasOwn(files, file) ? files[file] : undefined),
    files: () => Promise.resolve(Object.keys(files)),
  };
}

export const SHOP = `import os

from shop.money import Money


class Cart:
    """What a customer wants."""

    def __init__(self, owner):
        self.owner = owner
        self.items = []

    def add(self, item, count=1):
        if count < 1:
            raise ValueError("count")
        self.items.append((item, count))
        return self

    def total(self, currency):
        amount = Money(0, currency)
        for item, count in self.items:
            amount += item.price_in(currency) * count
        if amount < 0:
            return None
        return amount


class Till:
    def __init__(self, drawer):
        self.drawer = drawer
        self.open = False

    def charge(self, cart, currency="EUR"):
        due = cart.total(currency)
        if due is None:
            return None
        self.drawer.put(due)
        self.log("charged", cart.owner, due)
        return due

    def refund(self, cart, currency="EUR"):
        due = cart.total(currency)
        if due is None:
            return None
        self.drawer.take(due)
        self.log("refunded", cart.owner, due)
        return due
`;

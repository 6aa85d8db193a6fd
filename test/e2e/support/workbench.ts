import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { ROOT, removeFolder } from '../../../scripts/run.mjs';
import { launchBrowser } from '../../../scripts/vscode/browser.mjs';
import { installServer } from '../../../scripts/vscode/install-server.mjs';
import { extensionUnderDevelopment, startServer, workbenchUrl } from '../../../scripts/vscode/server.mjs';

export const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof THEMES;

export interface WorkbenchOptions {
  readonly theme?: Theme;
  readonly settings?: Record<string, unknown>;
  /** Files of the workspace by relative path. */
  readonly files?: Record<string, string>;
  /** Which VS Code; the oldest supported one unless told. */
  readonly vscode?: 'minimum' | 'newest';
  /** A data folder in which the extension was installed; without it the extension comes from this checkout. */
  readonly installedIn?: string;
  readonly viewport?: { width: number; height: number };
  /** Beside this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** After this long without anything to see, a key or a click was overlooked. */
const OVERLOOKED_MS = 6000;

const SCREENSHOTS = path.join(ROOT, 'out/screenshots');

/** A real VS Code on a throwaway workspace, in a real browser. */
export class Workbench {
  private constructor(
    readonly page: Page,
    readonly folder: string,
    private readonly browser: Browser,
    private readonly server: Awaited<ReturnType<typeof startServer>>,
    private readonly asked: ReadonlySet<string>,
  ) {}

  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const install = await installServer(options.vscode ?? 'minimum');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'greenroom-e2e-'));
    for (const [name, text] of Object.entries(options.files ?? {})) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const installed = options.installedIn !== undefined;
    const server = await startServer(install, {
      ...(installed ? { dataDir: options.installedIn } : {}),
      installed,
      ...(options.env ? { env: options.env } : {}),
      settings: { 'workbench.colorTheme': THEMES[options.theme ?? 'dark'], ...options.settings },
    });
    const browser: Browser = await launchBrowser();
    const page = await browser.newPage({ viewport: options.viewport ?? { width: 1280, height: 860 } });
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).hostname));
    const workbench = new Workbench(page, folder, browser, server, hosts);
    const url = workbenchUrl(server, { folder, ...(installed ? {} : { extension: extensionUnderDevelopment() }) });
    await page.goto(url);
    await page.locator('.monaco-workbench').waitFor();
    await workbench.activityBar().waitFor();
    return workbench;
  }

  /**
   * Hosts that the page asked for anything. A webview's files have an address of their own, which its service worker
   * answers from the extension's folder.
   */
  get hosts(): string[] {
    return [...this.asked].filter((host) => host !== '' && !host.endsWith('.vscode-resource.vscode-cdn.net'));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    await removeFolder(this.folder);
  }

  /** Where this window's extension keeps its own files. */
  get storage(): string {
    return path.join(this.server.dataDir, 'data/User/globalStorage/greenroom.greenroom');
  }

  /** The process that extensions run in. */
  extensionHostPid(): number {
    const processes = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
    const hosts = processes.filter((line) => line.includes('--type=extensionHost') && !line.includes('defunct'));
    const own = hosts.map((line) => Number.parseInt(line, 10)).filter((pid) => this.isOwn(pid));
    const [pid] = own;
    if (pid === undefined || own.length !== 1)
      throw new Error(`${String(own.length)} extension hosts run for this window.`);
    return pid;
  }

  private isOwn(pid: number): boolean {
    for (let at = pid; at > 1;) {
      if (at === this.server.pid) return true;
      at = Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(at)], { encoding: 'utf8' }));
    }
    return false;
  }

  activityBar(): Locator {
    return this.page.locator('.activitybar .action-label[aria-label^="Greenroom"]');
  }

  /** Opens the Rounds view and waits for its first row. */
  async openRounds(): Promise<void> {
    // A click on the icon of an open view would hide it.
    const open = this.page.locator('.activitybar .action-item.checked .action-label[aria-label^="Greenroom"]');
    if ((await open.count()) === 0) await this.activityBar().click();
    await this.rows().first().waitFor();
  }

  rows(text?: string | RegExp): Locator {
    return this.page.locator('.split-view-view .monaco-list-row', text === undefined ? {} : { hasText: text });
  }

  async expand(text: string | RegExp): Promise<void> {
    const row = this.rows(text).first();
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
  }

  async command(title: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget input.input');
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    await this.insist(async () => {
      await this.page.keyboard.press('F1');
      await box.fill(`>${title}`, { timeout: OVERLOOKED_MS });
    }, row);
    await this.page.keyboard.press('Enter');
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget input.input');
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
    await this.insist(async () => {
      await this.page.keyboard.press('Control+P');
      await box.fill(name, { timeout: OVERLOOKED_MS });
    }, row);
    await this.page.keyboard.press('Enter');
  }

  /** Does again what a busy editor has overlooked, as a person would. */
  async insist(act: () => Promise<unknown>, seen: Locator, times = 5): Promise<void> {
    for (let time = 1; time < times; time += 1) {
      const shown = act().then(() => seen.waitFor({ timeout: OVERLOOKED_MS }));
      const done = await shown.then(
        () => true,
        () => false,
      );
      if (done) return;
    }
    await act();
    await seen.waitFor();
  }

  /** Chooses from the menu of a row until it has the effect; gives all that the menu offers. */
  async choose(target: Locator, entry: string | RegExp, effect: Locator): Promise<string[]> {
    const labels = this.page.locator('.context-view .action-label');
    let offered: string[] = [];
    await this.insist(async () => {
      await this.page.keyboard.press('Escape');
      await target.click({ button: 'right' });
      // A menu that has only just opened ignores clicks of the mouse.
      await labels.filter({ hasText: entry }).first().hover({ timeout: 3000 });
      offered = await labels.allTextContents();
      await this.page.keyboard.press('Enter');
    }, effect);
    return offered;
  }

  /** A webview is a frame in a frame: waits for one that holds the selector. */
  async frame(selector: string, timeoutMs = 30_000, which: (frame: Frame) => boolean = () => true): Promise<Frame> {
    const end = Date.now() + timeoutMs;
    while (Date.now() < end) {
      for (const frame of this.page.frames()) {
        if (frame.parentFrame() === null || !which(frame)) continue;
        const found = await frame
          .locator(selector)
          .count()
          .catch(() => 0);
        if (found > 0) return frame;
      }
      await this.page.waitForTimeout(50);
    }
    throw new Error(`No webview shows ${selector}.`);
  }

  /** As a user reloads: the editor saves its state first. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
    await this.page.locator('.monaco-workbench').waitFor();
  }

  writeFile(name: string, text: string): void {
    mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
    writeFileSync(path.join(this.folder, name), text);
  }

  async screenshot(name: string): Promise<string> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const file = path.join(SCREENSHOTS, `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }
}

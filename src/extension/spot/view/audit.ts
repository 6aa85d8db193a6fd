import path from 'node:path';
import * as vscode from 'vscode';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';

const SCHEME = 'greenroom-audit';
/** Entries that are shown. */
const MOST = 500;
const SETTLED_MS = 500;

/** A place's audit log as a page to read: newest first, and following what is asked while it is open. */
export class AuditLogs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly shown = new Map<string, SpotPlace>();
  private readonly listeners: vscode.Disposable[];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly spot: SpotService) {
    this.listeners = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      spot.onDidAnswer(({ place }) => {
        if (!this.shown.has(place.id)) return;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
          this.changed.fire(uriOf(place));
        }, SETTLED_MS);
      }),
    ];
  }

  async show(place: SpotPlace): Promise<void> {
    this.shown.set(place.id, place);
    const uri = uriOf(place);
    // An open document would show what it held before.
    this.changed.fire(uri);
    // Its commands are listed only once it runs, and running one starts it.
    const preview = vscode.extensions.getExtension('vscode.markdown-language-features');
    if (preview) await vscode.commands.executeCommand('markdown.showPreview', uri);
    else await vscode.window.showTextDocument(uri, { preview: true });
  }

  async provideTextDocumentContent({ query }: vscode.Uri): Promise<string> {
    const places = this.shown.has(query) ? [...this.shown.values()] : await this.spot.places();
    const place = places.find(({ id }) => id === query);
    if (!place) return vscode.l10n.t('This model is not there any more.');
    const [{ readAudit }, { auditPage }] = await Promise.all([import('../../../spot'), import('./audit-page')]);
    const file = path.join(this.spot.storage(place).fsPath, 'audit.jsonl');
    return auditPage(place.title, file, await readAudit(file, MOST));
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const listener of this.listeners) listener.dispose();
    this.changed.dispose();
  }
}

/** The path is what the editor's tab says. */
function uriOf({ id, title }: SpotPlace): vscode.Uri {
  const name = vscode.l10n.t('Audit log of {0}', title).replace(/[\\/]/g, ' ');
  return vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md`, query: id });
}

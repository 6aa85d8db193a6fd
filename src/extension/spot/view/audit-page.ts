import * as vscode from 'vscode';
import type { AuditEntry, AuditTail } from '../../../spot';

const MOST_CHARACTERS = 500;

/** An audit log as Markdown: a sentence that counts, then a table. What people typed stands in it as plain text. */
export function auditPage(title: string, file: string, { entries, total, unreadable }: AuditTail): string {
  const number = (value: number): string => value.toLocaleString(vscode.env.language);
  const heading = `# ${plain(vscode.l10n.t('Audit log of {0}', title))}`;
  const shown = entries.length;
  const count =
    total === 0
      ? vscode.l10n.t('Nothing has been asked yet.')
      : shown === total
        ? vscode.l10n.t('{0} entries, newest first.', number(total))
        : vscode.l10n.t('The newest {0} of {1} entries, newest first.', number(shown), number(total));
  const odd = unreadable === 0 ? [] : [vscode.l10n.t('{0} lines cannot be read.', number(unreadable))];
  const where = vscode.l10n.t('No result is kept in it. The file: {0}', file);
  const parts = [heading, [count, ...odd].join(' '), plain(where)];
  return `${[...parts, ...(shown === 0 ? [] : [table(entries)])].join('\n\n')}\n`;
}

function table(entries: readonly AuditEntry[]): string {
  const headings = [
    vscode.l10n.t('Time'),
    vscode.l10n.t('Who'),
    vscode.l10n.t('Tenant'),
    vscode.l10n.t('Question'),
    vscode.l10n.t('Outcome'),
    vscode.l10n.t('Rows'),
    vscode.l10n.t('Cost'),
  ];
  const lines = [
    headings.join(' | '),
    '---|---|---|---|---|--:|--:',
    ...entries.map((entry) => row(entry).join(' | ')),
  ];
  return lines.map((line) => `| ${line} |`).join('\n');
}

function row({ at, user, tenant, question, sql, status, reason, cache, milliseconds, rows }: AuditEntry): string[] {
  const asked = question ?? sql ?? '';
  return [
    plain(timeText(at)),
    plain(user ?? '–'),
    plain(tenant ?? '–'),
    plain(asked),
    plain(reason === null ? status : `${status}: ${reason}`),
    String(rows),
    cache === 'hit' ? vscode.l10n.t('from the cache') : `${milliseconds.toFixed(0)} ms`,
  ];
}

function timeText(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : time.toLocaleString(vscode.env.language);
}

/** On one line, with nothing in it that Markdown or HTML would act on. */
function plain(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const short = line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
  return short.replace(/[\\`*_{}[\]()#+!|<>&~:@]/g, (mark) => `&#${String(mark.charCodeAt(0))};`);
}

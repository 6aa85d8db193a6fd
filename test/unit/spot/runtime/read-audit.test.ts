import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { JsonLinesFile, readAudit, type AuditEntry } from '../../../../src/spot';

const entry = (number: number): AuditEntry => ({
  at: '2025-06-01T10:00:00.000Z',
  user: 'ana',
  tenant: 'acme',
  session: 's',
  question: `question ${number}`,
  sql: null,
  status: 'answered',
  reason: null,
  cache: 'miss',
  milliseconds: 1.5,
  rows: number,
});

describe('the end of an audit log', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'greenroom-audit-'));
    file = path.join(folder, 'audit.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is empty before anything was asked', async () => {
    assert.deepEqual(await readAudit(file, 10), { entries: [], total: 0, unreadable: 0 });
  });

  it('is what was written, newest first, and all lines are counted', async () => {
    const log = new JsonLinesFile<AuditEntry>(file);
    for (let number = 0; number < 25; number += 1) await log.append(entry(number));
    const { entries, total, unreadable } = await readAudit(file, 10);
    assert.deepEqual([total, unreadable], [25, 0]);
    assert.deepEqual(
      entries,
      Array.from({ length: 10 }, (_, index) => entry(24 - index)),
    );
  });

  it('goes past lines that are none: cut off, of another shape, without an end, very long', async () => {
    const good = JSON.stringify(entry(1));
    await writeFile(file, `${good}\r\n{"at":"2025\n[]\nnull\n{"status":1}\n${good}`);
    assert.deepEqual(await readAudit(file, 10), { entries: [entry(1), entry(1)], total: 6, unreadable: 4 });
    await appendFile(file, `\n${'x'.repeat(3_000_000)}\n${good}\n`);
    const { entries, total } = await readAudit(file, 2);
    assert.deepEqual([entries.length, total], [1, 8]);
  });

  it('rejects what cannot be read', async () => {
    await assert.rejects(readAudit(folder, 10));
  });
});

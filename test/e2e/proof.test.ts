import assert from 'node:assert/strict';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { accessibilityViolations } from './support/axe';
import { loggedRatings } from './support/log';
import { shippedSandbox } from './support/sandbox';
import { THEMES, Workbench, type Theme } from './support/workbench';

const fence = (language: string, ...lines: readonly string[]): string =>
  ['```' + language, ...lines, '```', ''].join('\n');

const DECK = [
  '# Claims\n\n## Round 1: Proofs\n\n**Q: What do you claim?**\n',
  '- **Key Concepts**: refusals, snapshots',
  '- **Good Answer**: Spot refuses what it does not know.\n',
  fence('spot', '-- claim: A metric that nobody defined is refused', '-- as ana', 'churn', '-- expect refused'),
  fence('spot', '-- claim: Revenue by region', '-- as ana', 'revenue by region', '-- expect 6 rows'),
  fence('spot', '-- claim: It is nothing at all', '-- as ana', 'revenue', '-- expect row: 0'),
  fence('spot', '-- claim: Any process will do', '-- as ana', '-- in another process', 'revenue by region'),
  fence(
    'sql',
    '-- claim: What is rolled back is gone',
    '-- connection a',
    'CREATE TABLE t AS SELECT 1 AS x;',
    'FROM t',
  ),
].join('\n');

describe('a card’s proofs', () => {
  let workbench: Workbench;
  let frame: Frame;

  before(async () => {
    workbench = await Workbench.open({
      files: {
        '.vscode/settings.json': '{}',
        'deck.md': DECK,
        'sandbox/model.yaml': shippedSandbox('model.yaml'),
        'sandbox/policy.yaml': shippedSandbox('policy.yaml'),
      },
      settings: { 'greenroom.decks.shipped': false, 'security.workspace.trust.enabled': false },
    });
  });

  after(() => workbench.close());

  it('run with a key, and show under the answer what holds, what does not and why', async () => {
    await workbench.openRounds();
    await workbench.command('Greenroom: Study Due Cards');
    frame = await workbench.frame('#question');
    await frame.locator('.cover').waitFor();
    await workbench.page.keyboard.press('r');
    assert.equal(await frame.locator('.proofs').count(), 0, 'a covered card gives nothing away');

    await workbench.page.keyboard.press('Enter');
    await frame.locator('.claim.waiting').first().waitFor();
    assert.equal(await frame.locator('.claim').count(), 5);
    assert.equal(await frame.locator('.tier pre').count(), 0, 'claims stand once');

    await workbench.page.keyboard.press('r');
    await frame.locator('[data-do=prove]', { hasText: 'Prove' }).waitFor({ timeout: 120_000 });
    await frame.locator('.proofs .count', { hasText: '4 of 5 hold' }).waitFor();
    assert.equal(await frame.locator('.claim.holds').count(), 4);
    const failing = frame.locator('.claim.fails');
    assert.match((await failing.textContent()) ?? '', /It is nothing at all/);
    await workbench.screenshot('proofs-run');

    await failing.locator('summary').click();
    await failing.locator('.verdicts .missed').waitFor();
    await failing.locator('greenroom-spot-result').waitFor();
    await frame.locator('.claim summary', { hasText: 'Revenue by region' }).click();
    await frame.locator('greenroom-spot-result').getByText('North').first().waitFor();
    assert.deepEqual(await accessibilityViolations(frame), []);
  });

  it('look right in every theme', async () => {
    for (const theme of Object.keys(THEMES) as Theme[]) {
      workbench.writeFile('.vscode/settings.json', JSON.stringify({ 'workbench.colorTheme': THEMES[theme] }));
      await frame.locator(`body[data-vscode-theme-id*="${THEMES[theme]}"]`).waitFor();
      await workbench.screenshot(`proofs-${theme}`);
      assert.deepEqual(await accessibilityViolations(frame), []);
    }
  });

  it('can be stopped, run again, and never keep a rating waiting', async () => {
    await frame.locator('#question').focus();
    await workbench.page.keyboard.press('r');
    await frame.locator('.claim.running').waitFor();
    await workbench.page.keyboard.press('Escape');
    await frame.locator('.proofs .count', { hasText: 'Stopped.' }).waitFor({ timeout: 60_000 });

    await workbench.page.keyboard.press('r');
    await workbench.page.keyboard.press('3');
    await frame.locator('.cover, .finished').first().waitFor();
    assert.equal(loggedRatings(path.join(workbench.storage, 'progress')).length, 1);
  });
});

describe('a card’s proofs in a workspace that is not trusted', () => {
  it('run nothing, and the panel says why', async () => {
    const workbench = await Workbench.open({
      files: {
        'deck.md': DECK,
        'sandbox/model.yaml': shippedSandbox('model.yaml'),
        'sandbox/policy.yaml': shippedSandbox('policy.yaml'),
      },
      settings: {
        'greenroom.decks.shipped': false,
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'never',
      },
    });
    try {
      await workbench.openRounds();
      await workbench.command('Greenroom: Study Due Cards');
      const frame = await workbench.frame('#question');
      await frame.locator('.cover').waitFor();
      await workbench.page.keyboard.press('Enter');
      await frame.locator('.claim.waiting').first().waitFor();
      await workbench.page.keyboard.press('r');
      await frame.locator('.proofs .why', { hasText: 'until you trust the workspace' }).waitFor();
      assert.equal(await frame.locator('.claim.waiting').count(), 5);
      assert.equal(await frame.locator('.claim.holds, .claim.fails, greenroom-spot-result').count(), 0);
      await workbench.screenshot('proofs-untrusted');
    } finally {
      await workbench.close();
    }
  });
});

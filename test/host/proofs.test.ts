import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CardProofs, ProofOutcomes } from '../../src/extension/spot';
import type { ProofsView } from '../../src/protocol';
import { SHOP_MODEL, SHOP_POLICY } from './shop';
import { eventually, eventuallyTrue, greenroom, workspaceUri, write } from './support';

const DECK = `# Proved

**Q: How many pairs of sales are there?**

Enough to go on for long.

\`\`\`sql
-- claim: They can be counted
SELECT count(*) FROM sales a, range(3000000) r(i), range(3000000) s(j) WHERE sin(r.i * s.j) > 0.5;
\`\`\`
`;

describe('the proofs of a card', function () {
  this.timeout(60_000);
  const folder = workspaceUri('proved');

  after(async () => {
    const { library, spot } = await greenroom();
    spot.release('all');
    await vscode.workspace.fs.delete(folder, { recursive: true });
    await library.refresh();
  });

  it('stop when the kill switch is pulled while they run', async () => {
    const at = (...names: string[]) => vscode.Uri.joinPath(folder, ...names);
    await write(at('sandbox', 'model.yaml'), SHOP_MODEL);
    await write(at('sandbox', 'policy.yaml'), SHOP_POLICY);
    await write(
      at('sandbox', 'sales.csv'),
      'id,tenant,sold_on,region\n1,acme,2025-01-05,north\n2,acme,2025-01-06,south\n',
    );
    await write(at('deck.md'), DECK);
    const { library, study, spot, answers } = await greenroom();
    await library.refresh();
    const card = await eventually(async () => {
      const { index } = await study.open();
      return index.cards.find(({ deck }) => deck.source.uri.toString() === at('deck.md').toString());
    }, 'the card');

    const views: ProofsView[] = [];
    const extension = vscode.extensions.getExtension('greenroom.greenroom') ?? assert.fail();
    const log = vscode.window.createOutputChannel('Proofs', { log: true });
    const proofs = new CardProofs(spot, answers, extension.extensionUri, log, new ProofOutcomes(), (view) => {
      views.push(view);
    });
    try {
      proofs.start(card, 'turn');
      const isHere = ({ path }: vscode.Uri) => path.startsWith(`${folder.path}/`);
      await eventuallyTrue(() => spot.openNow().some(({ model }) => isHere(model)), 'the model to be open');
      assert.equal(views.at(-1)?.claims[0]?.state, 'running');
      spot.kill('all');
      await eventuallyTrue(() => views.at(-1)?.state === 'stopped', 'the proof to stop');
      assert.equal(views.at(-1)?.claims[0]?.state, 'waiting');
    } finally {
      proofs.dispose();
      log.dispose();
    }
  });
});

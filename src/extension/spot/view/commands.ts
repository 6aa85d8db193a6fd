import type { CommandHandler } from '../../commands';
import { pickPlace } from '../notebook/pickers';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import type { AuditLogs } from './audit';
import { toggleAll } from './kill-status';
import type { AskerNode, ColumnNode, FormulaNode, SampleNode, SwitchNode, TableNode } from './nodes';
import type { SpotView } from './register';

interface Parts {
  readonly spot: SpotService;
  readonly view: SpotView;
  readonly audit: AuditLogs;
}

/** Commands of the Spot view. Menus and clicks hand in the node. */
export function spotViewCommands({ spot, view, audit }: Parts): Record<string, CommandHandler> {
  return {
    'spot.refresh': () => {
      view.refresh();
    },
    'spot.runSample': async ({ place, sample }: SampleNode) => (await import('./ask')).runSample(place, sample),
    'spot.askAbout': async (node: TableNode | ColumnNode | FormulaNode) => (await import('./ask')).askAbout(node),
    'spot.askAs': ({ place, identity }: AskerNode) => spot.setIdentity(place, identity),
    'spot.killSwitch': (node?: SwitchNode) => {
      if (node?.type !== 'switch') toggleAll(spot);
      else if (node.pulled) spot.release(node.place, node.tenant);
      else spot.kill(node.place, node.tenant);
    },
    'spot.showAudit': async (node?: { readonly place?: SpotPlace }) => {
      const place = node?.place ?? (await pickPlace(spot));
      if (place) await audit.show(place);
    },
  };
}

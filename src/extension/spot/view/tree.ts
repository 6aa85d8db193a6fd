import * as vscode from 'vscode';
import { peopleOf, settleIdentity, tenantsOf, type Identity } from '../service/identities';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import type { SuiteRuns } from '../testing/results';
import { budgetNode } from './budget';
import type { PlaceContents, PlaceFiles } from './contents';
import { itemOf } from './items';
import type { AskersNode, PlaceNode, SpotNode, SuiteNode, SwitchNode } from './nodes';
import { samplesOf } from './samples';

interface Parts {
  readonly spot: SpotService;
  readonly contents: PlaceContents;
  readonly runs: SuiteRuns;
  /** Whose budget was drawn on last at a place. */
  readonly sessionOf: (place: SpotPlace) => string | undefined;
}

/** place > what can be asked there, who asks, and how well Spot answers. Opens no place: files are enough to show it. */
export class SpotTree {
  constructor(private readonly parts: Parts) {}

  item(node: SpotNode): vscode.TreeItem {
    return itemOf(node);
  }

  async children(node: SpotNode | undefined): Promise<SpotNode[]> {
    switch (node?.type) {
      case undefined:
        return this.places();
      case 'place':
        return this.inPlace(node);
      case 'tables': {
        const { place, model } = node;
        return [...model.tables.values()].map((table) => ({ type: 'table', place, model, table }));
      }
      case 'table': {
        const { place, model, table } = node;
        return [...table.columns.values()].map((column) => ({ type: 'column', place, model, column }));
      }
      case 'formulas': {
        const { place, model } = node;
        return [...model.formulas.values()].map((formula) => ({ type: 'formula', place, model, formula }));
      }
      case 'samples': {
        const { place } = node;
        const samples = await samplesOf(this.parts.spot, this.parts.contents, place);
        return samples.map((sample, index) => ({ type: 'sample', place, sample, index }));
      }
      case 'askers':
        return [...node.askers];
      case 'suite': {
        const { place, problems, run } = node;
        if (problems.length > 0) return problems.map((problem) => ({ type: 'problem', place, problem }));
        return (run?.failures ?? []).map((failure) => ({ type: 'failure', place, failure }));
      }
      case 'switch':
        return node.tenants.map((tenant) => this.switchOf(node.place, [], tenant));
      default:
        return [];
    }
  }

  private async places(): Promise<PlaceNode[]> {
    const { spot, contents } = this.parts;
    const places = await spot.places();
    const [only, another] = places.filter(({ live }) => live === undefined);
    return Promise.all(
      places.map(async (place): Promise<PlaceNode> => {
        const { problems } = await contents.modelOf(place);
        const stopped = spot.pulled(place) === true;
        return { type: 'place', place, problems, only: place === only && !another, stopped };
      }),
    );
  }

  private async inPlace({ place, problems }: PlaceNode): Promise<SpotNode[]> {
    const { spot, contents, sessionOf } = this.parts;
    const files = await contents.modelOf(place);
    const nodes: SpotNode[] = problems.map((problem) => ({ type: 'problem', place, problem }));
    if (!vscode.workspace.isTrusted) nodes.push({ type: 'untrusted', place });
    // Types of columns are known once the data has been looked at.
    const model = spot.opened(place)?.sandbox.model ?? files.model;
    if (!model || !files.model) return nodes;
    nodes.push({ type: 'tables', place, model });
    if (model.formulas.size > 0) nodes.push({ type: 'formulas', place, model });
    nodes.push({ type: 'samples', place });
    const askers = this.askers(place, files);
    if (askers) nodes.push(askers);
    const suite = await this.suite(place);
    if (suite) nodes.push(suite);
    if (files.problems.length > 0) return nodes;
    const budget = budgetNode(place, files.policy, spot.status(place, sessionOf(place)), askers?.now.tenant);
    return [...nodes, ...(budget ? [budget] : []), this.switchOf(place, tenantsOf(files.policy))];
  }

  private askers(place: SpotPlace, { policy }: PlaceFiles): AskersNode | undefined {
    const people = peopleOf(policy);
    if (people.length === 0) return undefined;
    const now = settleIdentity(policy, this.parts.spot.identityNow(place));
    const current = ({ user, tenant }: Identity) => user === now.user && tenant === now.tenant;
    const everybody: Identity[] = [...people, ...tenantsOf(policy).map((tenant) => ({ tenant }))];
    const askers = everybody.map((identity) => ({
      type: 'asker' as const,
      place,
      identity,
      roles: policy?.users.get(identity.user ?? '')?.roles ?? [],
      current: current(identity),
    }));
    return { type: 'askers', place, now, askers };
  }

  private async suite(place: SpotPlace): Promise<SuiteNode | undefined> {
    const { contents, runs } = this.parts;
    const suite = await contents.suiteOf(place);
    if (!suite) return undefined;
    const { problems, cases } = suite;
    return { type: 'suite', place, problems, cases, run: runs.of(place), progress: runs.progressOf(place) };
  }

  private switchOf(place: SpotPlace, tenants: readonly string[], tenant?: string): SwitchNode {
    const pulled = this.parts.spot.pulled(place, tenant) === true;
    return { type: 'switch', place, pulled, tenants, ...(tenant === undefined ? {} : { tenant }) };
  }
}

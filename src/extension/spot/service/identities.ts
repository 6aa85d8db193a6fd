import type * as vscode from 'vscode';
import type { NotebookSettings, Policy } from '../../../spot';
import type { SpotPlace } from './place';

/** Who asks. A user's tenant is what the policy says; a tenant without a user asks for nobody in particular. */
export interface Identity {
  readonly user?: string;
  readonly tenant?: string;
}

/** Whom settings name; undefined where they name nobody. */
export function identityIn({ user, tenant }: NotebookSettings): Identity | undefined {
  if (user === undefined && tenant === undefined) return undefined;
  return { ...(user === undefined ? {} : { user }), ...(tenant === undefined ? {} : { tenant }) };
}

const CHOSEN = 'greenroom.spot.identity';

/** Who the user asks as, by place; remembered with the workspace. */
export class Identities {
  constructor(private readonly memory: vscode.Memento) {}

  /** What the user chose; undefined before that. */
  chosen(place: SpotPlace): Identity | undefined {
    return this.all()[place.id];
  }

  async choose(place: SpotPlace, identity: Identity | undefined): Promise<void> {
    const others = Object.entries(this.all()).filter(([id]) => id !== place.id);
    await this.memory.update(CHOSEN, Object.fromEntries(identity ? [...others, [place.id, identity]] : others));
  }

  private all(): Readonly<Record<string, Identity>> {
    return this.memory.get<Record<string, Identity>>(CHOSEN, {});
  }
}

/** Everybody that the policy lets ask, in its order, each with the tenant that they belong to. */
export function peopleOf(policy: Policy | undefined): Identity[] {
  return [...(policy?.users ?? [])].map(([user, { tenant }]) => ({
    user,
    ...(tenant === undefined ? {} : { tenant }),
  }));
}

/** The tenants of the policy's users: each can be asked for without naming a user. */
export function tenantsOf(policy: Policy | undefined): string[] {
  return [...new Set(peopleOf(policy).flatMap(({ tenant }) => tenant ?? []))];
}

/** A choice that still holds: someone whom the policy no longer knows asks as the first one it does. */
export function settleIdentity(policy: Policy | undefined, ...wishes: readonly (Identity | undefined)[]): Identity {
  const people = peopleOf(policy);
  const tenants = tenantsOf(policy);
  for (const wish of wishes) {
    if (wish === undefined) continue;
    const person = people.find(({ user }) => user === wish.user);
    if (person) return person;
    if (wish.user === undefined && wish.tenant !== undefined && tenants.includes(wish.tenant)) {
      return { tenant: wish.tenant };
    }
  }
  return people[0] ?? {};
}

import type { ControlPlane } from '../../../spot';

interface Switch {
  /** Undefined: every place. */
  readonly place: string | undefined;
  /** Undefined: everybody. */
  readonly tenant: string | undefined;
  readonly pulled: boolean;
}

/** Kill switches as the user left them: a place that is opened, or opened again, starts with them. */
export class Switches {
  private thrown: Switch[] = [];

  /** What is thrown for every place takes the place of what was thrown for single ones. */
  set(place: string | undefined, tenant: string | undefined, pulled: boolean): void {
    const others = this.thrown.filter((one) => one.tenant !== tenant || (place !== undefined && one.place !== place));
    this.thrown = [...others, { place, tenant, pulled }];
  }

  /** As it was last thrown for a place, or for every place when none is named; undefined when nobody touched it. */
  state(place: string | undefined, tenant: string | undefined): boolean | undefined {
    const concerns = (one: Switch) => one.tenant === tenant && (one.place === undefined || one.place === place);
    return this.thrown.findLast(concerns)?.pulled;
  }

  apply(place: string, control: ControlPlane): void {
    for (const one of this.thrown) {
      if (one.place !== undefined && one.place !== place) continue;
      if (one.pulled) control.kill(one.tenant);
      else control.release(one.tenant);
    }
  }
}

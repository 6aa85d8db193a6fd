import { noChange } from 'lit/html.js';
import { Directive, directive } from 'lit/directive.js';
import type { ElementPart } from 'lit/directive.js';

type Properties = Readonly<Record<string, string>>;

/** Sets style properties one by one: a content security policy without inline styles forbids the attribute. */
class Styled extends Directive {
  private before: Properties = {};

  render(properties: Properties): typeof noChange {
    this.before = properties;
    return noChange;
  }

  override update({ element }: ElementPart, [properties]: [Properties]): typeof noChange {
    if (!(element instanceof HTMLElement)) return noChange;
    for (const [name, value] of Object.entries(properties)) {
      if (this.before[name] !== value) element.style.setProperty(name, value);
    }
    return this.render(properties);
  }
}

export const styled = directive(Styled);

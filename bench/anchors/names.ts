import type { Spot } from './tracking';

const DEFINITION =
  /^\s*(?:export |default |public |private |protected |static |abstract |async |pub )*(?:def|class|interface|enum|struct|trait|type|function\*?|fn|func)\s+(?:\([^()]*\)\s*)?([A-Za-z_$][\w$]*)/;

/** Where each name that a tree defines exactly once is defined. */
export function uniqueDefinitions(texts: ReadonlyMap<string, string>): Map<string, Spot> {
  const found = new Map<string, Spot | undefined>();
  for (const [file, text] of texts) {
    text.split('\n').forEach((content, line) => {
      const name = definedIn(content);
      if (name !== undefined) found.set(name, found.has(name) ? undefined : { file, line });
    });
  }
  return new Map([...found].flatMap(([name, spot]) => (spot === undefined ? [] : [[name, spot]])));
}

export function definedIn(line: string): string | undefined {
  return DEFINITION.exec(line.slice(0, 300))?.[1];
}

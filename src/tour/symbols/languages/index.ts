import { cpp } from './cpp';
import { csharp } from './csharp';
import { go } from './go';
import { java } from './java';
import { javascript } from './javascript';
import type { Language } from './language';
import { php } from './php';
import { python } from './python';
import { ruby } from './ruby';
import { rust } from './rust';
import { tsx, typescript } from './typescript';

export type { Language } from './language';

export const LANGUAGES: readonly Language[] = [
  python,
  typescript,
  tsx,
  javascript,
  go,
  java,
  rust,
  cpp,
  csharp,
  ruby,
  php,
];

const byExtension = new Map(LANGUAGES.flatMap((language) => language.extensions.map((e) => [e, language] as const)));
const byFileName = new Map(
  LANGUAGES.flatMap((language) => (language.fileNames ?? []).map((name) => [name, language] as const)),
);

/** The language of a file by its path (`/` between folders); undefined for all that has no definitions. */
export function languageOf(path: string): Language | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return byFileName.get(name) ?? (dot < 0 ? undefined : byExtension.get(name.slice(dot + 1).toLowerCase()));
}

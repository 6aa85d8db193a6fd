import type { Entry, Reader } from '../../model/reader';
import { checkPattern, type GuardrailRule } from '../guardrail';

/** Rules with patterns that are safe to match; everything wrong with the others is reported at its character. */
export function readGuardrail(reader: Reader, entry: Entry | undefined): GuardrailRule[] {
  if (!entry) return [];
  const rules: GuardrailRule[] = [];
  const names = new Set<string>();
  for (const item of reader.items(entry.value, '"guardrail"', entry.keySpan)) {
    const at = reader.spanOf(item, entry.keySpan);
    const parts = new Map(
      reader.entries(item, 'A guardrail rule', at, ['name', 'pattern', 'message']).map((part) => [part.key, part]),
    );
    const text = (key: string): string | undefined => {
      const part = parts.get(key);
      return part && reader.textOf(part.value, `"${key}" of a guardrail rule`, part.keySpan);
    };
    const name = text('name');
    const pattern = text('pattern');
    const message = parts.has('message') ? text('message') : 'This question cannot be asked here.';
    const patternPart = parts.get('pattern');
    if (name === undefined || pattern === undefined || message === undefined || !patternPart) {
      if (!parts.has('name') || !parts.has('pattern'))
        reader.report(at, 'A guardrail rule needs "name" and "pattern".');
      continue;
    }
    if (names.has(name)) reader.report(at, `There are two guardrail rules "${name}". Give each its own name.`);
    names.add(name);
    const wrong = checkPattern(pattern);
    if (wrong) {
      const end = wrong.at === 0 ? pattern.length : wrong.at + 1;
      const span = reader.within(patternPart.value, wrong.at, end, patternPart.keySpan);
      reader.report(span, `Guardrail rule "${name}": ${wrong.message}`);
      continue;
    }
    rules.push({ name, pattern, message });
  }
  return rules;
}

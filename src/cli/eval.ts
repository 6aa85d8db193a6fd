import { GATE, loadSuite, passesGate, readText, runSuite, SandboxError, type CaseResult } from '../spot';
import { readArguments, SANDBOX_OPTIONS, withSandbox } from './spot';
import { UsageError } from './usage';

/** `greenroom eval`: runs a golden suite. 0 above the gate, 1 at 95 % or less. */
export async function evaluate(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { ...SANDBOX_OPTIONS, suite: { type: 'string' } });
  if (positionals.length > 0) throw new UsageError('eval takes no arguments but options; name the suite with --suite');
  return withSandbox(values, async (sandbox) => {
    const file = values.suite ?? sandbox.files.golden;
    if (file === undefined)
      throw new UsageError('there is no golden.yaml beside the model; name the suite with --suite');
    const { cases, diagnostics } = loadSuite(await readText(file), { path: file });
    if (!cases) throw new SandboxError(diagnostics);
    const result = await runSuite(sandbox, cases);
    const { accuracy, total, passed } = result;
    const failures = result.results.filter((one) => !one.passed);
    if (values.json === true) {
      console.log(JSON.stringify({ accuracy, total, passed, failures: failures.map(failureJson) }));
    } else {
      for (const { golden, reason = '' } of failures)
        console.log(`${file}:${golden.line}: ${golden.ask}: ${reason}`.replace(/\s+/g, ' ').trim());
      const gate = `${(GATE * 100).toFixed(0)} %`;
      const verdict = passesGate(result) ? `above the gate of ${gate}` : `not above the gate of ${gate}`;
      console.log(
        `${file}: ${passed} of ${total} passed, functional accuracy ${(accuracy * 100).toFixed(1)} %, ${verdict}`,
      );
    }
    return passesGate(result) ? 0 : 1;
  });
}

function failureJson({ golden, expected, actual, reason }: CaseResult): Record<string, unknown> {
  return { line: golden.line, ask: golden.ask, expected, actual, reason };
}

import { readArguments, SANDBOX_OPTIONS, withSandbox } from './spot';
import { Lines } from './serve/lines';
import { Service } from './serve/service';
import { UsageError } from './usage';

/**
 * `greenroom serve`: requests on stdin, answers on stdout, one JSON object a line, answers in the order of the requests.
 * Ends with stdin.
 */
export async function serve(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, SANDBOX_OPTIONS);
  if (positionals.length > 0) throw new UsageError('serve takes no arguments but options; requests come on stdin');
  return withSandbox(values, async (sandbox) => {
    const service = new Service(sandbox, write);
    for await (const line of new Lines(process.stdin)) {
      service.take(line);
      await service.roomForMore();
    }
    await service.finished();
    return 0;
  });
}

/** Waits for a slow reader. A reader that has gone ends this process, as it does any filter. */
function write(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

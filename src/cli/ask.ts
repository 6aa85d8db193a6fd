import { answerJson, exitCode, printAnswer } from './result';
import { onlyText, readArguments, REQUESTER_OPTIONS, SANDBOX_OPTIONS, withSandbox } from './spot';

/** `greenroom ask`: one question, answered. 0 answered, 3 refused or blocked, 1 failed. */
export async function ask(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { ...SANDBOX_OPTIONS, ...REQUESTER_OPTIONS });
  const question = onlyText(positionals, 'the question');
  const { tenant, user, now, follow, json = false } = values;
  return withSandbox(values, async (sandbox) => {
    const answer = await sandbox.ask({ question, tenant, user, now, follow });
    if (json) console.log(JSON.stringify(answerJson(answer)));
    else printAnswer(answer);
    return exitCode(answer);
  });
}

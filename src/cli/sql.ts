import { answerJson, exitCode, printAnswer } from './result';
import { onlyText, readArguments, REQUESTER_OPTIONS, SANDBOX_OPTIONS, withSandbox } from './spot';

/** `greenroom sql`: one SELECT, on the rows that the asker may see. 0 answered, 3 refused or blocked, 1 failed. */
export async function sql(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { ...SANDBOX_OPTIONS, ...REQUESTER_OPTIONS });
  const text = onlyText(positionals, 'the SQL');
  const { tenant, user, json = false } = values;
  return withSandbox(values, async (sandbox) => {
    const answer = await sandbox.ask({ sql: text, tenant, user });
    if (json) console.log(JSON.stringify(answerJson(answer)));
    else printAnswer(answer);
    return exitCode(answer);
  });
}

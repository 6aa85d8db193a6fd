import { lint } from './lint';
import { UsageError } from './usage';

/** A subcommand: gets the arguments after its name, resolves to the exit code. */
type Command = (args: readonly string[]) => Promise<number>;

/** Spot and its engine are loaded only for the commands that need them. */
const COMMANDS: Readonly<Record<string, Command>> = {
  lint,
  links: async (args) => (await import('./links')).links(args),
  ask: async (args) => (await import('./ask')).ask(args),
  sql: async (args) => (await import('./sql')).sql(args),
  eval: async (args) => (await import('./eval')).evaluate(args),
  prove: async (args) => (await import('./prove')).prove(args),
  serve: async (args) => (await import('./serve')).serve(args),
  anchors: async (args) => (await import('./anchors')).anchors(args),
};

const USAGE = `Usage: greenroom <command> [options]

  lint <file or folder>… [--json]   check decks: 0 fine, 1 errors found, 2 wrong usage or unreadable input
  links <deck> [--json]             where code links and tour steps lead: 0 fine, 1 one is broken or lost
      [--workspace DIR]             code that goes before the deck's prototype
  ask "<question>"                  a verified answer: 0 answered, 3 refused or blocked, 1 failed, 2 wrong usage or files
  sql "<SELECT …>"                  the same for SQL, on the rows that the asker may see
      [--tenant T] [--user U] [--now YYYY-MM-DD] [--follow "<earlier question>"]…
  prove <deck> [--card ID] [--json]  runs the proofs on a deck's cards: 0 all hold, 1 one does not, 2 wrong usage or files
  eval [--suite FILE]               runs a golden suite: 0 above 95 %, 1 at 95 % or less
  serve                             requests on stdin, answers on stdout, one JSON object a line:
      {"id": 1, "ask": "…", "user": "…", "tenant": "…", "now": "…", "follow": ["…"], "session": "…"}
      {"id": 2, "sql": "…"}   {"id": 3, "query": {…}}   {"id": 4, "complete": "rev", "cursor": 3}
      {"kill": true}   {"kill": "<tenant>"}   {"release": …}   {"cancel": <id>}
      A request without a session has a budget of its own.

  anchors capture <file> --lines 10,20 [--root DIR]      anchors of these lines, as JSON
  anchors resolve <anchors.json> [--root DIR] [--repo-index]
      where the lines are now, in the same order; --repo-index looks through all files for those that left theirs

Spot's commands take --deck FOLDER (the current one by default) or --model FILE [--policy FILE], --json, and
--audit FILE, to which a line is added for everything that is asked.`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    console.log(USAGE);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined)
    throw new UsageError(`unknown command "${name}"; there are: ${Object.keys(COMMANDS).join(', ')}`);
  return command(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`greenroom: ${message.replaceAll('\n', ' ')}`);
  process.exitCode = 2;
}

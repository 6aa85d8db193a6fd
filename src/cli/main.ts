import { lint } from './lint';
import { UsageError } from './usage';

/** A subcommand: gets the arguments after its name, resolves to the exit code. */
type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = { lint };

const USAGE = `Usage: greenroom <command> [options]

  lint <file or folder>… [--json]   check decks: 0 fine, 1 errors found, 2 wrong usage or unreadable input`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    console.log(USAGE);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UsageError(`unknown command "${name}"; there are: ${Object.keys(COMMANDS).join(', ')}`);
  return command(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`greenroom: ${message.replaceAll('\n', ' ')}`);
  process.exitCode = 2;
}

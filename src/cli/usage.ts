/** The command was called wrongly, or its input cannot be read: one line on stderr, exit code 2. */
export class UsageError extends Error {}

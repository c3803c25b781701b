/** A mistake on the command line: the usage text is due, and exit code 2. */
export class UsageError extends Error {}

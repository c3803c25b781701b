import { SettingsError } from "./settings";
import { UsageError } from "./usage-error";

/**
 * Runs a command and returns its exit code: what `main` returns, 2 for a mistake on the command line (which
 * shows the usage text) or in the settings, 1 for any other failure. A failure is reported in one message.
 */
export async function runCommand(
  usage: string,
  main: () => Promise<number>,
  err: (line: string) => void = console.error
): Promise<number> {
  try {
    return await main();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    err(error instanceof UsageError ? `${message}\n\n${usage}` : message);
    return error instanceof UsageError || error instanceof SettingsError ? 2 : 1;
  }
}

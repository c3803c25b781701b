import { build } from "./build";
import { readSettings, SettingsError } from "./settings";
import { parseStartArguments, USAGE } from "./start/arguments";
import { withFreshKey } from "./start/fresh-key";
import { run } from "./start/run";
import { UsageError } from "./usage-error";

/** Resolved by Ctrl-C, and after so many seconds. */
function end(seconds: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    // Of no weight to a run that has ended otherwise: in a terminal, Ctrl-C is a key.
    if (seconds !== undefined) setTimeout(resolve, seconds * 1000).unref();
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, resolve);
  });
}

async function main(): Promise<number> {
  const { help, seconds, fault, plain } = parseStartArguments(process.argv.slice(2));
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const settings = readSettings("simulation");
  const scripts = withFreshKey(await build(settings, { plain, report: console.log }));
  return (await run(scripts, settings, { out: process.stdout, input: process.stdin, until: end(seconds), fault })) ? 0 : 1;
}

process.exitCode = await main().catch((error: unknown) => {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
  else if (error instanceof SettingsError) console.error(error.message);
  else {
    console.error(error);
    // Boards that were switched on would keep it running.
    process.exit(1);
  }
  return 2;
});

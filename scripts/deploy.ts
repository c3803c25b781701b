import { run } from "./deploy/run";
import { terminalContext } from "./deploy/terminal";

process.exitCode = await run(process.argv.slice(2), terminalContext);

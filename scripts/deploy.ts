import { terminalContext } from "./console/terminal";
import { run } from "./deploy/run";

process.exitCode = await run(process.argv.slice(2), terminalContext);

import { run } from "./deploy/run";

process.exitCode = await run(process.argv.slice(2));

import { run } from "./monitor/run";

/** Resolved by Ctrl-C and its like; a second one ends the process at once. */
const ended = new Promise((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, resolve);
});

const code = await run(process.argv.slice(2), {
  input: process.stdin,
  out: process.stdout,
  err: console.error,
  until: ended
});
// A port that is just being opened, or an input without an end, would keep the process for a while.
process.exit(code);

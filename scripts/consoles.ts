import { SimulatedBoard } from "../shims/board";
import { BoardConsole } from "../shims/console";
import { Lan } from "../shims/lan";
import { runCommand } from "./run-command";
import { isForBoards, readSettings } from "./settings";
import { parseOptions, UsageError } from "./usage-error";

const USAGE = `Usage: npm run consoles -- [--port N]

Simulates two ESP32 boards with Espruino and nothing on them, in a network that has the name and password
of the settings, and offers their consoles to npm run boards, deploy:a and deploy:b, until Ctrl-C.

  --port N  the consoles are at tcp://127.0.0.1:N and at the port after it (default 2401)
  --help    this text`;

/** The first console's TCP port. */
function parsePort(argv: string[]): number | undefined {
  const { values } = parseOptions({
    args: argv,
    options: { port: { type: "string", default: "2401" }, help: { type: "boolean" } }
  });
  if (values.help) return undefined;
  if (!/^\d{1,5}$/.test(values.port) || +values.port < 1 || +values.port > 65534)
    throw new UsageError(`--port: expected a whole number from 1 to 65534, got ${JSON.stringify(values.port)}`);
  return +values.port;
}

/** The command; returns its exit code, and leaves the boards running. */
async function main(): Promise<number> {
  const port = parsePort(process.argv.slice(2));
  if (port === undefined) {
    console.log(USAGE);
    return 0;
  }
  const { a, network } = readSettings(isForBoards() ? "boards" : "simulation");
  // Where board A opens the network, there is no router that has it.
  const accessPoint = network === "ap" ? { ssid: "", password: "" } : { ssid: a.ssid, password: a.password };
  const lan = new Lan();
  for (const [index, last] of [101, 102].entries()) {
    const board = new SimulatedBoard({
      lan,
      // The router's; the script then asks for the one of the settings.
      address: `192.168.1.${last}`,
      accessPoint,
      // What the tools ask is no line of the script.
      onLine: (line) => {
        if (!/^<(ANSWER| <<)/.test(line)) console.log(`${port + index}  ${line}`);
      }
    });
    board.powerOn();
    console.log((await BoardConsole.open(board, { port: port + index })).name);
  }
  return 0;
}

const code = await runCommand(USAGE, main);
// Boards that are on keep the process running; nothing else may.
if (code !== 0) process.exit(code);

import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuiltScript } from "../build";
import type { BoardState } from "../console/board-state";
import { ConsoleLink } from "../console/console-link";
import { findPort, type Choose } from "../console/find-port";
import { listPorts } from "../console/list-ports";
import { canonicalName, parsePortOf, type Port } from "../console/port";
import type { SerialPortClass } from "../console/serial-link";
import { runCommand } from "../run-command";
import { keepPairKey, readSettings, SettingsError, type BoardId, type BoardSettings, type Settings } from "../settings";
import { parseArguments, usage, type DeployArguments } from "./arguments";
import { stamp } from "./build-id";
import { BoardDeploy, type Deadlines, defaultDeadlines } from "./deploy-board";
import type { Terminal } from "./progress";
import { watch } from "./watch";

const FIRMWARE = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "firmware");

/** As other tools are told that want the same port. */
const USER = "npm run deploy";

/** What differs between a terminal, a pipe and a test. */
export interface RunContext {
  out: (line: string) => void;
  err: (line: string) => void;
  /** Where progress is drawn; elsewhere it is told in lines. */
  terminal?: Terminal;
  /** Has the user choose, if there is one. */
  choose?: Choose;
  /** Ends `--watch`. */
  until: () => Promise<unknown>;
  deadlines?: Deadlines;
  readSettings?: () => Settings;
  build?: typeof build;
  loadSerialPort?: () => Promise<SerialPortClass | undefined>;
}

/** One port for both boards is a mistake, however it is spelled. Throws a SettingsError. */
function checkPorts({ a, b }: Settings["serial"], { port }: DeployArguments): void {
  if (port || !a || !b) return;
  const portA = parsePortOf("BOARD_A_SERIAL", a);
  if (canonicalName(portA) !== canonicalName(parsePortOf("BOARD_B_SERIAL", b))) return;
  throw new SettingsError(`BOARD_B_SERIAL: expected another port than BOARD_A_SERIAL, got ${JSON.stringify(b)} for ${JSON.stringify(a)}`);
}

/** Without TELNET=on the new script closes the console over which it came, so that nothing could be checked. Throws a SettingsError. */
function checkTelnet(port: Port | undefined, { telnet }: BoardSettings): void {
  if (port?.kind !== "tcp" || telnet || canonicalName(port).startsWith("tcp://127.0.0.1:")) return;
  throw new SettingsError(`TELNET: expected on for a deploy to ${port.name}, got off; set it, or deploy over USB`);
}

/** The command; holds what its steps share. */
class Deploy {
  readonly #context: RunContext;
  readonly #args: DeployArguments;
  readonly #settings: Settings;
  readonly #ports: Partial<Record<BoardId, Port>> = {};

  constructor(context: RunContext, args: DeployArguments, settings: Settings) {
    this.#context = context;
    this.#args = args;
    this.#settings = settings;
    checkPorts(settings.serial, args);
    for (const board of args.boards) {
      const configured = settings.serial[board];
      const named = configured && parsePortOf(`BOARD_${board.toUpperCase()}_SERIAL`, configured);
      this.#ports[board] = args.port ?? (named || undefined);
      checkTelnet(this.#ports[board], settings[board]);
    }
  }

  /** Builds, and deploys to one board after the other; returns the exit code. */
  async once(): Promise<number> {
    let code = 0;
    const scripts = await (this.#context.build ?? build)(this.#settings, { plain: this.#args.plain, report: this.#context.out });
    for (const board of this.#args.boards) {
      const built = scripts.find((script) => script.board === board);
      if (!built) throw new Error(`build: expected a script for board ${board}, got none`);
      try {
        await this.#toBoard(built);
      } catch (error) {
        // The other board is not to wait for this one.
        this.#context.err((error as Error).message);
        code = 1;
      }
    }
    return code;
  }

  /** The same again and again; what fails is told, and may be right the next time. */
  async watched(): Promise<number> {
    const { out, err, until } = this.#context;
    const deploy = (): Promise<unknown> =>
      this.once()
        .catch((error: unknown) => err((error as Error).message))
        .then(() => out("Waiting for a change in firmware/; Ctrl-C ends"));
    const ended = until();
    await deploy();
    await watch(FIRMWARE, deploy, ended);
    return 0;
  }

  async #toBoard({ board, file, code }: BuiltScript): Promise<void> {
    const { out, terminal, deadlines = defaultDeadlines } = this.#context;
    const { ram, force, clean } = this.#args;
    const script = stamp(board, code);
    const { link, state } = await this.#connect(board, deadlines);
    // Known for the next time, and not to be taken for the other board's.
    this.#ports[board] = link.port;
    try {
      const deploy = new BoardDeploy({
        board,
        settings: this.#settings[board],
        script,
        file: `${file}.upload-${process.pid}`,
        link,
        ram,
        force,
        clean,
        deadlines,
        report: out,
        terminal
      });
      out(await deploy.run(state));
    } finally {
      await link.close();
    }
  }

  async #connect(board: BoardId, deadlines: Deadlines): Promise<{ link: ConsoleLink; state: BoardState }> {
    const { loadSerialPort: load, choose } = this.#context;
    const known = this.#ports[board];
    if (known) {
      const link = new ConsoleLink(known, USER, deadlines, load);
      try {
        return { link, state: await link.meet() };
      } catch (error) {
        await link.close();
        throw error;
      }
    }
    const taken = new Set(Object.values(this.#ports).map((port) => port && canonicalName(port)));
    const listed = (await listPorts(load)).filter(({ port }) => !taken.has(canonicalName(port)));
    return findPort({ board, name: this.#settings[board].name, listed, user: USER, deadlines, load, choose });
  }
}

/** The whole command; resolves with its exit code: 0 only if each board runs its new script and is in the network. */
export function run(argv: string[], context: RunContext): Promise<number> {
  const { out, err } = context;
  return runCommand(
    usage,
    async () => {
      const args = parseArguments(argv);
      if (args.help) {
        out(usage);
        return 0;
      }
      const settings = (context.readSettings ?? (() => readSettings("boards")))();
      for (const warning of settings.warnings) err(`Warning: ${warning}`);
      keepPairKey(settings, out);
      const deploy = new Deploy(context, args, settings);
      return args.watch ? deploy.watched() : deploy.once();
    },
    err
  );
}

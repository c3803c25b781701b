import type { IpInfo, Wifi } from "../firmware/types/espruino";
import { AP_ADDRESS } from "./access-point";
import { varsOf } from "./firmware";
import { NativeEmitter, type Interpreter } from "./interpreter";
import type { Radio, RadioListener, WifiEvent } from "./radio";

const NETMASK = "255.255.255.0";
const NOWHERE: IpInfo = { ip: "0.0.0.0", netmask: "0.0.0.0", gw: "0.0.0.0" };

type Callback = (error: string | null) => void;

/** `require("Wifi")` on the ESP32, for one run of the interpreter; `wifi.md` has its contract. */
export class WifiShim extends NativeEmitter implements Wifi, RadioListener {
  readonly radio: Radio;
  #leakedVars = 0;
  /** The details of events whose handlers have not run yet. */
  readonly #details = new Set<object>();
  #callback?: Callback;
  #opened?: Callback;

  /** `onLeak` is called when another event has leaked its details. */
  constructor(
    interpreter: Interpreter,
    radio: Radio,
    readonly onLeak: () => void = () => undefined
  ) {
    super(interpreter);
    this.radio = radio;
    radio.listener = this;
  }

  connect(ssid: string, options: { password?: string }, callback?: Callback): void {
    if (typeof ssid !== "string") throw new Error("No SSID provided");
    if (options.password !== undefined && typeof options.password !== "string")
      throw new Error("Expecting options.password to be a string");
    this.#callback = callback;
    this.radio.join(ssid, options.password ?? "");
  }

  disconnect(): void {
    this.radio.disconnect();
  }

  getIP(): IpInfo {
    const ip = this.radio.address;
    return ip ? { ip, netmask: NETMASK, gw: ip.replace(/\d+$/, "1") } : { ...NOWHERE };
  }

  setIP(_settings: IpInfo, callback: Callback): void {
    this.interpreter.queue(() => {
      callback(null);
    });
  }

  setHostname(hostname: string): void {
    this.radio.hostname = hostname;
  }

  setConfig(settings: { powersave: "none" | "ps-poll" }): void {
    this.radio.powersave = settings.powersave;
  }

  startAP(ssid: string, options: { password?: string } = {}, callback?: Callback): void {
    const { password } = options;
    if (typeof ssid !== "string") throw new Error("No SSID");
    if (password !== undefined && (typeof password !== "string" || password.length < 8))
      throw new Error("Password must be string of at least 8 characters");
    this.#opened = callback;
    this.radio.open(ssid, password ?? "");
  }

  stopAP(): void {
    this.radio.close();
  }

  /** It is there from the start, whether the access point stands or not (`tcpip_adapter_init`). */
  getAPIP(): IpInfo {
    return { ip: AP_ADDRESS, netmask: NETMASK, gw: AP_ADDRESS };
  }

  /** JsVars that are lost to the program: what its handlers leave of the details of events. */
  get leakedVars(): number {
    return [...this.#details].reduce<number>((sum, details) => sum + varsOf(details), this.#leakedVars);
  }

  onEvent(event: WifiEvent, details: Record<string, string>): void {
    this.#details.add(details);
    this.emit(event, details);
    this.interpreter.queue(() => {
      this.#details.delete(details);
      this.#leakedVars += varsOf(details);
      this.onLeak();
    });
  }

  onResult(error: string | null): void {
    const callback = this.#callback;
    this.#callback = undefined;
    this.#queue(callback, error);
  }

  onOpened(): void {
    const callback = this.#opened;
    this.#opened = undefined;
    this.#queue(callback, null);
  }

  #queue(callback: Callback | undefined, error: string | null): void {
    if (callback)
      this.interpreter.queue(() => {
        callback(error);
      });
  }
}

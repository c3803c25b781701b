import { say } from "./console";
import * as settings from "./settings";

/**
 * Closes Espruino's Telnet console, which is open to the whole network without a password; `TELNET=on` leaves it so.
 *
 * A password cannot make up for that (`E.setPassword`, seen on 2v29): once it was given, it is asked of nobody until
 * the console is locked again, so whoever connects next takes over the session, also when its owner has left.
 */
export function guardConsole(): void {
  if (settings.telnet) say("Telnet: open, anybody in the network controls this board");
  else
    try {
      require("TelnetServer").setOptions({ mode: "off" });
    } catch {
      // The build has none, as those on ESP-IDF 4.
    }
}

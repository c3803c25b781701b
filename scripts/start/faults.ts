import type { BoardId } from "../settings";
import type { Simulation } from "./simulation";

export interface Fault {
  /** For the usage text. */
  description: string;
  /** How long it lasts; 0 for what happens in a moment. */
  lastsMs: number;
  /** The board that begins anew, with its numbers too. */
  restarts?: BoardId;
  begin(simulation: Simulation): void;
  end?(simulation: Simulation): void;
}

/** The address that the router gives to board B in `new-address`. */
const NEW_ADDRESS = "192.168.1.77";

/** What can go wrong in a simulation, by name. */
export const FAULTS = {
  "peer-off": {
    description: "board B loses its power, and has it back",
    lastsMs: 20000,
    restarts: "b",
    begin: ({ boards }) => {
      boards.b.powerOff();
    },
    end: ({ boards }) => {
      boards.b.powerOn();
    }
  },
  "wifi-lost": {
    description: "board B loses the WiFi, which then is there again",
    lastsMs: 15000,
    begin: ({ boards }) => {
      boards.b.wifi.setFault("accessPointGone", true);
    },
    end: ({ boards }) => {
      boards.b.wifi.setFault("accessPointGone", false);
    }
  },
  "half-open": {
    description: "nothing passes between the boards any more, and nobody tells them",
    lastsMs: 20000,
    begin: ({ lan }) => {
      lan.change(() => lan.faults.add("halfOpen"));
    },
    end: ({ lan }) => {
      lan.change(() => lan.faults.delete("halfOpen"));
    }
  },
  "new-address": {
    description: "the router gives another address to board B",
    lastsMs: 0,
    begin: ({ boards }) => {
      boards.b.wifi.setLease(NEW_ADDRESS);
    }
  },
  "packets-lost": {
    description: "one packet of five is lost, the others are 20 to 100 ms late",
    lastsMs: 30000,
    begin: ({ lan }) => {
      lan.change(() => lan.faults.add("packetsLost"));
    },
    end: ({ lan }) => {
      lan.change(() => lan.faults.delete("packetsLost"));
    }
  },
  "peer-reboots": {
    description: "board B starts anew",
    lastsMs: 0,
    restarts: "b",
    begin: ({ boards }) => {
      boards.b.kill();
      boards.b.powerOn();
    }
  }
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

export function isFaultName(name: string): name is FaultName {
  return FAULT_NAMES.includes(name as FaultName);
}

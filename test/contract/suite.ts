import assert from "node:assert/strict";
import { contract, program, type Abilities } from "./cases";

/** A module, somewhere where a program can run on it. */
export interface Place {
  host: string;
  /** Runs a program that serves on a port of its own, until it prints `END`; returns all lines before. */
  run(program: (port: number) => string): Promise<string[]>;
}

/** Whether a line is as expected: one that ends in a word may go on where the module has more to tell. */
function isLine(line: string, expected: string): boolean {
  return line === expected || line.startsWith(`${expected} `);
}

/** The contract, for a module that has these abilities. */
export function contractSuite(place: Place, can: Abilities): void {
  for (const each of contract)
    it(each.title, async () => {
      const lines = await place.run((port) => program(each, place.host, port));
      for (const [end, expected] of Object.entries(each.expected(can))) {
        const said = lines.filter((line) => line.startsWith(`${end}> `)).map((line) => line.slice(end.length + 2));
        const fits = said.length === expected.length && said.every((line, i) => isLine(line, expected[i]));
        if (!fits) assert.deepEqual(said, expected, `${end}; in all: ${lines.join(" | ")}`);
      }
      assert.deepEqual(lines.filter((line) => /Uncaught/.test(line)), []);
    });
}

import type { BuiltScript } from "../build";
import { newPairKey, SIMULATION_KEY } from "../pair-key";

/** The scripts of simulated boards with a new pair key, without building them again. */
export function withFreshKey(scripts: BuiltScript[]): BuiltScript[] {
  const key = newPairKey();
  return scripts.map((script) => {
    if (!script.code.includes(SIMULATION_KEY)) throw new Error(`${script.file}: expected a script for the simulation, with its pair key`);
    return { ...script, code: script.code.replaceAll(SIMULATION_KEY, key) };
  });
}

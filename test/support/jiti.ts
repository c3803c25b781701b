import { createRequire } from "node:module";
import path from "node:path";

/** The program that runs TypeScript, as the commands of `package.json` do. */
export const JITI = path.join(path.dirname(createRequire(__filename).resolve("jiti/package.json")), "lib", "jiti-cli.mjs");

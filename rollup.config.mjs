// For `npx rollup -c`. `npm run build` builds the same, prints the sizes and fails over the budget.
import { createJiti } from "jiti";

const jiti = createJiti(import.meta.url);
/** @type {typeof import("./scripts/build")} */
const { readBuild } = await jiti.import("./scripts/build.ts");
/** @type {typeof import("./scripts/bundle/bundles")} */
const { bundles } = await jiti.import("./scripts/bundle/bundles.ts");

export default () => {
  const { settings, ws } = readBuild();
  return bundles(settings, ws);
};

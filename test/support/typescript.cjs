// Mocha loads its specs with `require`; this has `require` take TypeScript.
const { createJiti } = require("jiti");

const jiti = createJiti(__filename);
require.extensions[".ts"] = (module, filename) => {
  module.exports = jiti(filename);
};

// The entry of `dist/modules/ws.js`, which stands in for Espruino's `ws` module.
import { servePage } from "./http";
import { webSocketModule } from "./index";

export default webSocketModule(require("net"), require("crypto"), global, servePage);

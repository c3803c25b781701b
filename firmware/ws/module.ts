// The entry of `dist/modules/ws.js`, which stands in for Espruino's `ws` module.
import { addExtras } from "./extras";
import { webSocketModule } from "./index";

addExtras();

export default webSocketModule(require("net"), require("crypto"), global);

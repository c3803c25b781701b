/** A `Wifi` module for Espruino's Linux build, which has none: what `firmware/wifi.ts` uses of it. */
export const WIFI_MODULE = `
var joined = false;
exports.connect = function () {
  if (joined) return;
  joined = true;
  exports.emit("connected", { ip: "127.0.0.1", netmask: "255.0.0.0", gw: "127.0.0.1" });
};
exports.disconnect = function () { joined = false; };
exports.stopAP = exports.setHostname = exports.setConfig = function () {};
`;

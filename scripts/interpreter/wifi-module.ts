/**
 * A `Wifi` module for Espruino's Linux build, which has none: what `firmware/wifi.ts` uses of it.
 * The router's address is 127.0.0.2, so that one that is set is another.
 */
export const WIFI_MODULE = `
var info = { ip: "0.0.0.0", netmask: "255.0.0.0", gw: "127.0.0.1" };
exports.connect = function (ssid, options, callback) {
  info.ip = "127.0.0.2";
  exports.emit("connected", info);
  setTimeout(callback, 1, null);
};
exports.disconnect = function () { info.ip = "0.0.0.0"; };
exports.getIP = function () { return info; };
exports.setIP = function (settings, callback) { info = settings; setTimeout(callback, 1, null); };
exports.setHostname = exports.setConfig = function () {};
`;

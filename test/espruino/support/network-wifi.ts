/** In a board's folder while there is a network: what `getIP` gives, as JSON. */
export const LEASE_FILE = "lease.json";

/**
 * The `Wifi` module of a board in a network namespace: a driver like the ESP32's, which looks 3 times
 * for the network, 800 ms apart, then fires `disconnected`, calls back and stops; and which tells of another
 * address. Whether there is a network, and which address, is in a file, which the test writes.
 */
export const NETWORK_WIFI_MODULE = `
var none = { ip: "0.0.0.0", netmask: "0.0.0.0", gw: "0.0.0.0" };
var info = none, wanted = false, tries = 0, callback, timer;
function lease() {
  try { return JSON.parse(require("fs").readFileSync("${LEASE_FILE}")); } catch (e) { return undefined; }
}
function tell(error) {
  var f = callback;
  callback = undefined;
  if (f) setTimeout(f, 1, error);
}
function look() {
  var found = lease();
  timer = undefined;
  if (!found) {
    info = none;
    if (++tries < 3) timer = setTimeout(look, 800);
    else timer = setTimeout(fail, 800);
    return;
  }
  tries = 0;
  if (found.ip !== info.ip) {
    info = found;
    tell(null);
    exports.emit("connected", info);
  }
  timer = setTimeout(look, 100);
}
function fail() {
  timer = undefined;
  exports.emit("disconnected", { ssid: "simulation", mac: "02:00:00:00:00:01", reason: "201", msg: "NO_AP_FOUND" });
  tell("NO_AP_FOUND");
}
exports.connect = function (ssid, options, f) {
  callback = f;
  info = none;
  tries = 0;
  if (timer) clearTimeout(timer);
  timer = setTimeout(look, 100);
};
exports.disconnect = function () {
  if (timer) clearTimeout(timer);
  timer = undefined;
  info = none;
};
exports.getIP = function () { return info; };
exports.setHostname = exports.setConfig = function () {};
`;

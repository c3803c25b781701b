/** In a board's folder while there is a network: its address there, netmask and gateway, as JSON. */
export const LEASE_FILE = "lease.json";

/**
 * The `Wifi` module of a board in a network namespace: a driver like the ESP32's up to 2v29. It looks 2.4 s for the
 * network, then fires `disconnected` and stops; it never calls back; asked to join, it does nothing once it has
 * joined; and it tells of another address. Whether there is a network, and which address, is in a file, which the
 * test writes.
 */
export const NETWORK_WIFI_MODULE = `
var joined, wanted = false, looks = 0, timer;
function lease() {
  try { return JSON.parse(require("fs").readFileSync("${LEASE_FILE}")); } catch (e) { return undefined; }
}
function lost(reason, msg) {
  joined = undefined;
  wanted = false;
  exports.emit("disconnected", { ssid: "simulation", mac: "02:00:00:00:00:01", reason: reason, msg: msg });
}
function look() {
  var found = lease();
  timer = undefined;
  if (!found && ++looks === 24) {
    lost("201", "NO_AP_FOUND");
    return;
  }
  if (found) {
    looks = 0;
    if (found.ip !== joined) {
      joined = found.ip;
      exports.emit("connected", found);
    }
  }
  timer = setTimeout(look, 100);
}
exports.connect = function () {
  if (wanted) return;
  wanted = true;
  looks = 0;
  timer = setTimeout(look, 100);
};
exports.disconnect = function () {
  if (timer) clearTimeout(timer);
  timer = undefined;
  if (wanted) lost("8", "ASSOC_LEAVE");
};
exports.stopAP = exports.setHostname = exports.setConfig = function () {};
`;
